"""What a quote is told: the promotions that run, and what their buyer holds. Asked inside and outside transactions."""

import functools
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Row, Select, bindparam, exists, or_, select

from appliance.db import Prepared
from store.members.models import Identity
from store.pricing import cart
from store.pricing.cart import Audience, Buyer, CouponRule, HeldCoupon, Rule, Scope
from store.pricing.in_hand import as_if_held
from store.pricing.scopes import for_buyer
from store.promotions.models import Consumption, Coupon, PointsBalance, Promotion, PromotionUse

AnyRow = Row[*tuple[Any, ...]]
Question = Select[*tuple[Any, ...]]


class Terms(msgspec.Struct, frozen=True):
    """What a coupon is worth to who holds it, whatever becomes of its promotion."""

    name: str
    rule: CouponRule
    scope: Scope
    stack_group: str


@functools.cache
def rules_question() -> Prepared:
    """Asked at a moment `now`. Without coupons, which work only from somebody's hand."""
    running = select(*_RULE).where(*runs(bindparam("now")), Promotion.kind != "coupon")
    return Prepared(running.order_by(Promotion.id))


@functools.cache
def coupons_question() -> Prepared:
    """What may be taken at a moment `now`, in the order in which it is shown."""
    running = select(*_RULE).where(*runs(bindparam("now")), Promotion.kind == "coupon")
    return Prepared(running.order_by(Promotion.priority.desc(), Promotion.id))


def runs(now: datetime | BindParameter[datetime]) -> tuple[Any, ...]:
    """Between its first and its last moment, and not paused."""
    return (
        Promotion.state == "running",
        or_(Promotion.starts_at.is_(None), Promotion.starts_at <= now),
        or_(Promotion.ends_at.is_(None), Promotion.ends_at > now),
    )


def rules(rows: Sequence[AnyRow | Promotion]) -> tuple[cart.Promotion, ...]:
    return tuple(rule(row) for row in rows)


def rule(row: AnyRow | Promotion) -> cart.Promotion:
    return cart.Promotion(
        id=row.id,
        name=row.name,
        rule=msgspec.convert(row.rule, Rule),
        scope=msgspec.convert(row.scope, Scope),
        audience=msgspec.convert(row.audience, Audience),
        priority=row.priority,
        stack_group=row.stack_group,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        budget_left=None if row.budget is None else row.budget - row.budget_used,
        total_left=None if row.total is None else row.total - row.used,
        per_member=row.per_member,
    )


@functools.cache
def buyer_questions() -> tuple[Prepared, Prepared, Prepared]:
    """The person, their coupons, and how often they used what, of a `member` at a moment `now`: for `buyer`."""
    member: BindParameter[str] = bindparam("member")
    now: BindParameter[datetime] = bindparam("now")
    person = select(
        select(PointsBalance.points).where(PointsBalance.member == member).scalar_subquery().label("points"),
        exists(select(Identity.member).where(Identity.member == member)).label("logs_in"),
        exists(select(Consumption.order).where(Consumption.member == member, Consumption.standing)).label("bought"),
    )
    held = (Coupon.member == member, Coupon.state == "issued", Coupon.valid_from <= now, Coupon.valid_to > now)
    coupons = select(Coupon.id, Coupon.promotion, Coupon.terms, Coupon.valid_from, Coupon.valid_to).where(*held)
    uses = select(PromotionUse.promotion, PromotionUse.used).where(PromotionUse.member == member, PromotionUse.used > 0)
    return Prepared(person), Prepared(coupons.order_by(Coupon.valid_to, Coupon.id)), Prepared(uses)


def buyer(
    member: str, level: str, person: Sequence[AnyRow], coupons: Sequence[AnyRow], uses: Sequence[AnyRow]
) -> Buyer:
    """Who logs in is a member, to whom member prices apply; a guest's promises end with the device."""
    (known,) = person
    return Buyer(
        member=member,
        level=level,
        member_prices=bool(level) or known.logs_in,
        new=not known.bought,
        points=known.points or 0,
        coupons=tuple(held(row) for row in coupons),
        used={row.promotion: row.used for row in uses},
    )


def takeable(rows: Sequence[AnyRow], buyer: Buyer, now: datetime) -> list[HeldCoupon]:
    """Of the answer to `coupons_question`: what this buyer could take now for goods, as if it were in the hand."""
    return [
        as_if_held(one, one.rule, now)
        for one in rules(rows)
        if isinstance(one.rule, CouponRule) and _can_take(one, one.rule, buyer)
    ]


def left(offered: cart.Promotion, rule: CouponRule) -> int | None:
    """Coupons that can still be taken, by number and by budget, whichever is scarcer; None: no limit."""
    worth = set_aside(rule)
    by_budget = None if offered.budget_left is None or not worth else offered.budget_left // worth
    known = [one for one in (offered.total_left, by_budget) if one is not None]
    return max(0, min(known)) if known else None


def set_aside(rule: CouponRule) -> int:
    """Fen that a coupon may come to; a part without a limit cannot be known."""
    return max(rule.off, rule.most or 0)


def held(row: AnyRow | Coupon) -> HeldCoupon:
    terms = msgspec.convert(row.terms, Terms)
    return HeldCoupon(
        id=row.id,
        promotion=row.promotion,
        name=terms.name,
        rule=terms.rule,
        scope=terms.scope,
        stack_group=terms.stack_group,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _can_take(offered: cart.Promotion, rule: CouponRule, buyer: Buyer) -> bool:
    return rule.claimable and not rule.shipping and for_buyer(offered, buyer) and left(offered, rule) != 0


_RULE = (
    *(Promotion.id, Promotion.name, Promotion.rule, Promotion.scope, Promotion.audience, Promotion.priority),
    *(Promotion.stack_group, Promotion.starts_at, Promotion.ends_at, Promotion.budget, Promotion.budget_used),
    *(Promotion.total, Promotion.used, Promotion.per_member),
)
