"""What there is to say of a room's last show: how long it was, who came, what was sold out, and its replay."""

from datetime import datetime
from typing import Annotated

import msgspec

from appliance.errors import NotFound
from appliance.house import house
from appliance.http import Api
from chat.visits.reads import people
from media.broadcasts import reads as broadcasts
from media.broadcasts.playing import pass_to
from media.recording import reads as recordings
from store.shelf import reads as shelves

api = Api("last_show", __name__)


class NothingShown(NotFound):
    zh = "这个直播间还没有播过"
    en = "This room has not had a show yet"


class LastShow(msgspec.Struct, frozen=True, kw_only=True):
    show: str
    title: str
    started_at: Annotated[datetime, msgspec.Meta(tz=True)]
    seconds: int
    viewers: int
    """Different people who sat down."""
    sold_out: int
    """Goods of the shelf of which it sold the last piece."""
    replay: bool
    """Whether it can be watched again."""


@api.route_to("GET", "/rooms/<room>/last-show", summary="The room's last show, when it is over", answers=LastShow)
async def last_show(room: str) -> LastShow:
    now = house().clock.now()
    async with house().db.read() as session:
        pass_to(await broadcasts.room(session, room))
        found = await broadcasts.latest(session, room)
        if found is None or found.aired_at is None:
            raise NothingShown
        shelf = await shelves.on_shelf(session, room, now)
        return LastShow(
            show=found.id,
            title=found.title,
            started_at=found.aired_at,
            seconds=int(((found.ended_at or now) - found.aired_at).total_seconds()),
            viewers=(await people(session, found.id)).viewers,
            sold_out=sum(one.shown and one.good.sold > 0 and one.good.available <= 0 for one in shelf),
            replay=found.id in {one.show for one in await recordings.replays(session, room)},
        )
