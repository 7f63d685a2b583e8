"""A card says what one piece is quoted at."""

from datetime import UTC, datetime

import pytest

from store.catalogue.terms import Terms
from store.pricing.cart import Buyer, Cart, Item, Promotion, TimedPrice
from store.pricing.quoting import quote

NOW = datetime(2026, 11, 29, tzinfo=UTC)
PIECE = Item(sku="s1", product="p1", price=1990, weight=500, quantity=1)


@pytest.mark.parametrize("left", [None, 0, 799, 800, 100_000])
def test_a_price_whose_budget_is_spent_is_on_no_card(left: int | None):
    rule = Promotion(id="t", name="限时价", rule=TimedPrice({"s1": 1190}), budget_left=left)
    (line, *_) = quote(Cart(items=(PIECE,), delivery="none"), Buyer(), NOW, [rule]).lines
    told = Terms([rule], Buyer()).deal(PIECE)
    assert (PIECE.price if told is None else told) == line.unit_price == (1190 if left is None or left >= 800 else 1990)
