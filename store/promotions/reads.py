"""What is asked about promotions, coupons and points."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.catalogue.promoted import Claimable
from store.pricing import cart
from store.pricing.cart import Buyer, CouponRule, HeldCoupon, PointsRule
from store.pricing.scopes import for_buyer
from store.promotions import running
from store.promotions.models import Coupon, PointsBalance, PointsEntry, Promotion
from store.promotions.problems import PromotionNotFound

MOST_COUPONS = 200


class Issued(msgspec.Struct, frozen=True):
    """How the coupons of a promotion fare."""

    issued: int = 0
    """In people's hands."""
    used: int = 0
    expired: int = 0
    void: int = 0


async def rules(session: AsyncSession, now: datetime) -> tuple[cart.Promotion, ...]:
    """Those that run now, for a quote; without coupons, which work only from somebody's hand."""
    return running.rules(await running.rules_question().asked(session, now=now))


async def buyer(session: AsyncSession, member: str, level: str, now: datetime) -> Buyer:
    """What a quote may know of somebody; also of a guest who has left nothing yet."""
    answers = [await question.asked(session, member=member, now=now) for question in running.buyer_questions()]
    return running.buyer(member, level, *answers)


async def claimable(session: AsyncSession, member: str, level: str, now: datetime) -> Sequence[Claimable]:
    """Coupons that this person may take, and those that they have; the ones that are gone are left out."""
    found = running.rules(await running.coupons_question().asked(session, now=now))
    if not found:
        return []
    who = await buyer(session, member, level, now)
    shown = [_claimable(one, one.rule, who) for one in found if isinstance(one.rule, CouponRule) and _open(one, who)]
    return [one for one in shown if one.claimed or one.left != 0]


async def takeable(session: AsyncSession, who: Buyer, now: datetime) -> Sequence[HeldCoupon]:
    """What this buyer could take now for goods, as if it were in the hand."""
    return running.takeable(await running.coupons_question().asked(session, now=now), who, now)


async def coupons(session: AsyncSession, member: str, state: str) -> Sequence[Coupon]:
    """Of one person; those that can be used by their end, others the latest first."""
    mine = select(Coupon).where(Coupon.member == member, Coupon.state == state)
    order = Coupon.valid_to if state == "issued" else Coupon.issued_at.desc()
    return (await session.scalars(mine.order_by(order, Coupon.id).limit(MOST_COUPONS))).all()


async def points(session: AsyncSession, member: str) -> int:
    """May be negative."""
    return await session.scalar(select(PointsBalance.points).where(PointsBalance.member == member)) or 0


async def points_moves(session: AsyncSession, member: str, limit: int = 100) -> Sequence[PointsEntry]:
    """The latest first."""
    mine = select(PointsEntry).where(PointsEntry.member == member)
    return (await session.scalars(mine.order_by(PointsEntry.at.desc(), PointsEntry.id.desc()).limit(limit))).all()


async def points_rule(session: AsyncSession, now: datetime) -> PointsRule | None:
    """What points are worth now."""
    found = [one for one in await rules(session, now) if isinstance(one.rule, PointsRule)]
    best = min(found, key=lambda one: (-one.priority, one.id), default=None)
    return best.rule if best and isinstance(best.rule, PointsRule) else None


async def promotion(session: AsyncSession, wanted: str) -> Promotion:
    """Raises PromotionNotFound."""
    found = await session.get(Promotion, wanted)
    if found is None:
        raise PromotionNotFound
    return found


async def promotions(
    session: AsyncSession, *, kinds: Sequence[str] = (), state: str = "", search: str = ""
) -> Sequence[Promotion]:
    """What runs first, then what is prepared, then what is over; each the latest first."""
    statement = select(Promotion)
    if kinds:
        statement = statement.where(Promotion.kind.in_(kinds))
    if state:
        statement = statement.where(Promotion.state == state)
    if search:
        statement = statement.where(Promotion.name.icontains(search, autoescape=True))
    rank = case({"running": 0, "paused": 1, "draft": 2}, value=Promotion.state, else_=3)
    return (await session.scalars(statement.order_by(rank, Promotion.id.desc()).limit(500))).all()


async def issued(session: AsyncSession, promotion: str) -> Issued:
    counted = (
        select(Coupon.state, func.count().label("number")).where(Coupon.promotion == promotion).group_by(Coupon.state)
    )
    return Issued(**{row.state: row.number for row in await session.execute(counted)})


async def latest_coupons(session: AsyncSession, promotion: str, limit: int = 50) -> Sequence[Coupon]:
    found = select(Coupon).where(Coupon.promotion == promotion)
    return (await session.scalars(found.order_by(Coupon.issued_at.desc(), Coupon.id).limit(limit))).all()


def _open(offered: cart.Promotion, who: Buyer) -> bool:
    has_all = msgspec.structs.replace(offered, per_member=None)
    assert isinstance(offered.rule, CouponRule)  # noqa: S101 - asked for by its kind
    return offered.rule.claimable and for_buyer(has_all, who)


def _claimable(offered: cart.Promotion, rule: CouponRule, who: Buyer) -> Claimable:
    most, has = offered.per_member, who.used.get(offered.id, 0)
    return Claimable(
        id=offered.id,
        name=offered.name,
        rule=rule,
        scope=offered.scope,
        ends_at=offered.ends_at,
        left=running.left(offered, rule),
        claimed=most is not None and has >= most,
        levels=offered.audience.levels,
    )
