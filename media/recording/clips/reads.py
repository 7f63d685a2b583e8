"""What is asked about clips."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.db import Prepared
from media.broadcasts.models import Room
from media.recording.clips.actions import ClipNotFound
from media.recording.clips.models import Clip, PeakDismissed
from media.recording.models import Recording
from media.recording.retention import Unseen

OF_A_PRODUCT = 6


async def clip(session: AsyncSession, wanted: str) -> Clip:
    """Raises ClipNotFound."""
    found = await session.get(Clip, wanted)
    if found is None or found.state == "gone":
        raise ClipNotFound
    return found


async def of_product(session: AsyncSession, product: str) -> list[Clip]:
    """讲解回放: what viewers see at a product, the latest first."""
    statement = select(Clip).join(Room, Room.id == Clip.room).where(Clip.product == product, *_FOR_VIEWERS)
    return list(await session.scalars(statement.order_by(Clip.since.desc(), Clip.id).limit(OF_A_PRODUCT)))


async def seen(session: AsyncSession, shelved: Collection[str]) -> set[str]:
    """Those that a page of viewers shows: the latest of each product that is `shelved`, and the marks of replays."""
    turn = func.row_number().over(partition_by=Clip.product, order_by=(Clip.since.desc(), Clip.id)).label("turn")
    lined = (
        select(Clip.id, Clip.product, turn).join(Room, Room.id == Clip.room).where(Clip.product != "", *_FOR_VIEWERS)
    )
    line = lined.subquery()
    latest = await session.execute(select(line.c.id, line.c.product).where(line.c.turn <= OF_A_PRODUCT))
    marked = select(Clip.id).join(Recording, Recording.show == Clip.show)
    marked = marked.where(Clip.origin == "mark", Clip.public, Recording.public, Recording.state != "gone")
    return {row.id for row in latest if row.product in shelved} | set(await session.scalars(marked))


async def since_when_unseen(session: AsyncSession) -> dict[str, datetime | None]:
    """Of each clip that is made, or could not be, since when no page shows it."""
    made = select(Clip.id, Clip.unseen_since).where(Clip.state.in_(("ready", "failed")))
    return {row.id: row.unseen_since for row in await session.execute(made)}


async def unseen(session: AsyncSession) -> list[Unseen]:
    """With the bytes that the rows know of."""
    statement = select(Clip.id, Clip.show, Clip.unseen_since, Clip.size, Recording.state)
    statement = statement.outerjoin(Recording, Recording.show == Clip.show)
    found = await session.execute(statement.where(Clip.state.in_(("ready", "failed")), Clip.unseen_since.is_not(None)))
    return [
        Unseen(row.id, row.show, row.unseen_since, row.size, recorded=row.state in ("recording", "kept"))
        for row in found
    ]


async def explained(session: AsyncSession, products: Sequence[str]) -> set[str]:
    """Those at which viewers see at least one film."""
    return {row.product for row in await _EXPLAINED.asked(session, products=products)}


async def of_show(session: AsyncSession, show: str) -> list[Clip]:
    """In the order of the show."""
    return list(await session.scalars(select(Clip).where(Clip.show == show, Clip.state != "gone").order_by(Clip.since)))


async def cut(
    session: AsyncSession,
    search: str = "",
    product: str = "",
    *,
    unseen: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> list[Clip]:
    """Those that are made, the latest first; `unseen`: that no page of viewers shows, first who is so for longest."""
    statement = select(Clip).where(Clip.state == "ready")
    if search:
        statement = statement.where(Clip.title.icontains(search, autoescape=True))
    if product:
        statement = statement.where(Clip.product == product)
    if unseen:
        statement = statement.where(Clip.unseen_since.is_not(None)).order_by(Clip.unseen_since)
    return list(await session.scalars(statement.order_by(Clip.since.desc(), Clip.id).limit(limit).offset(offset)))


async def marks(session: AsyncSession, show: str) -> list[Clip]:
    """打点 of a show, the latest first."""
    marked = select(Clip).where(Clip.show == show, Clip.origin == "mark", Clip.state != "gone")
    return list(await session.scalars(marked.order_by(Clip.id.desc())))


async def shown_marks(session: AsyncSession, show: str) -> list[Clip]:
    """Those that viewers may see, in the order of the show."""
    marked = select(Clip).where(Clip.show == show, Clip.origin == "mark", Clip.state != "gone", Clip.public)
    return list(await session.scalars(marked.order_by(Clip.since)))


async def dismissed(session: AsyncSession, show: str) -> list[datetime]:
    """A moment of each peak that a colleague waved away."""
    return list(await session.scalars(select(PeakDismissed.at).where(PeakDismissed.show == show)))


async def to_clear(session: AsyncSession) -> list[str]:
    """Clips that were deleted, or taken back, and still have a film."""
    return list(await session.scalars(select(Clip.id).where(Clip.state == "gone", Clip.size > 0)))


async def waiting(session: AsyncSession) -> list[Clip]:
    """Those to cut, the oldest first."""
    return list(await session.scalars(select(Clip).where(Clip.state == "waiting").order_by(Clip.until)))


async def waiting_upright(session: AsyncSession) -> list[Clip]:
    statement = select(Clip).where(Clip.state == "ready", Clip.upright == "waiting")
    return list(await session.scalars(statement.order_by(Clip.asked_at)))


_FOR_VIEWERS = (Clip.state == "ready", Clip.public, Room.public)
_EXPLAINED = Prepared(
    select(Clip.product)
    .join(Room, Room.id == Clip.room)
    .where(Clip.product.in_(bindparam("products", expanding=True)), Clip.state == "ready", Clip.public, Room.public)
    .distinct()
)
