"""Whatever buyers do, in whatever order: no team has more seats than places, and no piece is taken twice."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from appliance.db import Database, Transaction
from appliance.db.sqlite import sqlite_engine
from appliance.errors import Problem
from store.checkout import actions as checkout
from store.orders import actions as orders
from store.orders.models import Order, OrderLine
from store.promotions.group_buys import actions
from store.promotions.group_buys.actions import Plan
from store.promotions.group_buys.models import GONE, GroupBuy, Team, TeamSeat
from store.promotions.group_buys.waiting import waits
from tests.store.checkout.test_any_life import empty
from tests.store.conftest import purchase, put_on_shelf
from tests.store.promotions.group_buys.conftest import PRICE, check

MEMBERS = tuple(f"m{number}" for number in range(6))
QUANTITY = 11


class Together(RuleBasedStateMachine):
    """One group buy of three with two pieces each; stock is short, too."""

    seats = Bundle("seats")
    orders = Bundle("orders")

    @initialize()
    def begin(self) -> None:
        self.folder = Path(mkdtemp())
        url = f"sqlite:///{shutil.copy(empty(), self.folder / 'shop.db')}"
        self.engine = sqlite_engine(Database(url).url)
        self.now = datetime(2026, 11, 23, 12, tzinfo=UTC)
        self.do(put_on_shelf, "s1", 1990, 9, {})
        plan = Plan(sku="s1", price=PRICE, quantity=QUANTITY, size=3, per_member=2, hours=1)
        self.group_buy = self.do(actions.announce, plan, "lin")

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

    def rows(self, question):
        with self.engine.connect() as connection:
            return connection.execute(question).all()

    @rule(target=seats, member=st.sampled_from(MEMBERS), quantity=st.integers(1, 2))
    def open_team(self, member: str, quantity: int):
        return self.sat(member, quantity, self.do(actions.open_team, self.group_buy, member, quantity))

    @rule(target=seats, member=st.sampled_from(MEMBERS), quantity=st.integers(1, 2), which=st.integers(0, 3))
    def join(self, member: str, quantity: int, which: int):
        known = self.rows(select(Team.id).order_by(Team.id.desc()))
        team = known[which].id if which < len(known) else "none"
        return self.sat(member, quantity, self.do(actions.join, team, member, quantity))

    def sat(self, member: str, quantity: int, answer):
        return (member, quantity, answer["claim"] if isinstance(answer, dict) else "none")

    @rule(target=orders, seat=seats)
    def order(self, seat):
        member, quantity, claim = seat
        placed = self.do(checkout.place, purchase(None, member, PRICE * quantity, claim=claim))
        return placed["order"] if isinstance(placed, dict) else "none"

    @rule(order=orders)
    def pay(self, order: str) -> None:
        if self.do(orders.pay, order, self.now) == "late":
            self.do(orders.revive, order, self.now)

    @rule(order=orders)
    def cancel(self, order: str) -> None:
        self.do(orders.close, order, "buyer")

    @rule(order=orders)
    def pay_back(self, order: str) -> None:
        for line in self.rows(
            select(OrderLine.id, OrderLine.quantity, OrderLine.amount).where(OrderLine.order == order)
        ):
            self.do(orders.refund_pieces, line.id, line.quantity, line.amount)

    @rule(order=orders)
    def ship(self, order: str) -> None:
        waiting = self.rows(select(waits(order)))[0][0]
        shipped = self.do(orders.ship, order, orders.Packed(kind="pickup"), "lin")
        assert not (waiting and isinstance(shipped, str))

    @rule(minutes=st.sampled_from([1, 15, 60]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        for step in (actions.lapse, actions.fail_due, orders.expire):
            self.do(step, 50)

    @rule()
    def end(self) -> None:
        self.do(actions.end, self.group_buy, "staff")

    @invariant()
    def pieces_and_seats_add_up(self) -> None:
        if not hasattr(self, "group_buy"):
            return
        (found,) = self.rows(select(GroupBuy.__table__))
        check(found, self.rows(select(Team.__table__)), self.rows(select(TeamSeat.__table__)))
        standing = self.rows(select(TeamSeat.member).where(TeamSeat.state.not_in(GONE)))
        assert len({row.member for row in standing}) == len(standing)

    @invariant()
    def a_seat_goes_the_way_of_its_order(self) -> None:
        if not hasattr(self, "group_buy"):
            return
        seats = select(TeamSeat.state, Order.state.label("order"), Order.payment).join(
            Order, Order.id == TeamSeat.order
        )
        for row in self.rows(seats):
            assert (row.state == "ordered") == (row.order == "pending")
            assert row.state != "lapsed" or row.order == "closed"
            assert row.state != "refunded" or row.payment == "refunded"


def test_seats_and_pieces_add_up_whatever_is_done():
    run_state_machine_as_test(
        Together,
        settings=settings(
            max_examples=12, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
