"""What is asked about rounds, prizes, and who follows a room."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.events import RoundCounted
from store.orders.models import Order
from store.play.models import RoomFollow, RoomShare, Round, RoundEntry, RoundWin
from store.play.problems import RoundNotFound

JUST_OVER = timedelta(minutes=10)
MOST_ROUNDS = 20
MOST_WINNERS = 500
"""Of one round on one page; of a check-in there may be more."""
PAGE = 30
GOING_ON = ("open", "drawing")
UNTOLD = ("drawing", "drawn")
"""Wins of which nobody knows yet."""


class Played(msgspec.Struct, frozen=True):
    """A round with what one person has to do with it."""

    round: Round
    tallies: tuple[int, ...]
    winners: tuple[str, ...]
    """Names as everybody may know them."""
    entry: RoundEntry | None = None
    win: RoundWin | None = None


class Won(msgspec.Struct, frozen=True):
    win: RoundWin
    round: Round
    order: Order | None = None


async def round_of(session: AsyncSession, wanted: str) -> Round:
    """Raises RoundNotFound."""
    found = await session.get(Round, wanted)
    if found is None:
        raise RoundNotFound
    return found


async def going_on(session: AsyncSession, room: str, now: datetime) -> Sequence[Round]:
    """Announced, open and just over, the latest first."""
    alive = or_(Round.state.in_(GOING_ON), Round.ended_at > now - JUST_OVER)
    asked = select(Round).where(Round.room == room, alive).order_by(Round.id.desc())
    return (await session.scalars(asked.limit(MOST_ROUNDS))).all()


async def just_over(session: AsyncSession, now: datetime) -> Sequence[Round]:
    """Of every room: takes no more entries, and did not long ago."""
    ended = select(Round).where(Round.state != "open", Round.ended_at > now - JUST_OVER)
    return (await session.scalars(ended.order_by(Round.id))).all()


async def unfinished(session: AsyncSession) -> Sequence[Round]:
    """Of every room: open, or waiting for the draw."""
    return (await session.scalars(select(Round).where(Round.state.in_(GOING_ON)).order_by(Round.id))).all()


async def played(session: AsyncSession, found: Round, member: str = "") -> Played:
    """Tallies of a quiz are nobody's before it is over."""
    entry = win = None
    if member:
        mine = select(RoundEntry).where(RoundEntry.round == found.id, RoundEntry.member == member)
        entry = (await session.scalars(mine)).first()
        theirs = select(RoundWin).where(RoundWin.round == found.id, RoundWin.member == member)
        win = (await session.scalars(theirs.where(RoundWin.state.not_in(UNTOLD)).order_by(RoundWin.rank))).first()
    names: Sequence[str] = ()
    if found.state not in GOING_ON:
        asked = select(RoundWin.name).where(RoundWin.round == found.id).order_by(RoundWin.rank)
        names = (await session.scalars(asked.limit(50))).all()
    return Played(found, await tallies(session, found), tuple(names), entry, win)


async def tallies(session: AsyncSession, found: Round) -> tuple[int, ...]:
    """Entries by option; of a quiz that goes on nothing."""
    options = found.spec["options"]
    if found.state not in GOING_ON:
        return tuple(found.tallies)
    if not options or found.kind == "quiz":
        return ()
    asked = select(RoundEntry.choice, func.count()).where(RoundEntry.round == found.id).group_by(RoundEntry.choice)
    counted = {choice: int(number) for choice, number in (await session.execute(asked)).all()}
    return tuple(counted.get(option, 0) for option in range(len(options)))


async def counted(session: AsyncSession, found: Round) -> RoundCounted:
    """How a round stands, as its room was told last."""
    told = await tallies(session, found)
    return RoundCounted(room=found.room, round=found.id, entries=found.entries, tallies=told, left=found.left)


async def took_part(session: AsyncSession, wanted: str, member: str) -> bool:
    mine = select(RoundEntry.place).where(RoundEntry.round == wanted, RoundEntry.member == member)
    return bool(member) and await session.scalar(mine) is not None


async def entries(session: AsyncSession, wanted: str) -> Sequence[RoundEntry]:
    """In the order of arrival."""
    asked = select(RoundEntry).where(RoundEntry.round == wanted).order_by(RoundEntry.place)
    return (await session.scalars(asked)).all()


async def wins(session: AsyncSession, wanted: str) -> Sequence[RoundWin]:
    """Of a round, by rank."""
    asked = select(RoundWin).where(RoundWin.round == wanted).order_by(RoundWin.rank)
    return (await session.scalars(asked)).all()


async def winners(session: AsyncSession, wanted: str, limit: int = MOST_WINNERS) -> list[Won]:
    """The first of them, with the orders by which goods are sent."""
    asked = (
        select(RoundWin, Round, Order)
        .join(Round, Round.id == RoundWin.round)
        .outerjoin(Order, Order.id == RoundWin.order)
        .where(RoundWin.round == wanted, RoundWin.state != "drawing")
        .order_by(RoundWin.rank)
        .limit(limit)
    )
    return [Won(*row) for row in (await session.execute(asked)).all()]


async def won_by(session: AsyncSession, member: str, limit: int = 100, besides: Sequence[str] = ()) -> list[Won]:
    """The latest first, without what rounds of the kinds `besides` gave."""
    asked = (
        select(RoundWin, Round, Order)
        .join(Round, Round.id == RoundWin.round)
        .outerjoin(Order, Order.id == RoundWin.order)
        .where(RoundWin.member == member, RoundWin.state.not_in(UNTOLD), Round.kind.not_in(besides))
        .order_by(RoundWin.at.desc(), RoundWin.id.desc())
    )
    return [Won(*row) for row in (await session.execute(asked.limit(limit))).all()]


async def history(
    session: AsyncSession, *, kind: str = "", room: str = "", search: str = "", before: str = ""
) -> Sequence[Round]:
    """The latest first, `PAGE` of them from below `before`."""
    asked = select(Round).order_by(Round.id.desc())
    if kind:
        asked = asked.where(Round.kind == kind)
    if room:
        asked = asked.where(Round.room == room)
    if search:
        asked = asked.where(Round.title.icontains(search, autoescape=True))
    if before:
        asked = asked.where(Round.id < before)
    return (await session.scalars(asked.limit(PAGE))).all()


async def of_show(session: AsyncSession, broadcast: str) -> Sequence[Round]:
    """Those that a show played, in their order."""
    return (await session.scalars(select(Round).where(Round.broadcast == broadcast).order_by(Round.id))).all()


async def follows(session: AsyncSession, room: str, member: str) -> bool:
    return await session.get(RoomFollow, (room, member)) is not None


async def followers(session: AsyncSession, room: str) -> int:
    return await session.scalar(select(func.count()).select_from(RoomFollow).where(RoomFollow.room == room)) or 0


async def drawn_in(session: AsyncSession, room: str, since: datetime, until: datetime) -> tuple[int, int]:
    """How many began to follow the room in that time, and how many shared it last in it."""
    followed = select(func.count()).select_from(RoomFollow).where(RoomFollow.room == room, RoomFollow.at >= since)
    shares = select(func.count()).select_from(RoomShare).where(RoomShare.room == room, RoomShare.at >= since)
    follows_now = await session.scalar(followed.where(RoomFollow.at < until))
    return follows_now or 0, await session.scalar(shares.where(RoomShare.at < until)) or 0


async def shared(session: AsyncSession, room: str, member: str, since: datetime) -> bool:
    found = await session.get(RoomShare, (room, member))
    return found is not None and found.at >= since
