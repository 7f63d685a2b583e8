"""An order uses up what made its price, or gives all of it back."""

from collections.abc import Collection, Mapping

from sqlalchemy import or_, select, update

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from store.pricing.quoted import Quote
from store.promotions.actions.points import give_back_spent, spend
from store.promotions.models import Consumption, Coupon, Promotion, PromotionUse
from store.promotions.problems import CouponGone, PromotionOver
from store.promotions.running import runs


def consume(tx: Transaction, quote: Quote, member: str, order: str) -> None:
    """All of it or nothing; once per order, and again after it was given back.

    Raises PromotionOver, CouponGone, PointsShort.
    """
    if not _stand_up(tx, quote, member, order):
        return
    if quote.promotions:
        _use_all(tx, quote.promotions, member, order)
    for coupon in sorted(quote.coupons):
        _use_coupon(tx, coupon, member, order)
    if quote.points:
        spend(tx, member, order, quote.points)


def give_back(tx: Transaction, order: str) -> None:
    """The order does not happen: counters fall, coupons are issued again, points are the member's again."""
    standing = update(Consumption).where(Consumption.order == order, Consumption.standing)
    if not tx.execute(standing.values(standing=False)).rowcount:
        return
    row = tx.execute(select(Consumption.member, Consumption.promotions).where(Consumption.order == order)).one()
    for promotion, amount in sorted(row.promotions.items()):
        _unuse(tx, promotion, amount, row.member)
    mine = update(Coupon).where(Coupon.order == order, Coupon.state == "used")
    tx.execute(mine.values(state="issued", order=None, used_at=None))
    give_back_spent(tx, order)


def give_back_gifts(tx: Transaction, order: str, gone: Collection[str]) -> None:
    """The order happens without the gifts of the promotions `gone`: their counters fall, each once."""
    used = select(Consumption.member, Consumption.promotions)
    row = tx.one_or_none(used.where(Consumption.order == order, Consumption.standing))
    if row is None or not (lost := sorted(row.promotions.keys() & gone)):
        return
    kept = {promotion: amount for promotion, amount in row.promotions.items() if promotion not in lost}
    tx.execute(update(Consumption).where(Consumption.order == order).values(promotions=kept))
    for promotion in lost:
        _unuse(tx, promotion, row.promotions[promotion], row.member)


def _use_all(tx: Transaction, amounts: Mapping[str, int], member: str, order: str) -> None:
    named = tx.execute(select(*_LIMITS).where(Promotion.id.in_(amounts)).order_by(Promotion.id)).all()
    if len(named) != len(amounts):
        raise PromotionOver(name="")
    for promotion in named:  # in one order everywhere, so that two orders never wait for each other
        _use(tx, promotion, amounts[promotion.id], member, order)


def _stand_up(tx: Transaction, quote: Quote, member: str, order: str) -> bool:
    """False when the order has used everything already."""
    values = {"member": member, "promotions": quote.promotions, "standing": True}
    if tx.add_once(Consumption, order=order, **values):
        return True
    fallen = update(Consumption).where(Consumption.order == order, Consumption.standing.is_(False))
    return tx.execute(fallen.values(values)).rowcount == 1


def _use(tx: Transaction, promotion: AnyRow, amount: int, member: str, order: str) -> None:
    left = (
        or_(Promotion.total.is_(None), Promotion.used < Promotion.total),
        or_(Promotion.budget.is_(None), Promotion.budget_used + amount <= Promotion.budget),
    )
    using = update(Promotion).where(Promotion.id == promotion.id, *runs(tx.now), *left)
    counted = {"used": Promotion.used + 1, "budget_used": Promotion.budget_used + amount}
    if not tx.execute(using.values(counted)).rowcount:
        raise PromotionOver(name=promotion.name)
    if promotion.audience["new_only"] and _has_other(tx, member, order):
        raise PromotionOver(name=promotion.name)
    if not count_use(tx, promotion.id, member, promotion.per_member):
        raise PromotionOver(name=promotion.name)


def count_use(tx: Transaction, promotion: str, member: str, most: int | None) -> bool:
    """Once more by this member; False when that would be more often than `most`."""
    tx.add_once(PromotionUse, promotion=promotion, member=member, used=0)
    mine = update(PromotionUse).where(PromotionUse.promotion == promotion, PromotionUse.member == member)
    if most is not None:
        mine = mine.where(PromotionUse.used < most)
    return tx.execute(mine.values(used=PromotionUse.used + 1)).rowcount == 1


def _has_other(tx: Transaction, member: str, order: str) -> bool:
    mine = (Consumption.member == member, Consumption.standing, Consumption.order != order)
    return tx.scalar(select(Consumption.order).where(*mine).limit(1)) is not None


def _use_coupon(tx: Transaction, coupon: str, member: str, order: str) -> None:
    """`issued` is what makes one coupon one discount."""
    mine = (Coupon.id == coupon, Coupon.member == member, Coupon.state == "issued")
    good = (Coupon.valid_from <= tx.now, Coupon.valid_to > tx.now)
    if not tx.execute(update(Coupon).where(*mine, *good).values(state="used", order=order, used_at=tx.now)).rowcount:
        raise CouponGone(coupon=coupon)


def _unuse(tx: Transaction, promotion: str, amount: int, member: str) -> None:
    used = (Promotion.id == promotion, Promotion.used >= 1, Promotion.budget_used >= amount)
    counted = {"used": Promotion.used - 1, "budget_used": Promotion.budget_used - amount}
    tx.execute(update(Promotion).where(*used).values(counted))
    mine = (PromotionUse.promotion == promotion, PromotionUse.member == member, PromotionUse.used >= 1)
    tx.execute(update(PromotionUse).where(*mine).values(used=PromotionUse.used - 1))


_LIMITS = (Promotion.id, Promotion.name, Promotion.audience, Promotion.per_member)
