"""Whatever buyers and staff do, in whatever order: stock, coupons, points and money add up."""

import atexit
import functools
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, insert, select

from appliance.db import Database, Transaction, migrate
from appliance.db.sqlite import sqlite_engine
from appliance.errors import Problem
from store.catalogue.models import Product, Sku, StockEntry
from store.checkout import actions as checkout
from store.checkout.actions import Purchase
from store.checkout.problems import PriceMoved
from store.checkout.weighing import Choice, Wanted
from store.money import of_pieces
from store.orders import actions
from store.orders.models import Order, OrderLine
from store.promotions.actions import give_points
from store.promotions.models import PointsBalance, PointsEntry, Promotion

MEMBERS = ("m1", "m2")
SKUS = ("s1", "s2")
STOCK = 8


class Shop(RuleBasedStateMachine):
    """Two goods, two buyers with points, a full reduction of which the budget is small; refusals change nothing."""

    orders = Bundle("orders")

    @initialize()
    def open(self) -> None:
        self.folder = Path(mkdtemp())
        url = f"sqlite:///{shutil.copy(empty(), self.folder / 'shop.db')}"
        self.engine = sqlite_engine(Database(url).url)
        self.now = datetime(2026, 11, 23, 12, tzinfo=UTC)
        self.do(fill)

    def teardown(self) -> None:
        if hasattr(self, "engine"):
            self.engine.dispose()
            shutil.rmtree(self.folder)

    def do(self, action, *args, **named):
        """One action in a transaction of its own, as the writer runs it; a refusal leaves nothing behind."""
        self.now += timedelta(seconds=1)
        with self.engine.connect() as connection:
            try:
                with connection.begin():
                    return action(Transaction(connection, self.now), *args, **named)
            except Problem as problem:
                return problem

    @rule(
        target=orders,
        member=st.sampled_from(MEMBERS),
        pieces=st.dictionaries(st.sampled_from(SKUS), st.integers(1, 4), min_size=1),
        points=st.sampled_from([0, 0, 150, -1]),
    )
    def order(self, member: str, pieces: dict[str, int], points: int):
        """As a buyer does who agrees to whatever the price is by now."""
        wanted = tuple(Wanted(sku, count) for sku, count in pieces.items())
        choice = Choice(delivery="pickup", points=points)
        wish = {"member": member, "items": wanted, "choice": choice, "contact_sealed": "sealed"}
        placed = self.do(checkout.place, Purchase(**wish, seen_total=-1))
        if isinstance(placed, PriceMoved):
            total = placed.facts["quote"].total
            placed = self.do(checkout.place, Purchase(**wish, seen_total=total))
        return placed["order"] if isinstance(placed, dict) else "none"

    @rule(order=orders)
    def pay(self, order: str) -> None:
        if self.do(actions.pay, order, self.now) == "late":
            self.do(actions.revive, order, self.now)

    @rule(order=orders)
    def cancel(self, order: str) -> None:
        self.do(actions.close, order, "buyer")

    @rule(order=orders, off=st.integers(0, 3000))
    def lower(self, order: str, off: int) -> None:
        for seen in self.rows(select(Order.total).where(Order.id == order)):
            self.do(actions.change_price, order, "wang", off=off, shipping=0, seen=seen.total)

    @rule(order=orders, pieces=st.integers(1, 3))
    def ship_some(self, order: str, pieces: int) -> None:
        lines = self.rows(select(OrderLine.id).where(OrderLine.order == order))
        self.do(actions.ship, order, actions.Packed(kind="city", lines={row.id: pieces for row in lines[:1]}), "lin")

    @rule(order=orders)
    def ship_rest(self, order: str) -> None:
        self.do(actions.ship, order, actions.Packed(kind="city"), "lin")

    @rule(order=orders, place=st.integers(0, 1), pieces=st.integers(1, 4))
    def refund(self, order: str, place: int, pieces: int) -> None:
        lines = self.rows(select(OrderLine).where(OrderLine.order == order).with_only_columns(*OrderLine.__table__.c))
        if place < len(lines) and lines[place].refunded + pieces <= lines[place].quantity:
            line = lines[place]
            amount = of_pieces(line.amount, line.quantity, line.refunded, pieces)
            self.do(actions.refund_pieces, line.id, pieces, amount)

    @rule(order=orders)
    def receive_and_complete(self, order: str) -> None:
        self.do(actions.receive, order)
        self.do(actions.complete, order)

    @rule()
    def wait(self) -> None:
        self.now += timedelta(minutes=15)
        self.do(actions.expire, 50)

    @invariant()
    def stock_is_what_the_ledger_and_the_orders_say(self) -> None:
        if not hasattr(self, "engine"):
            return
        for sku in SKUS:
            held = self.rows(select(Sku.on_hand, Sku.reserved).where(Sku.id == sku))[0]
            moved = self.rows(
                select(func.sum(StockEntry.on_hand).label("on_hand"), func.sum(StockEntry.reserved).label("reserved"))
                .where(StockEntry.sku == sku)
            )[0]  # fmt: skip
            assert (held.on_hand, held.reserved) == (STOCK + (moved.on_hand or 0), moved.reserved or 0)
            assert 0 <= held.reserved <= held.on_hand
            promised = OrderLine.quantity - OrderLine.shipped - OrderLine.cancelled
            open_orders = select(func.sum(promised)).join(Order, Order.id == OrderLine.order)
            alive = open_orders.where(OrderLine.sku == sku, Order.state.in_(("pending", "confirmed")))
            assert held.reserved == (self.one(alive) or 0)

    @invariant()
    def money_in_is_goods_and_shipping_and_never_less_than_what_goes_back(self) -> None:
        if not hasattr(self, "engine"):
            return
        lines = select(func.sum(OrderLine.amount)).where(OrderLine.order == Order.id).scalar_subquery()
        for row in self.rows(select(Order.total, Order.shipping, Order.refunded, Order.payment, lines.label("lines"))):
            assert row.total == row.lines + row.shipping
            assert 0 <= row.refunded <= row.total
            assert (row.payment == "refunded") == (row.refunded == row.total and row.total > 0)
        for row in self.rows(select(OrderLine.quantity, OrderLine.shipped, OrderLine.refunded, OrderLine.cancelled)):
            assert 0 <= row.cancelled <= row.refunded <= row.quantity
            assert row.shipped + row.cancelled <= row.quantity

    @invariant()
    def budgets_and_points_are_what_living_orders_took(self) -> None:
        if not hasattr(self, "engine"):
            return
        promotion = self.rows(select(Promotion.budget, Promotion.budget_used, Promotion.used))[0]
        assert 0 <= promotion.budget_used <= promotion.budget
        for member in MEMBERS:
            ledger = self.one(select(func.sum(PointsEntry.points)).where(PointsEntry.member == member)) or 0
            balance = self.one(select(PointsBalance.points).where(PointsBalance.member == member)) or 0
            assert ledger == balance >= 0

    def rows(self, statement):
        with self.engine.connect() as connection:
            return connection.execute(statement).all()

    def one(self, statement):
        with self.engine.connect() as connection:
            return connection.scalar(statement)


