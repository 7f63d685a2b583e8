"""The same conditions, the same price: nothing that a quote is told lets it charge one person more than another.

消保法实施条例 Art. 9 forbids different prices for the same goods under the same conditions without the buyer's knowing.
"""

from datetime import timedelta

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.pricing.cart import Audience, Buyer, CouponRule, HeldCoupon, PointsRule, Reduction, Tier, TimedPrice

CONDITIONS = {"level", "member_prices", "new", "points", "coupons", "used"}
"""All that a price may depend on besides who is named by a promotion; each is told to the buyer."""


def test_a_quote_knows_nothing_of_a_person_but_the_conditions():
    known = {field.name for field in msgspec.structs.fields(Buyer)}
    assert known == CONDITIONS | {"member"}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_two_people_under_the_same_conditions_pay_the_same(ask, item, promotion, now, one, other):
    rules = [
        promotion("t", TimedPrice({"a": 1800}), per_member=3),
        promotion("r", Reduction((Tier(amount=3000, off=500),)), audience=Audience(levels=("gold",))),
        promotion("p", PointsRule()),
    ]
    held = HeldCoupon(
        id="c", promotion="c", name="券", rule=CouponRule(off=100), valid_from=now, valid_to=now + timedelta(days=1)
    )
    quotes = [
        ask(
            [item("a", 2000, 2), item("b", 900, member_price=800)],
            rules,
            Buyer(member=member, level="gold", member_prices=True, points=300, coupons=(held,), used={"t": 1}),
            points=-1,
        )
        for member in (one, other)
    ]
    assert quotes[0] == quotes[1]


def test_a_promotion_for_named_people_says_so(ask, item, promotion):
    rules = [promotion("vip", TimedPrice({"a": 1000}), audience=Audience(members=("m",)))]
    quote = ask([item("a", 2000)], rules, Buyer(member="m"))
    assert [adjustment.name for adjustment in quote.lines[0].adjustments] == ["vip"]
