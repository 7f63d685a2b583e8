"""What goes on with goods, as viewers are told of it wherever they find them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from store import stage
from store.catalogue.on_offer import OnOffer
from store.promotions import deals

SOON = timedelta(days=1)
"""So long before it begins a viewer is told of an activity."""
_RANK = {"open": 0, "announced": 1, "sold-out": 2}


async def offered(session: AsyncSession, products: Sequence[str], now: datetime) -> list[OnOffer]:
    """What they may take part in, or could: the best first.

    A room's is told while anybody may enter the room and, once it has begun, a show is on there.
    """
    found = [one for one in await deals.going_on(session, products, now) if one.opens_at <= now + SOON]
    rooms = {one.room for one in found if one.room}
    shows = await stage.public(session, rooms) if rooms else {}
    return sorted((one for one in found if not one.room or _leads_on(one, shows)), key=_place)


def _leads_on(one: OnOffer, shows: Mapping[str, bool]) -> bool:
    """Whether who goes to its room finds it there; `shows` are public rooms."""
    return one.room in shows and (shows[one.room] or one.state == "announced")


def _place(one: OnOffer) -> tuple[int, bool, int, str]:
    """What can be had before what comes, a price that holds before one that others have to help to, then the lower."""
    return _RANK[one.state], one.floor, one.price, one.activity