@functools.cache
def empty() -> Path:
    """A migrated database without rows, made once."""
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder)
    migrate(f"sqlite:///{folder / 'shop.db'}")
    return folder / "shop.db"


def fill(tx: Transaction) -> None:
    for sku in SKUS:
        tx.execute(
            insert(Product).values(
                id=f"p-{sku}", title=sku, subtitle="", detail="", state="shelved", early_levels=[],
                return_kind="seven-days", least=1, specs=[], tags=[], search="", sold=0, created_at=tx.now,
                changed_at=tx.now,
            )
        )  # fmt: skip
        tx.execute(
            insert(Sku).values(
                id=sku, product=f"p-{sku}", position=0, values=[], weight=100, price=1990 if sku == "s1" else 333,
                on_hand=STOCK, reserved=0, low=0, active=True,
            )
        )  # fmt: skip
    ways = {
        "cut": ("reduction", {"type": "reduction", "tiers": [{"amount": 3000, "off": 700}]}, 2000),
        "points": ("points", {"type": "points", "points_per_yuan": 100, "most_percent": 50}, None),
    }
    for name, (kind, told, budget) in ways.items():
        tx.execute(
            insert(Promotion).values(
                id=name, kind=kind, name=name, state="running", scope={}, audience={"new_only": False}, rule=told,
                priority=0, stack_group="", budget=budget, budget_used=0, used=0, created_at=tx.now,
                changed_at=tx.now,
            )
        )  # fmt: skip
    for member in MEMBERS:
        give_points(tx, member, 900, f"start-{member}")


def test_everything_adds_up_whatever_buyers_and_staff_do():
    often = settings(
        max_examples=10, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(Shop, settings=often)
