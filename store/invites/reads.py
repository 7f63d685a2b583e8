"""What is asked about invites."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.keys import Keys
from store.invites.models import Invite, InviteCode, Inviter, InviteTerms
from store.invites.terms import Promise, Terms
from store.members.models import Member
from store.members.names import called
from store.promotions.models import Promotion

PAGE = 50
State = Literal["waiting", "ordered", "rewarded", "void"]
"""ordered: waiting, with a paid order."""


class Friend(msgspec.Struct, frozen=True, kw_only=True):
    """Whom somebody brought, as the inviter may know them."""

    name: str
    """Masked."""
    state: State
    points: int
    coupon: bool
    """Whether one was given for this friend."""
    at: datetime


class Earned(msgspec.Struct, frozen=True):
    """By one inviter."""

    friends: int = 0
    rewarded: int = 0
    points: int = 0
    coupons: int = 0
    left: int = 0
    """Friends for whom there is still something."""


class Figures(msgspec.Struct, frozen=True):
    """Of the whole shop."""

    invited: int = 0
    ordered: int = 0
    """Friends with a paid order, those that are void included."""
    rewarded: int = 0
    void: int = 0
    points: int = 0
    coupons: int = 0


class Listed(msgspec.Struct, frozen=True):
    """An invite beside the names of both; empty for who left nothing yet, or left."""

    invite: Invite
    inviter: str
    invitee: str

    @property
    def state(self) -> State:
        return state_of(self.invite)


async def terms(session: AsyncSession) -> Terms:
    found = await session.get(InviteTerms, "invites")
    if found is None:
        return Terms()
    promise = msgspec.convert(found.promise, Promise)
    return Terms(enabled=found.enabled, promise=promise, most=found.most, used=found.used)


async def code(session: AsyncSession, member: str) -> str:
    """What stands in this member's links; empty while there is none, or the shop promises nothing."""
    found = await own(session, member)
    return found.code if found and (await terms(session)).enabled else ""


async def own(session: AsyncSession, member: str) -> InviteCode | None:
    """A code of theirs, promised or not: the first of several."""
    mine = select(InviteCode).where(InviteCode.member == member).order_by(InviteCode.made_at)
    return (await session.scalars(mine.limit(1))).first()


async def brought(session: AsyncSession, invitee: str) -> Invite | None:
    """By whom somebody came."""
    return await session.get(Invite, invitee)


async def friends(session: AsyncSession, keys: Keys, inviter: str, before: datetime | None = None) -> list[Friend]:
    """The latest first, `PAGE` of them."""
    mine = select(Invite, Member.nickname).join(Member, Member.id == Invite.invitee, isouter=True)
    mine = mine.where(Invite.inviter == inviter).order_by(Invite.bound_at.desc(), Invite.invitee).limit(PAGE)
    rows = await session.execute(mine.where(Invite.bound_at < before) if before else mine)
    return [
        Friend(
            name=called(keys, one.invitee, nickname or ""),
            state=state_of(one),
            points=one.inviter_points,
            coupon=one.inviter_coupon is not None,
            at=one.bound_at,
        )
        for one, nickname in rows.all()
    ]


async def earned(session: AsyncSession, inviter: str, promise: Promise) -> Earned:
    counted = select(func.count(), func.sum(Invite.inviter_points), func.count(Invite.inviter_coupon))
    friends, points, coupons = (await session.execute(counted.where(Invite.inviter == inviter))).one()
    rewarded = await session.scalar(select(Inviter.rewarded).where(Inviter.member == inviter)) or 0
    return Earned(friends, rewarded, int(points or 0), coupons, max(promise.in_all - rewarded, 0))


async def coupon_names(session: AsyncSession, promotions: Sequence[str]) -> dict[str, str]:
    asked = select(Promotion.id, Promotion.name).where(Promotion.id.in_([one for one in promotions if one]))
    return {row.id: row.name for row in await session.execute(asked)}


async def figures(session: AsyncSession) -> Figures:
    points = func.sum(Invite.inviter_points + Invite.invitee_points)
    coupons = func.count(Invite.inviter_coupon) + func.count(Invite.invitee_coupon)
    asked = select(Invite.state, func.count(), func.count(Invite.order), points, coupons).group_by(Invite.state)
    rows = (await session.execute(asked)).all()
    by_state = {state: count for state, count, *_ in rows}
    return Figures(
        invited=sum(by_state.values()),
        ordered=sum(ordered for _, _, ordered, *_ in rows),
        rewarded=by_state.get("rewarded", 0),
        void=by_state.get("void", 0),
        points=sum(int(points or 0) for *_, points, _ in rows),
        coupons=sum(coupons for *_, coupons in rows),
    )


async def listed(session: AsyncSession, state: str = "", before: datetime | None = None) -> list[Listed]:
    """The latest first, `PAGE` of them."""
    found = _in_state(select(Invite).order_by(Invite.bound_at.desc(), Invite.invitee).limit(PAGE), state)
    rows = (await session.scalars(found.where(Invite.bound_at < before) if before else found)).all()
    who = {one.inviter for one in rows} | {one.invitee for one in rows}
    known = await session.execute(select(Member.id, Member.nickname).where(Member.id.in_(who)))
    names = {row.id: row.nickname for row in known}
    return [Listed(one, names.get(one.inviter, ""), names.get(one.invitee, "")) for one in rows]


def state_of(one: Invite) -> State:
    if one.state == "waiting" and one.order is not None:
        return "ordered"
    known: State = msgspec.convert(one.state, State)
    return known


def _in_state(asked: Select[Invite], state: str) -> Select[Invite]:
    if state == "ordered":
        return asked.where(Invite.state == "waiting", Invite.order.is_not(None))
    if state == "waiting":
        return asked.where(Invite.state == "waiting", Invite.order.is_(None))
    return asked.where(Invite.state == state) if state else asked
