"""What is asked about bargains."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from appliance.events import BargainCounted
from store.catalogue.on_offer import OnOffer
from store.members.models import Member
from store.promotions.bargains.actions.ordering import KIND
from store.promotions.bargains.models import Bargain, Chop, Haggle
from store.promotions.bargains.problems import BargainNotFound, HaggleNotFound
from store.promotions.going_on import going_on, told

JUST_OVER = timedelta(minutes=30)
MOST = 50
MOST_LISTED = 200
Word = Literal["announced", "open", "sold-out", "ended"]
HaggleWord = Literal["cutting", "floor", "stopped", "ordered", "bought", "sold-out", "lapsed"]


class Standing(msgspec.Struct, frozen=True):
    """A bargain, and what it brought."""

    bargain: Bargain
    begun: int = 0
    helped: int = 0
    """Cuts by others."""
    bought: int = 0
    fresh: int = 0
    """Helpers whom the shop did not know before."""


class Cut(msgspec.Struct, frozen=True):
    chop: Chop
    nickname: str
    avatar: str


class Whole(msgspec.Struct, frozen=True):
    haggle: Haggle
    bargain: Bargain
    cuts: list[Cut]
    """In their order; the first is the beginner's."""


def word(bargain: Bargain, now: datetime) -> Word:
    """未开始, 进行中, 已抢光, 已结束."""
    if bargain.state == "ended" or now >= bargain.ends_at:
        return "ended"
    if now < bargain.opens_at:
        return "announced"
    return "open" if bargain.left else "sold-out"


def haggle_word(haggle: Haggle, bargain: Bargain, now: datetime) -> HaggleWord:
    """砍价中, 砍到底价, 不再砍了 (staff ended it), 待付款, 已买到, 已抢光, 已过期."""
    if haggle.state == "bought":
        return "bought"
    if haggle.state == "ordered":
        return "ordered"
    if haggle.state == "lapsed" or now >= haggle.until:
        return "lapsed"
    if not bargain.left:
        return "sold-out"
    if haggle.helped >= bargain.helpers:
        return "floor"
    return "stopped" if bargain.reason == "staff" else "cutting"


async def of_room(session: AsyncSession, room: str, now: datetime) -> Sequence[Bargain]:
    """Announced, open and just over; those that open first come first."""
    recent = or_(Bargain.state != "ended", Bargain.ended_at > now - JUST_OVER)
    mine = select(Bargain).where(Bargain.room == room, recent).order_by(Bargain.opens_at, Bargain.id)
    return (await session.scalars(mine.limit(MOST))).all()


async def of_product(session: AsyncSession, product: str, now: datetime) -> Sequence[Bargain]:
    """Of the whole shop, that somebody may begin now."""
    runs = (Bargain.state != "ended", Bargain.opens_at <= now, Bargain.ends_at > now)
    mine = select(Bargain).where(Bargain.product == product, Bargain.room == "", *runs)
    return (await session.scalars(mine.order_by(Bargain.opens_at, Bargain.id).limit(MOST))).all()


async def offered(session: AsyncSession, products: Sequence[str], now: datetime) -> list[OnOffer]:
    """Announced and open, of all these products."""
    rows = await _GOING_ON.asked(session, products=products, now=now)
    return [told(row, KIND, now, floor=True) for row in rows]


async def listed(session: AsyncSession) -> list[Standing]:
    """Of the shop and all rooms, the latest first."""
    rows = await session.scalars(select(Bargain).order_by(Bargain.created_at.desc(), Bargain.id).limit(MOST_LISTED))
    return await standing(session, rows.all())


def counted(found: Bargain) -> BargainCounted:
    """As its room was told last."""
    return BargainCounted(room=found.room, bargain=found.id, left=found.left)


async def begun_between(session: AsyncSession, room: str, since: datetime, until: datetime) -> list[Standing]:
    """Opened in that time, in their order."""
    mine = select(Bargain).where(Bargain.room == room, Bargain.created_at >= since, Bargain.created_at < until)
    found = await session.scalars(mine.order_by(Bargain.created_at, Bargain.id).limit(MOST))
    return await standing(session, found.all())


async def bargain(session: AsyncSession, wanted: str) -> Bargain:
    """Raises BargainNotFound."""
    found = await session.get(Bargain, wanted)
    if found is None:
        raise BargainNotFound
    return found


async def standing(session: AsyncSession, bargains: Sequence[Bargain]) -> list[Standing]:
    """Each with what it brought, in their order."""
    ids = [one.id for one in bargains]
    begun = await _counted(session, Haggle.bargain, ids)
    bought = await _counted(session, Haggle.bargain, ids, Haggle.state == "bought")
    helped = await _counted(session, Chop.bargain, ids, Chop.place > 1)
    came = select(Chop.bargain, func.count(Chop.member.distinct())).join(Haggle, Haggle.id == Chop.haggle)
    new = and_(Member.id == Chop.member, Member.joined_at >= Haggle.began_at)
    asked = came.join(Member, new).where(Chop.bargain.in_(ids), Chop.place > 1).group_by(Chop.bargain)
    fresh = {row[0]: int(row[1]) for row in await session.execute(asked)} if ids else {}
    return [Standing(one, *(counted.get(one.id, 0) for counted in (begun, helped, bought, fresh))) for one in bargains]


async def mine(session: AsyncSession, member: str, bargains: Sequence[str]) -> dict[str, Haggle]:
    """A member's standing haggles, by bargain."""
    asked = select(Haggle).where(Haggle.member == member, Haggle.state != "lapsed", Haggle.bargain.in_(bargains))
    return {one.bargain: one for one in await session.scalars(asked)}


async def where(session: AsyncSession, haggle: str) -> str:
    """The room of a haggle; empty for the whole shop's. Raises HaggleNotFound."""
    asked = select(Bargain.room).join(Haggle, Haggle.bargain == Bargain.id).where(Haggle.id == haggle)
    room: str | None = await session.scalar(asked)
    if room is None:
        raise HaggleNotFound
    return room


async def whole(session: AsyncSession, wanted: str) -> Whole:
    """Raises HaggleNotFound."""
    row = (
        await session.execute(
            select(Haggle, Bargain).join(Bargain, Bargain.id == Haggle.bargain).where(Haggle.id == wanted)
        )
    ).one_or_none()
    if row is None:
        raise HaggleNotFound
    who = select(Chop, Member.nickname, Member.avatar).join(Member, Member.id == Chop.member, isouter=True)
    cut = await session.execute(who.where(Chop.haggle == wanted).order_by(Chop.place))
    return Whole(row[0], row[1], [Cut(one, nickname or "", avatar or "") for one, nickname, avatar in cut])


async def nickname(session: AsyncSession, member: str) -> str:
    """Empty for who has none."""
    return await session.scalar(select(Member.nickname).where(Member.id == member)) or ""


async def _counted(
    session: AsyncSession, by: InstrumentedAttribute[str], ids: Sequence[str], *where: ColumnElement[bool]
) -> dict[str, int]:
    if not ids:
        return {}
    asked = select(by, func.count()).where(by.in_(ids), *where).group_by(by)
    return {row[0]: int(row[1]) for row in await session.execute(asked)}


_GOING_ON = going_on(Bargain, Bargain.floor_price.label("price"))
