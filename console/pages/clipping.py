"""Cutting clips out of a recording by hand, and waving away the suggestions."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from quart.typing import ResponseReturnValue

from appliance.errors import BadInput
from appliance.house import house
from appliance.http import Pages, form
from appliance.identity.permissions import Permission
from console.highlights import spans_of
from console.i18n import gettext as _
from console.looks import again
from console.pages.recordings import LIST, about
from console.said import went
from console.words import span
from media.recording import reads
from media.recording.clips import actions
from media.recording.clips.api import moment_of
from media.recording.takes import Span, instant, moment
from store.catalogue import reads as catalogue

pages = Pages("console_clipping", __name__)
_PLACE = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,5}(?:\.\d{1,3})?)")


class Stretch(msgspec.Struct, frozen=True):
    since: str
    """In the replay, as 1:02:03.5."""
    until: str
    title: Annotated[str, msgspec.Meta(max_length=60)] = ""
    product: str = ""
    exact: str = ""


class PlaceUnreadable(BadInput):
    zh = "请写成 1:02:03 这样的时间"
    en = "Please write a time like 1:02:03"


class PastTheEnd(BadInput):
    zh = "录像到 {length} 为止"
    en = "The recording ends at {length}"


@pages.page(LIST + "/<show>/clips", allow=Permission.ROOMS_RUN, methods=("POST",))
async def cut(show: str) -> ResponseReturnValue:
    try:
        given = await form(Stretch)
        async with house().db.read() as session:
            recording = await reads.recording(session, show)
            if given.product:
                await catalogue.product(session, given.product)
        since, until = _stretch(await spans_of(recording), given)
        exact = given.exact == "true"
        title, product = given.title, given.product
        await house().db.write(actions.cut, show, since, until, title=title, product=product, exact=exact)
    except BadInput as problem:
        return await again("recordings/recording.html", problem, read_at=f"{LIST}/{show}", **await about(show))
    return went(f"{LIST}/{show}#clips-title", _("在剪了，剪好会出现在这里，公开后观众才看得到"))


@pages.page(LIST + "/<show>/peaks/<at>/dismissal", allow=Permission.ROOMS_RUN, methods=("POST",))
async def dismiss(show: str, at: str) -> ResponseReturnValue:
    """`at`: the moment of its top, in milliseconds since 1970."""
    await house().db.write(actions.dismiss_peak, show, moment_of(at))
    return went(f"{LIST}/{show}#peaks-title", _("不再建议这一段"), undo=f"{LIST}/{show}/peaks/{at}/recall")


@pages.page(LIST + "/<show>/peaks/<at>/recall", allow=Permission.ROOMS_RUN, methods=("POST",))
async def recall(show: str, at: str) -> ResponseReturnValue:
    await house().db.write(actions.recall_peak, show, moment_of(at))
    return went(f"{LIST}/{show}#peaks-title", _("又建议这一段了"))


def _stretch(spans: Sequence[Span], given: Stretch) -> tuple[datetime, datetime]:
    """When that was."""
    length = sum(one.length for one in spans)
    places = {"since": _place("since", given.since), "until": _place("until", given.until)}
    for field, place in places.items():
        if place > length:
            raise PastTheEnd(field=field, length=span(length / 1000))
    return instant(moment(spans, places["since"])), instant(moment(spans, max(places["until"] - 1, 0)) + 1)


def _place(field: str, text: str) -> int:
    """In milliseconds."""
    found = _PLACE.fullmatch(text.strip().replace("：", ":"))
    if found is None:
        raise PlaceUnreadable(field=field)
    hours, minutes, seconds = found.groups()
    return (int(hours or 0) * 60 + int(minutes or 0)) * 60_000 + round(float(seconds) * 1000)
