"""买赠: gifts come last, cost nothing and are only promised while there are some."""

from store.pricing import gift_skus
from store.pricing.cart import Gift, Giveable, Reduction, Tier

CUP = {"cup": Giveable("cups", 3)}


def gifts(quote) -> list[tuple[str, str, int]]:
    return [(line.sku, line.product, line.quantity) for line in quote.lines if line.gift]


def test_a_gift_comes_along(ask, item, promotion):
    quote = ask([item("a", 100)], [promotion("g", Gift(amount=100, gifts={"cup": 1}))], giveable=CUP)
    assert gifts(quote) == [("cup", "cups", 1)]
    assert (quote.total, quote.goods, quote.promotions) == (100, 100, {"g": 0})


def test_the_amount_counts_after_reductions(ask, item, promotion):
    rules = [promotion("g", Gift(amount=100, gifts={"cup": 1})), promotion("r", Reduction((Tier(off=1),)))]
    quote = ask([item("a", 100)], rules, giveable=CUP)
    assert gifts(quote) == []
    assert [(nudge.kind, nudge.missing) for nudge in quote.nudges] == [("gift", 1)]


def test_a_gift_that_is_near_is_named(ask, item, promotion):
    rules = [promotion("g", Gift(amount=200, gifts={"cup": 5, "gone": 1}))]
    (nudge,) = ask([item("a", 100)], rules, giveable=CUP).nudges
    assert (nudge.missing, nudge.parts) == (100, {"cup": 3})


def test_no_more_gifts_than_there_are(ask, item, promotion):
    rules = [promotion(name, Gift(pieces=1, gifts={"cup": 2})) for name in ("g1", "g2", "g3")]
    quote = ask([item("a", 100)], rules, giveable=CUP)
    assert gifts(quote) == [("cup", "cups", 2), ("cup", "cups", 1)]
    assert quote.promotions == {"g1": 0, "g2": 0}


def test_what_the_cart_buys_is_not_given_as_well(ask, item, promotion):
    quote = ask([item("cup", 100, 3)], [promotion("g", Gift(gifts={"cup": 1}))], giveable=CUP)
    assert gifts(quote) == []


def test_a_gift_that_is_gone_is_neither_given_nor_promised(ask, item, promotion):
    quote = ask([item("a", 100)], [promotion("g", Gift(amount=200, gifts={"cup": 1}))])
    assert (gifts(quote), quote.nudges) == ([], ())


def test_a_cart_is_told_what_rules_may_give(promotion):
    assert gift_skus([promotion("g", Gift(gifts={"cup": 1, "bag": 1})), promotion("r", Reduction(()))]) == {
        "cup",
        "bag",
    }
