"""What is kept of a person, when two turn out to be one, or when one wants to be forgotten."""

from sqlalchemy import delete, func, select, update

from appliance.db import Transaction
from store.promotions.actions.coupons import void_coupon
from store.promotions.models import Consumption, Coupon, PointsBalance, PointsEntry, Promotion, PromotionUse


def adopt(tx: Transaction, guest: str, member: str) -> None:
    """The guest's coupons, points and uses are the member's; limits per person count both.

    Coupons that one person could not hold become void: beyond `per_member`, or for newcomers who have bought before.
    """
    brought = tx.execute(select(Coupon.promotion).where(Coupon.member == guest).distinct()).scalars().all()
    for kind in (Coupon, Consumption, PointsEntry):
        tx.execute(update(kind).where(kind.member == guest).values(member=member))
    _add_points(tx, guest, member)
    for row in tx.execute(select(PromotionUse.promotion, PromotionUse.used).where(PromotionUse.member == guest)).all():
        tx.add_once(PromotionUse, promotion=row.promotion, member=member, used=0)
        mine = update(PromotionUse).where(PromotionUse.promotion == row.promotion, PromotionUse.member == member)
        tx.execute(mine.values(used=PromotionUse.used + row.used))
    tx.execute(delete(PromotionUse).where(PromotionUse.member == guest))
    for promotion in sorted(brought):
        _void_beyond_limit(tx, promotion, member)
    _void_newcomers(tx, member)


def forget(tx: Transaction, member: str) -> None:
    """What was not used yet is given up; what was stays with its orders, which name nobody any more."""
    held = select(Coupon.id).where(Coupon.member == member, Coupon.state == "issued")
    for coupon in tx.execute(held).scalars().all():
        void_coupon(tx, coupon)
    tx.execute(delete(PointsBalance).where(PointsBalance.member == member))


def _add_points(tx: Transaction, guest: str, member: str) -> None:
    points = tx.scalar(select(PointsBalance.points).where(PointsBalance.member == guest))
    if points is None:
        return
    tx.add_once(PointsBalance, member=member, points=0)
    mine = update(PointsBalance).where(PointsBalance.member == member)
    tx.execute(mine.values(points=PointsBalance.points + points))
    tx.execute(delete(PointsBalance).where(PointsBalance.member == guest))


def _void_beyond_limit(tx: Transaction, promotion: str, member: str) -> None:
    """Those that were issued last go first; used ones count."""
    most = tx.scalar(select(Promotion.per_member).where(Promotion.id == promotion))
    if most is None:
        return
    mine = (Coupon.promotion == promotion, Coupon.member == member)
    had = tx.scalar(select(func.count()).select_from(Coupon).where(*mine, Coupon.state != "void")) or 0
    held = select(Coupon.id).where(*mine, Coupon.state == "issued").order_by(Coupon.issued_at.desc(), Coupon.id.desc())
    for coupon in tx.execute(held.limit(max(had - most, 0))).scalars().all():
        void_coupon(tx, coupon)


def _void_newcomers(tx: Transaction, member: str) -> None:
    """Who has bought is not new, whichever of the two it was."""
    if tx.scalar(select(Consumption.order).where(Consumption.member == member, Consumption.standing).limit(1)) is None:
        return
    held = select(Coupon.id, Promotion.audience).join(Promotion, Promotion.id == Coupon.promotion)
    for coupon in tx.execute(held.where(Coupon.member == member, Coupon.state == "issued")).all():
        if coupon.audience["new_only"]:
            void_coupon(tx, coupon.id)
