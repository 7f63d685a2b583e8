"""热门时刻: where a show was livelier than usual, and which clips could be cut there.

It is read from the rows of the chat, the store and the room whenever somebody looks, as a report is.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.house import house
from chat.comments import reads as comments
from chat.likes import reads as likes
from chat.visits import reads as visits
from console.drawing import Lane
from console.reporting import stretch_of
from media.broadcasts.models import Broadcast
from media.recording import reading
from media.recording.clips import peaks
from media.recording.clips import reads as clips
from media.recording.clips.models import Clip
from media.recording.clips.peaks import STEP, Count, Peak, Taken
from media.recording.models import Recording
from media.recording.places import Shelf
from media.recording.takes import Span, position, spans, takes
from store.catalogue import reads as catalogue
from store.shelf import insight
from store.shelf.insight import Moment

_STEP = timedelta(seconds=STEP)


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A clip that could be cut. Places are in the replay, in milliseconds."""

    since: datetime
    until: datetime
    top: datetime
    begins: int
    ends: int
    counts: tuple[Count, ...]
    product: str = ""
    """What was explained then."""
    title: str = ""
    """That product's."""
    within: Clip | None = None
    """The clip that shows it already."""


class Highlights(msgspec.Struct, frozen=True, kw_only=True):
    since: datetime
    until: datetime
    """The end of the show; of one that goes on, of what is counted."""
    lanes: list[Lane]
    suggestions: list[Suggestion]
    marks: list[datetime]


async def spans_of(found: Recording) -> list[Span]:
    """What of a show is kept; of one that is still recorded, so far."""
    if found.spans:
        return msgspec.convert(found.spans, list[Span])
    source = Shelf(house().config.data / "recordings").show(found.room, found.show) / "source"
    shots = await asyncio.to_thread(lambda: reading.shots(source) if source.is_dir() else [])
    return spans(takes(shots))


async def highlights(session: AsyncSession, show: Broadcast, kept: Sequence[Span], now: datetime) -> Highlights:
    """`kept`: what of the show the recording has."""
    since = show.aired_at or show.starts_at
    steps = max((show.ended_at or now) - since, timedelta()) // _STEP
    until = show.ended_at or since + steps * _STEP
    counts = await _counts(session, show, since, steps)
    cut = await clips.of_show(session, show.id)
    taken = [_taken(one, since) for one in cut if one.state in {"waiting", "ready"}]
    moments = await insight.moments(session, stretch_of(show))
    dismissed = await clips.dismissed(session, show.id)
    found = []
    for peak in peaks.peaks(counts, taken):
        one = _suggestion(peak, since, kept, moments, {clip.id: clip for clip in cut})
        if one.ends > one.begins and not any(one.since <= at < one.until for at in dismissed):
            found.append(await _titled(session, one))
    return Highlights(
        since=since,
        until=until,
        lanes=_lanes(counts, since, await visits.curve(session, show.room, since, until)),
        suggestions=found,
        marks=[one.since for one in cut if one.origin == "mark"],
    )


async def _counts(session: AsyncSession, show: Broadcast, since: datetime, steps: int) -> dict[str, list[int]]:
    """By kind, for each step."""
    taps: dict[int, int] = {}
    for at, count in await likes.by_time(session, show.room, since - _STEP, since + steps * _STEP):
        number = max((at + _STEP / 2 - since) // _STEP, 0)
        taps[number] = taps.get(number, 0) + count
    found = {
        "comments": await comments.by_time(session, show.room, show.id, since, _STEP),
        "likes": taps,
        "orders": await insight.made_by_time(session, stretch_of(show), _STEP),
    }
    return {kind: [of.get(number, 0) for number in range(steps)] for kind, of in found.items()}


def _taken(clip: Clip, since: datetime) -> Taken:
    return Taken(clip.id, (clip.since - since).total_seconds(), (clip.until - since).total_seconds())


def _suggestion(
    peak: Peak, since: datetime, kept: Sequence[Span], moments: Sequence[Moment], cut: dict[str, Clip]
) -> Suggestion:
    begins, ends, top = (since + timedelta(seconds=at) for at in (peak.since, peak.until, peak.top))
    explained = [one.product for one in moments if one.since <= top and (one.until is None or top < one.until)]
    return Suggestion(
        since=begins,
        until=ends,
        top=top,
        begins=position(kept, _ms(begins)),
        ends=position(kept, _ms(ends)),
        counts=peak.counts,
        product=explained[0] if explained else "",
        within=cut.get(peak.within),
    )


async def _titled(session: AsyncSession, one: Suggestion) -> Suggestion:
    if not one.product:
        return one
    return msgspec.structs.replace(one, title=(await catalogue.product(session, one.product)).title)


def _lanes(counts: dict[str, list[int]], since: datetime, curve: Sequence[tuple[datetime, int]]) -> list[Lane]:
    middle = _STEP / 2
    lanes = [
        Lane(kind, [(since + number * _STEP + middle, count) for number, count in enumerate(of)])
        for kind, of in counts.items()
    ]
    return [*lanes, Lane("viewers", list(curve))]


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
