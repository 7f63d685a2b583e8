"""What the money machine does to a shop, each step an action."""

from sqlalchemy import select

from appliance.db import Transaction
from store.after_sales import actions as claims
from store.after_sales.actions import Application
from store.after_sales.models import AfterSale
from store.catalogue import actions as stock
from store.orders import actions as orders
from store.orders.actions import Packed
from store.orders.models import Order, OrderLine
from store.payments import actions as payments
from store.payments.actions.beginning import Wish
from store.payments.models import Attempt, Refund
from store.payments.provider import RepaymentStanding
from store.pricing.cart import CouponRule, Gift, PointsRule, Reduction, ShippingRule, Tier
from store.promotions import actions as promotions
from store.promotions.checking import Draft
from tests.store.conftest import put_on_shelf

MERCHANT = {"merchant": "1900000001", "app": "wx0123456789abcdef"}
PRICES = {"s1": 1990, "s2": 3333, "s3": 1}


class Crash(Exception):
    """The process ends after the action's work and before its commit."""


def furnish(tx: Transaction) -> str:
    """The coupon that buyers may claim."""
    for sku, price in PRICES.items():
        put_on_shelf(tx, sku, price, 0, {})
        stock.receive(tx, sku, 24, f"first/{sku}", by="lin")
    for member in ("m1", "m2"):
        promotions.give_points(tx, member, 1500, member)
    _run(tx, Reduction(tiers=(Tier(amount=5000, off=501), Tier(amount=9000, off=1200))), budget=5000)
    _run(tx, Gift(pieces=3, gifts={"s3": 1}), per_member=2)
    _run(tx, PointsRule(points_per_yuan=100, most_percent=50, earn_per_yuan=3))
    _run(tx, ShippingRule(delivery="express", first=800, more=300, free_from=6000))
    return _run(tx, CouponRule(off=333, threshold=1000), total=5, per_member=3)


def _run(tx: Transaction, rule_, **more) -> str:
    name = "coupon" if isinstance(rule_, CouponRule) else "活动"
    promotion = promotions.add_promotion(tx, Draft(name=name, rule=rule_, **more), by="lin")
    promotions.move_promotion(tx, promotion, "start", "lin")
    return promotion


def crash_after(tx: Transaction, action, *args, **kwargs) -> None:
    action(tx, *args, **kwargs)
    raise Crash


def wish(way: str) -> Wish:
    return Wish(provider="wechat", way=way, **MERCHANT)


def amount(tx: Transaction, attempt: str) -> int:
    return int(tx.scalar(select(Attempt.amount).where(Attempt.id == attempt)))


def unpaid(tx: Transaction) -> list[str]:
    waiting = select(Order.id).where(Order.state == "pending")
    return list(tx.execute(waiting.order_by(Order.created_at, Order.total)).scalars())


def paid(tx: Transaction) -> list[str]:
    paid = select(Order.id).where(Order.payment.in_(("paid", "part-refunded")))
    return list(tx.execute(paid.order_by(Order.created_at, Order.total)).scalars())


def arrived(tx: Transaction) -> list[str]:
    """Paid, and not a piece is still in the shop."""
    there = select(Order.id).where(
        Order.payment.in_(("paid", "part-refunded")), Order.shipment.in_(("all", "received"))
    )
    return list(tx.execute(there.order_by(Order.created_at, Order.total)).scalars())


def open_claims(tx: Transaction, state: str) -> list[str]:
    waiting = select(AfterSale.id).where(AfterSale.state == state)
    return list(tx.execute(waiting.order_by(AfterSale.applied_at, AfterSale.amount)).scalars())


def take_all(tx: Transaction, order: str) -> str:
    total = tx.scalar(select(Order.total).where(Order.id == order))
    return payments.take(tx, order, "scan", total, "lin")


def lower(tx: Transaction, order: str, off: int) -> int:
    seen = tx.scalar(select(Order.total).where(Order.id == order))
    return orders.change_price(tx, order, "lin", off=off, shipping=0, seen=seen)


def ship(tx: Transaction, order: str, *, whole: bool) -> str:
    first = tx.scalar(select(OrderLine.id).where(OrderLine.order == order).order_by(OrderLine.position).limit(1))
    return orders.ship(tx, order, Packed(kind="city", lines=None if whole else {str(first): 1}), "lin")


def apply(tx: Transaction, order: str, kind, pieces: int) -> str:
    rows = tx.execute(
        select(OrderLine.id, Order.member)
        .join(Order, Order.id == OrderLine.order)
        .where(OrderLine.order == order)
        .order_by(OrderLine.refunded - OrderLine.quantity, OrderLine.position)
    ).all()
    wanted = Application(line=rows[0].id, quantity=pieces, kind=kind, reason="damaged")
    return claims.apply(tx, rows[0].member, order, wanted)


def refunds_under_way(tx: Transaction) -> list[str]:
    under_way = select(Refund.id).where(Refund.state.in_(("asked", "accepted", "abnormal")))
    return list(tx.execute(under_way.order_by(Refund.asked_at, Refund.amount)).scalars())


def pay_back(tx: Transaction, refund: str, state) -> None:
    """By the provider, or by hand where it came over the counter."""
    row = tx.execute(
        select(Refund.amount, Attempt.provider).join(Attempt, Attempt.id == Refund.attempt).where(Refund.id == refund)
    ).one()
    if row.provider == "counter":
        payments.pay_out(tx, refund, "lin", "transfer")
        return
    amount = row.amount if state == "done" else 0
    payments.refund_moved(tx, RepaymentStanding(number=refund, state=state, amount=amount), "wechat")
