"""What is asked about a room's shelf."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.shelf import goods
from store.shelf.goods import Placed
from store.shelf.models import ExplainWindow, ExplainWish, ShelfItem, ShelfShow

MOST_WINDOWS = 200


class Explained(msgspec.Struct, frozen=True):
    """A stretch of the show in which a product was explained."""

    window: str
    product: str
    since: datetime
    until: datetime | None
    wishes: int
    by: str


async def on_shelf(session: AsyncSession, room: str, now: datetime) -> list[Placed]:
    """All of it in its order, hidden ones too."""
    return await session.run_sync(lambda sync: goods.on_shelf(sync.execute, room, now))


async def room_prices(session: AsyncSession, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Fen by room and SKU, where a room that is on air has a price of its own."""
    return await session.run_sync(lambda sync: goods.room_prices(sync.execute, wanted))


async def prices_of(session: AsyncSession, room: str) -> dict[str, int]:
    """Every price of its own that a room has, by SKU; none while it is not on air."""
    return await session.run_sync(lambda sync: goods.prices_of(sync.execute, room))


async def deals(session: AsyncSession, room: str, skus: Sequence[str], now: datetime) -> dict[str, int]:
    """Fen by SKU: what anybody pays for a piece in the room now."""
    return await session.run_sync(lambda sync: goods.deals(sync.execute, room, skus, now))


async def explained(session: AsyncSession, room: str) -> Explained | None:
    """What is explained now."""
    open_now = select(ExplainWindow).where(ExplainWindow.room == room, ExplainWindow.until.is_(None))
    found = (await session.scalars(open_now)).one_or_none()
    return None if found is None else _explained(found)


async def windows(session: AsyncSession, room: str) -> list[Explained]:
    """Of the show that is on air or was the latest, in the order in which they were opened."""
    show = await session.get(ShelfShow, room)
    if show is None:
        return []
    of_show = select(ExplainWindow).where(ExplainWindow.room == room, ExplainWindow.broadcast == show.broadcast)
    found = await session.scalars(of_show.order_by(ExplainWindow.since.desc()).limit(MOST_WINDOWS))
    return [_explained(one) for one in reversed(found.all())]


async def told(session: AsyncSession, room: str) -> list[Explained]:
    """What the show that is on air has explained, in that order; nothing between shows."""
    show = await session.get(ShelfShow, room)
    return await windows(session, room) if show is not None and show.until is None else []


async def wishes(session: AsyncSession, room: str) -> dict[str, int]:
    """想看讲解: how many want each product explained."""
    counted = select(ExplainWish.product, func.count().label("members")).where(ExplainWish.room == room)
    return {row.product: row.members for row in await session.execute(counted.group_by(ExplainWish.product))}


async def rooms_of(session: AsyncSession) -> Sequence[str]:
    """Rooms that have goods and are on air."""
    on_air = select(ShelfShow.room).join(ShelfItem, ShelfItem.room == ShelfShow.room)
    return (await session.scalars(on_air.where(ShelfShow.until.is_(None)).distinct())).all()


async def show(session: AsyncSession, room: str) -> ShelfShow | None:
    """The one that is on air, or the latest."""
    return await session.get(ShelfShow, room)


def _explained(one: ExplainWindow) -> Explained:
    return Explained(one.id, one.product, one.since, one.until, one.wishes, one.by)
