"""Coupons 优惠券: handed out, taken, expired."""

from datetime import timedelta

import msgspec
from sqlalchemy import insert, or_, select, update

from appliance.db import Batch, Transaction, some
from appliance.events import CouponIssued
from appliance.ids import new_id
from store.members import actions as members
from store.members.models import Member
from store.pricing import cart
from store.pricing.cart import CouponRule
from store.pricing.scopes import for_buyer
from store.promotions import running
from store.promotions.actions.asking import buyer
from store.promotions.actions.using import count_use
from store.promotions.models import Coupon, Promotion
from store.promotions.problems import AlreadyClaimed, CouponGone, CouponsOut, NotForYou, PromotionNotFound
from store.promotions.running import Terms, set_aside


def claim(tx: Transaction, promotion: str, member: str) -> str:
    """A buyer takes a coupon; its id. Raises PromotionNotFound, NotForYou, AlreadyClaimed, CouponsOut, MemberGone."""
    found, rule = offered(tx, promotion)
    level = tx.scalar(select(Member.level).where(Member.id == member)) or ""
    open_to_all = msgspec.structs.replace(found, per_member=None)
    if not rule.claimable or not for_buyer(open_to_all, buyer(tx, member, level)):
        raise NotForYou(name=found.name)
    return _issue(tx, found, rule, member, "claimed")


def issue_coupon(tx: Transaction, promotion: str, member: str, source: str) -> str:
    """The shop hands one out: `source` is staff, drop, birthday, after-sale, ...

    Raises PromotionNotFound, AlreadyClaimed, CouponsOut, MemberGone.
    """
    return _issue(tx, *offered(tx, promotion), member, source)


def void_coupon(tx: Transaction, coupon: str) -> None:
    """Take one back that was not used. Raises CouponGone."""
    if not _end(tx, coupon, "void"):
        raise CouponGone(coupon=coupon)


def expire_coupons(tx: Transaction, limit: int = 50, passing: int = 0) -> Batch:
    """A few, behind `passing` that resisted. What was set aside for them is free again."""
    due = select(Coupon.id).where(Coupon.state == "issued", Coupon.valid_to <= tx.now)
    return some(tx, due.order_by(Coupon.valid_to, Coupon.id), _expire, limit, passing)


def _expire(tx: Transaction, coupon: str) -> None:
    _end(tx, coupon, "expired")


def offered(tx: Transaction, promotion: str) -> tuple[cart.Promotion, CouponRule]:
    """Raises PromotionNotFound, also for what is no coupon."""
    found = tx.one_or_none(select(Promotion.__table__).where(Promotion.id == promotion, Promotion.kind == "coupon"))
    if found is None:
        raise PromotionNotFound
    known = running.rule(found)
    assert isinstance(known.rule, CouponRule)  # noqa: S101 - its kind says so
    return known, known.rule


def terms_of(found: cart.Promotion, rule: CouponRule) -> Terms:
    return Terms(found.name, rule, found.scope, found.stack_group)


def hand_out(tx: Transaction, promotion: str, terms: Terms, member: str, source: str) -> str:
    """The coupon itself, after it was counted. Raises MemberGone."""
    members.know(tx, member)
    coupon = new_id(tx.now)
    tx.execute(
        insert(Coupon).values(
            id=coupon,
            promotion=promotion,
            member=member,
            state="issued",
            terms=terms,
            source=source,
            valid_from=tx.now,
            valid_to=tx.now + timedelta(days=terms.rule.days),
            issued_at=tx.now,
        )
    )
    tx.record(CouponIssued(member=member, coupon=coupon, promotion=promotion, source=source))
    return coupon


def _issue(tx: Transaction, found: cart.Promotion, rule: CouponRule, member: str, source: str) -> str:
    worth = set_aside(rule)
    left = (
        or_(Promotion.total.is_(None), Promotion.used < Promotion.total),
        or_(Promotion.budget.is_(None), Promotion.budget_used + worth <= Promotion.budget),
    )
    counted = {"used": Promotion.used + 1, "budget_used": Promotion.budget_used + worth}
    issuing = update(Promotion).where(Promotion.id == found.id, *running.runs(tx.now), *left)
    if not tx.execute(issuing.values(counted)).rowcount:
        raise CouponsOut(name=found.name)
    if not count_use(tx, found.id, member, found.per_member):
        raise AlreadyClaimed(name=found.name, per_member=found.per_member)
    return hand_out(tx, found.id, terms_of(found, rule), member, source)


def _end(tx: Transaction, coupon: str, state: str) -> bool:
    if not tx.execute(update(Coupon).where(Coupon.id == coupon, Coupon.state == "issued").values(state=state)).rowcount:
        return False
    row = tx.execute(select(Coupon.promotion, Coupon.terms).where(Coupon.id == coupon)).one()
    worth = set_aside(msgspec.convert(row.terms, Terms).rule)
    there = (Promotion.id == row.promotion, Promotion.budget_used >= worth)
    tx.execute(update(Promotion).where(*there).values(budget_used=Promotion.budget_used - worth))
    return True
