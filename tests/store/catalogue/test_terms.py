"""A card says what one piece is quoted at."""

from datetime import UTC, datetime, timedelta

import pytest

from store.catalogue.terms import Terms
from store.pricing.cart import Buyer, Cart, CouponRule, Item, Promotion, TimedPrice
from store.pricing.quoting import quote

NOW = datetime(2026, 11, 29, tzinfo=UTC)
PIECE = Item(sku="s1", product="p1", price=1990, weight=500, quantity=1)


@pytest.mark.parametrize("left", [None, 0, 799, 800, 100_000])
def test_a_price_whose_budget_is_spent_is_on_no_card(left: int | None):
    rule = Promotion(id="t", name="限时价", rule=TimedPrice({"s1": 1190}), budget_left=left)
    (line, *_) = quote(Cart(items=(PIECE,), delivery="none"), Buyer(), NOW, [rule]).lines
    told = Terms([rule], Buyer()).deal(PIECE)
    assert (PIECE.price if told is None else told) == line.unit_price == (1190 if left is None or left >= 800 else 1990)


def test_prices_stand_until_the_first_promotion_that_lowers_one_ends():
    def rule(days: int | None, what: object) -> Promotion:
        return Promotion(id=str(days), name="", rule=what, ends_at=None if days is None else NOW + timedelta(days=days))

    timed, coupon = TimedPrice({"s1": 1190}), CouponRule(off=100)
    assert Terms([rule(3, timed), rule(2, timed), rule(None, timed), rule(1, coupon)]).until == NOW + timedelta(days=2)
    assert Terms([rule(None, timed), rule(1, coupon)]).until is None
