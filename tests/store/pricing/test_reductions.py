"""满减: one per line, the best first, explained to the fen."""

from store.pricing.cart import Reduction, Scope, Tier

TIERS = Reduction((Tier(amount=100, off=20), Tier(amount=200, off=50)))


def test_the_best_tier_is_shared_out_by_the_largest_remainder(ask, item, promotion):
    rule = promotion("r", TIERS, scope=Scope(products=("a", "b")))
    quote = ask([item("a", 200), item("b", 150), item("c", 120)], [rule])
    assert quote.total == 420
    assert [line.payable for line in quote.lines] == [200 - 29, 150 - 21, 120]


def test_below_the_first_tier_nothing_is_off_and_the_way_there_is_told(ask, item, promotion):
    quote = ask([item("a", 90)], [promotion("r", TIERS)])
    assert quote.total == 90
    assert [(nudge.promotion, nudge.missing, nudge.off) for nudge in quote.nudges] == [("r", 10, 20)]


def test_the_next_tier_is_told_with_what_it_brings_more(ask, item, promotion):
    quote = ask([item("a", 150)], [promotion("r", TIERS)])
    assert [(nudge.missing, nudge.off) for nudge in quote.nudges] == [(50, 30)]


def test_a_tier_by_pieces_takes_a_part_off(ask, item, promotion):
    rule = promotion("r", Reduction((Tier(pieces=3, percent=20),)))
    assert ask([item("a", 100, 3)], [rule]).total == 240
    nudge = ask([item("a", 100, 2)], [rule]).nudges[0]
    assert (nudge.missing, nudge.pieces) == (1, True)


def test_each_time_it_is_reached(ask, item, promotion):
    assert ask([item("a", 100, 7)], [promotion("r", Reduction((Tier(amount=200, off=30),), each=True))]).total == 610


def test_a_line_is_in_the_reduction_that_saves_most(ask, item, promotion):
    rules = [
        promotion("wide", Reduction((Tier(amount=100, off=30),))),
        promotion("narrow", Reduction((Tier(off=50),)), scope=Scope(products=("a",))),
    ]
    quote = ask([item("a", 100), item("b", 100)], rules)
    assert quote.promotions == {"narrow": 50, "wide": 30}
    assert [line.payable for line in quote.lines] == [50, 70]


def test_of_equal_savings_priority_decides_and_then_the_id(ask, item, promotion):
    rules = [promotion(name, Reduction((Tier(off=30),)), priority=order) for name, order in [("a", 0), ("b", 9)]]
    assert ask([item("x", 100)], rules).promotions == {"b": 30}
    rules = [promotion(name, Reduction((Tier(off=30),))) for name in ("b", "a")]
    assert ask([item("x", 100)], rules).promotions == {"a": 30}


def test_more_than_the_goods_cost_is_never_off(ask, item, promotion):
    assert ask([item("a", 100)], [promotion("r", Reduction((Tier(off=500),)))]).total == 0


def test_what_its_budget_cannot_pay_is_not_promised(ask, item, promotion):
    quote = ask([item("a", 250)], [promotion("r", TIERS, budget_left=49)])
    assert (quote.total, quote.promotions, quote.nudges) == (250, {}, ())
