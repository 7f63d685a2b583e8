"""买赠: gifts come last, cost nothing and are only promised while there are some."""

import msgspec

from store.pricing import gift_skus
from store.pricing.cart import Activity, Buyer, Gift, Giveable, Reduction, Scope, Tier
from store.pricing.gifts import still_earned

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


def earns(quote, *kept: int) -> bool:
    gift = next(line for line in quote.lines if line.gift)
    return still_earned(gift, quote, dict(enumerate(kept)))


def test_a_gift_is_earned_by_what_is_kept_of_the_goods_it_is_about(ask, item, promotion):
    about = promotion("g", Gift(amount=200, gifts={"cup": 1}), scope=Scope(skus=("a",)))
    quote = ask([item("a", 100, 3), item("b", 900)], [about], giveable=CUP)
    assert [earns(quote, *kept) for kept in ((3, 1), (2, 0), (1, 1))] == [True, True, False]


def test_a_gift_without_an_amount_wants_a_piece_to_be_kept(ask, item, promotion):
    quote = ask([item("a", 100)], [promotion("g", Gift(gifts={"cup": 1}))], giveable=CUP)
    assert (earns(quote, 1), earns(quote, 0)) == (True, False)


def test_what_is_kept_counts_after_reductions_and_before_coupons(ask, item, promotion, coupon):
    rules = [promotion("r", Reduction((Tier(off=20),))), promotion("g", Gift(amount=180, gifts={"cup": 1}))]
    buyer = Buyer(coupons=(coupon("c", off=50),))
    quote = ask([item("a", 200), item("b", 200)], rules, buyer, giveable=CUP)
    assert (quote.coupons, earns(quote, 1, 0), earns(quote, 0, 1)) == (("c",), True, True)


def test_what_was_bought_through_an_activity_earns_no_gift_afterwards(ask, item, promotion):
    flash = item("a", 500, activity=Activity("flash/1", "秒杀", 400))
    quote = ask([flash, item("b", 200)], [promotion("g", Gift(amount=200, gifts={"cup": 1}))], giveable=CUP)
    assert (earns(quote, 0, 1), earns(quote, 1, 0)) == (True, False)


def test_a_prize_hangs_on_nothing(ask, item):
    quote = ask([item("a", 100)], [])
    assert still_earned(msgspec.structs.replace(quote.lines[0], gift=True), quote, {})
