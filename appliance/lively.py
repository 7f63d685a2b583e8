"""Where a show was livelier than usual, for programs: what the console suggests clips by."""

from datetime import datetime
from typing import Annotated

import msgspec

from appliance.house import house
from appliance.http import Api
from appliance.identity.permissions import Permission
from console.highlights import Suggestion, highlights, spans_of
from media.broadcasts import reads as rooms
from media.recording import reads as recordings
from media.recording.clips.peaks import Count

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
api = Api("peaks", __name__)


class PeakShown(msgspec.Struct, frozen=True):
    since: Aware
    until: Aware
    top: Aware
    """Where the loudest half minute begins; it names the peak."""
    counts: list[Count]
    """What made it one, the strongest first."""
    product: str
    """What was explained then; empty: nothing."""
    clip: str
    """The clip that shows it already; empty: none."""


class PeaksShown(msgspec.Struct, frozen=True):
    peaks: list[PeakShown]
    """In the order of the show, a handful at most."""


@api.route_to(
    "GET", "/replays/<show>/peaks", summary="Where a show was livelier than usual", allow=Permission.ROOMS_SEE,
    answers=PeaksShown,
)  # fmt: skip
async def peaks(show: str) -> PeaksShown:
    async with house().db.read() as session:
        found = await recordings.recording(session, show)
        broadcast = await rooms.show(session, show)
        told = await highlights(session, broadcast, await spans_of(found), house().clock.now())
    return PeaksShown([_shown(one) for one in told.suggestions])


def _shown(one: Suggestion) -> PeakShown:
    clip = one.within.id if one.within else ""
    return PeakShown(one.since, one.until, one.top, list(one.counts), one.product, clip)
