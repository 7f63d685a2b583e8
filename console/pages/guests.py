"""Who agreed to be shown in a show, as a table to be kept: with the words that they agreed to."""

from collections.abc import Iterator, Sequence

from quart import Response
from quart.typing import ResponseReturnValue

from appliance.clock import CHINA
from appliance.house import house
from appliance.http import Pages
from appliance.identity.permissions import Permission
from console.consent import Agreement, agreements, words
from console.i18n import gettext as _
from console.words import to_the_second
from media.broadcasts import reads as broadcasts
from media.broadcasts.actions import BroadcastNotFound
from media.broadcasts.models import Broadcast
from store.catalogue import tables

pages = Pages("console_guests", __name__)


@pages.page("/console/shows/<show>/guests.csv", allow=Permission.STAGE_RUN)
async def export(show: str) -> ResponseReturnValue:
    """Raises BroadcastNotFound, also for a show that has never been on air."""
    async with house().db.read() as session:
        found = await broadcasts.show(session, show)
        if found.aired_at is None:
            raise BroadcastNotFound
        guests = await agreements(session, found, found.ended_at or house().clock.now())
    answer = Response(tables.sheet(_lines(found, guests)), content_type="text/csv; charset=utf-8")
    day = found.aired_at.astimezone(CHINA).strftime("%Y%m%d")
    answer.headers["content-disposition"] = f'attachment; filename="guests-{day}.csv"'
    return answer


def _lines(show: Broadcast, guests: Sequence[Agreement]) -> Iterator[list[str]]:
    yield [_("场次"), show.title]
    yield [_("开播"), to_the_second(show.aired_at)]
    yield [_("画面上的名字"), _("同意于"), _("同意的版本"), _("网络地址"), _("上台"), _("下台"), _("谁请的")]
    for one in guests:
        came, left = to_the_second(one.on_stage), to_the_second(one.over) if one.on_stage else ""
        yield [one.name, to_the_second(one.at), one.version, one.network, came, left, one.invited_by]
    for version in dict.fromkeys(one.version for one in guests):
        yield []
        yield [_("同意的版本"), version]
        yield from (["", line] for line in words(version))
