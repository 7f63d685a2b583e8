"""What is kept of a person, when two turn out to be one, or when one wants to be forgotten."""

from sqlalchemy import delete, select, update

from appliance.db import Transaction
from store.promotions.actions.coupons import void_coupon
from store.promotions.models import Consumption, Coupon, PointsBalance, PointsEntry, PromotionUse


def adopt(tx: Transaction, guest: str, member: str) -> None:
    """The guest's coupons, points and uses are the member's; limits per person count both."""
    for kind in (Coupon, Consumption, PointsEntry):
        tx.execute(update(kind).where(kind.member == guest).values(member=member))
    _add_points(tx, guest, member)
    for row in tx.execute(select(PromotionUse.promotion, PromotionUse.used).where(PromotionUse.member == guest)).all():
        tx.add_once(PromotionUse, promotion=row.promotion, member=member, used=0)
        mine = update(PromotionUse).where(PromotionUse.promotion == row.promotion, PromotionUse.member == member)
        tx.execute(mine.values(used=PromotionUse.used + row.used))
    tx.execute(delete(PromotionUse).where(PromotionUse.member == guest))


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
