"""What the money machine does about flash sales."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from store.checkout import actions as checkout
from store.checkout.actions import Purchase
from store.checkout.weighing import Choice
from store.promotions.flash_sales import actions as flash_sales
from store.promotions.flash_sales.actions import Ask, Plan

PRICE = 500
MEMBERS = st.sampled_from(["m1", "m2", "m3"])
WHICH = st.integers(0, 7)


class FlashSales:
    """Rules for a machine that has `sales`, `won` (claims with their members), and does and writes actions."""

    sales: list[str]
    won: list[tuple[str, str, int]]

    @rule(pieces=st.integers(1, 4), most=st.integers(1, 2), crash=st.booleans())
    def a_flash_sale_is_announced(self, pieces, most, crash):
        plan = Plan(
            room="r1", sku="s1", price=PRICE, quantity=pieces, per_member=min(most, pieces), lasts=timedelta(hours=1)
        )
        if sale := self._do(flash_sales.announce, plan, "lin", crash=crash):
            self.sales.append(sale)
            self.runner.run(self.clock.advance(3))

    @precondition(lambda self: self.sales)
    @rule(
        which=WHICH, members=st.lists(MEMBERS, min_size=1, max_size=4), quantity=st.integers(1, 2), crash=st.booleans()
    )
    def some_grab(self, which, members, quantity, crash):
        asks = [Ask(member, quantity) for member in members]
        claimed = self._do(flash_sales.claim, self._of(self.sales, which), asks, crash=crash)
        for held in claimed.answers if claimed else ():
            if held is not None:
                self.won.append((held.claim, held.member, held.quantity))

    @precondition(lambda self: self.won)
    @rule(which=WHICH, life=st.sampled_from([0, 0, 1, 2]), crash=st.booleans())
    def what_was_won_is_ordered(self, which, life, crash):
        claim, member, quantity = self._of(self.won, which)
        wanted = Purchase(
            member=member, claim=claim, choice=Choice(delivery="pickup"), contact_sealed="sealed",
            seen_total=PRICE * quantity,
        )  # fmt: skip
        if placed := self._do(checkout.place, wanted, crash=crash):
            self.orders.append(placed["order"])
            self._live(placed["order"], life, crash=crash)

    @precondition(lambda self: self.sales)
    @rule(which=WHICH, crash=st.booleans())
    def a_flash_sale_ends(self, which, crash):
        self._do(flash_sales.end, self._of(self.sales, which), "staff", crash=crash)

    @rule(crash=st.booleans())
    def what_nobody_ordered_lapses(self, crash):
        self.runner.run(self.clock.advance(5 * 60))
        self._do(flash_sales.lapse, crash=crash)
