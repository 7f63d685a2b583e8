"""Buyers, colleagues, providers and crashes as a machine of steps, after each of which the rows have to agree.

Each step is first tried with a crash after its work, when hypothesis wishes so, and then done.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from appliance.clock import ManualClock
from appliance.db import Database
from appliance.errors import Problem
from store.after_sales import actions as claims
from store.after_sales.sweeping import sweep as sweep_claims
from store.catalogue.actions import StockContradicts
from store.checkout import actions as checkout
from store.checkout.actions import Purchase
from store.checkout.problems import PriceMoved
from store.checkout.sweeping import sweep as sweep_orders
from store.checkout.weighing import Choice, Wanted
from store.orders import actions as orders
from store.orders.actions import Packed
from store.payments import actions as payments
from store.payments.problems import StandingRefused
from store.payments.provider import Standing
from store.promotions import actions as promotions
from tests.store.proofs.flash_rules import FlashSales
from tests.store.proofs.money_audit import Auditor
from tests.store.proofs.money_steps import (
    MERCHANT,
    Crash,
    amount,
    apply,
    arrived,
    crash_after,
    furnish,
    lower,
    open_claims,
    paid,
    pay_back,
    refunds_under_way,
    ship,
    take_all,
    unpaid,
    wish,
)

MEMBERS = st.sampled_from(["m1", "m2"])


PIECES = st.dictionaries(st.sampled_from(["s1", "s2"]), st.integers(1, 3), min_size=1)


POINTS = st.sampled_from([0, -1, 137])


KIND = st.sampled_from(["refund", "return", "exchange"])


LIFE = st.sampled_from([0, 0, 0, 1, 2, 3])
"""How far an order goes at once: waits for its money, paid, sent, received."""


WHICH = st.integers(0, 7)
"""The latest, the one before it, ..."""


NEVER = (StockContradicts, StandingRefused)
"""Refusals that nobody gives cause for."""


class Shop(FlashSales, RuleBasedStateMachine):
    fresh: Callable[[], str]
    """The address of an empty database."""
    met: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.url = self.fresh()
        self.auditor = Auditor(self.url)
        self.clock, self.runner = ManualClock(), asyncio.Runner()
        self.orders: list[str] = []
        self.attempts: list[str] = []
        self.claims: list[str] = []
        self.sales: list[str] = []
        self.won: list[tuple[str, str, int]] = []
        self.database = self.runner.run(self._open())

    async def _open(self) -> Database:
        database = Database(self.url, clock=self.clock)
        await database.start()
        self.coupon = await database.write(furnish)
        return database

    def teardown(self) -> None:
        self._settle_everything()
        self.runner.run(self.database.stop())
        self.runner.close()

    @invariant()
    def the_rows_agree(self) -> None:
        assert self.auditor.complaints() == {}

    @rule(member=MEMBERS, pieces=PIECES, points=POINTS, express=st.booleans(), life=LIFE, crash=st.booleans())
    def buy_now(self, member, pieces, points, express, life, crash):
        wanted = tuple(Wanted(*one) for one in sorted(pieces.items()))
        self._order(member, wanted, points, express=express, life=life, crash=crash)

    @rule(member=MEMBERS, pieces=PIECES, express=st.booleans(), life=LIFE, crash=st.booleans())
    def buy_from_the_cart(self, member, pieces, express, life, crash):
        for sku, quantity in sorted(pieces.items()):
            self._write(checkout.put, member, sku, quantity=quantity)
        self._order(member, None, 0, express=express, life=life, crash=crash)

    @rule(member=MEMBERS, crash=st.booleans())
    def claim_a_coupon(self, member, crash):
        self._do(promotions.claim, self.coupon, member, crash=crash)

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, way=st.sampled_from(["native", "h5"]), crash=st.booleans())
    def begin_to_pay(self, which, way, crash):
        order = self._of(self._write(unpaid) or self.orders, which)
        attempt = self._do(payments.begin, order, None, wish(way), crash=crash)
        if attempt and attempt not in self.attempts:
            self.attempts.append(attempt)

    @precondition(lambda self: self.attempts)
    @rule(which=WHICH, times=st.integers(1, 3), crash=st.booleans())
    def the_provider_says_paid(self, which, times, crash):
        standing = self._standing(self._of(self.attempts, which))
        outcomes = [self._do(payments.settle, standing, "wechat", crash=crash) for _ in range(times)]
        assert set(outcomes[1:]) <= {"known"}

    @precondition(lambda self: self.attempts)
    @rule(which=WHICH, less=st.integers(1, 100))
    def somebody_says_less_was_paid(self, which, less):
        lie = self._standing(self._of(self.attempts, which), less)
        with pytest.raises(StandingRefused):
            self._write(payments.settle, lie, "wechat")

    @precondition(lambda self: self.attempts)
    @rule(which=WHICH, crash=st.booleans())
    def the_provider_says_closed(self, which, crash):
        said = Standing(number=self._of(self.attempts, which).upper(), state="closed")
        self._do(payments.settle, said, "wechat", crash=crash)

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, crash=st.booleans())
    def pay_at_the_counter(self, which, crash):
        self._do(take_all, self._of(self._write(unpaid) or self.orders, which), crash=crash)

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, off=st.integers(0, 3000), crash=st.booleans())
    def a_colleague_lowers_the_price(self, which, off, crash):
        self._do(lower, self._of(self.orders, which), off, crash=crash)

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, crash=st.booleans())
    def the_buyer_takes_it_back(self, which, crash):
        self._do(orders.close, self._of(self.orders, which), "buyer", crash=crash)

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, whole=st.booleans(), crash=st.booleans())
    def goods_leave(self, which, whole, crash):
        self._do(ship, self._of(self.orders, which), whole=whole, crash=crash)

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, crash=st.booleans())
    def goods_arrive(self, which, crash):
        self._do(orders.receive, self._of(self.orders, which), crash=crash)

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, kind=KIND, pieces=st.integers(1, 2), life=st.integers(0, 2), crash=st.booleans())
    def claim_something(self, which, kind, pieces, life, crash):
        ripe = paid if kind == "refund" else arrived
        order = self._of(self._write(ripe) or self.orders, which)
        claim = self._do(apply, order, kind, pieces, crash=crash)
        if claim:
            self.claims.append(claim)
        if claim and life >= 1:
            self._do(claims.agree, claim, "lin", crash=crash)
        if claim and life >= 2:
            self._do(claims.take_in, claim, "lin", sellable=True, crash=crash)

    @precondition(lambda self: self.claims)
    @rule(which=WHICH, yes=st.booleans(), crash=st.booleans())
    def answer_a_claim(self, which, yes, crash):
        action = claims.agree if yes else claims.refuse
        self._do(
            action, self._of(self._write(open_claims, "applied") or self.claims, which), "lin", "看过了", crash=crash
        )

    @precondition(lambda self: self.claims)
    @rule(which=WHICH, sellable=st.booleans(), crash=st.booleans())
    def goods_come_back(self, which, sellable, crash):
        claim = self._of(self._write(open_claims, "agreed") or self.claims, which)
        self._do(claims.take_in, claim, "lin", sellable=sellable, crash=crash)

    @precondition(lambda self: self.claims)
    @rule(which=WHICH, sellable=st.booleans(), crash=st.booleans())
    def goods_are_exchanged(self, which, sellable, crash):
        claim = self._of(self._write(open_claims, "agreed") or self.claims, which)
        self._do(claims.resend, claim, "lin", Packed(kind="pickup"), sellable=sellable, crash=crash)

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, amount=st.integers(1, 2000), key=st.sampled_from(["a", "b"]), crash=st.booleans())
    def a_colleague_gives_money_back(self, which, amount, key, crash):
        self._do(claims.give_back, self._of(self.orders, which), amount, "补偿", "lin", key, crash=crash)

    @rule(gives_up=st.booleans(), crash=st.booleans())
    def refunds_reach_the_buyers(self, gives_up, crash):
        for refund in self._write(refunds_under_way):
            self._do(pay_back, refund, "abnormal" if gives_up else "done", crash=crash)
        self.runner.run(sweep_claims(self.database))

    @rule(time=st.sampled_from([timedelta(minutes=16), timedelta(days=3), timedelta(days=11)]))
    def time_passes(self, time):
        self.runner.run(self._pass(time))

    async def _pass(self, time: timedelta) -> None:
        await self.clock.advance(time.total_seconds())
        await sweep_orders(self.database)
        await sweep_claims(self.database)
        await self.database.write(payments.strand)
        await self.database.write(promotions.expire_coupons)

    def _order(self, member, items, points, *, express, life, crash):
        home = {"delivery": "express", "region": "天津市 和平区"} if express else {"delivery": "pickup"}
        wanted = {"member": member, "items": items, "choice": Choice(points=points, **home), "contact_sealed": "sealed"}
        try:
            self._write(checkout.place, Purchase(seen_total=-1, **wanted))
        except PriceMoved as moved:
            agreed = Purchase(seen_total=moved.facts["quote"].total, **wanted)
        except Problem as problem:
            self.met[type(problem).__name__] += 1
            return
        if placed := self._do(checkout.place, agreed, crash=crash):
            self.orders.append(placed["order"])
            self._live(placed["order"], life, crash=crash)

    def _live(self, order: str, life: int, *, crash: bool) -> None:
        if life >= 1:
            self._do(take_all, order, crash=crash)
        if life >= 2:
            self._do(ship, order, whole=True, crash=crash)
        if life >= 3:
            self._do(orders.receive, order, crash=crash)

    def _settle_everything(self) -> None:
        """Every refund is paid out at the end: then nobody is owed anything and the rows still agree."""
        for refund in self._write(refunds_under_way):
            self._write(pay_back, refund, "done")
        assert self.auditor.balances().get("owed", 0) == 0
        assert self.auditor.complaints() == {}

    def _do(self, action, *args, crash, **kwargs):
        """The answer, or None when the house says no; a crash before it leaves no trace."""
        try:
            if crash:
                with pytest.raises(Crash):
                    self._write(crash_after, action, *args, **kwargs)
                assert self.auditor.complaints() == {}
            answer = self._write(action, *args, **kwargs)
        except NEVER:
            raise
        except Problem as problem:
            self.met[type(problem).__name__] += 1
            return None
        self.met[action.__name__] += 1
        return answer

    def _write(self, action, *args, **kwargs):
        return self.runner.run(self.database.write(action, *args, **kwargs))

    def _standing(self, attempt: str, less: int = 0) -> Standing:
        asked = self._write(amount, attempt) - less
        return Standing(
            number=attempt.upper(), state="paid", amount=asked, transaction=f"42-{attempt}", at=self.clock.now(),
            **MERCHANT,
        )  # fmt: skip

    @staticmethod
    def _of(made: list[Any], which: int) -> Any:
        return made[-1 - which % len(made)]
