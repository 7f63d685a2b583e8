"""Points pay a part, whole fen at a time, and whoever pays earns."""

from store.pricing.cart import Activity, Buyer, PointsRule, Reduction, Tier

RULE = PointsRule(points_per_yuan=100, most_percent=50, earn_per_yuan=1)


def test_points_pay_half_at_most(ask, item, promotion):
    quote = ask([item("a", 999)], [promotion("p", RULE)], Buyer(points=5000), points=-1)
    assert (quote.points, quote.points_off, quote.most_points, quote.total) == (499, 499, 499, 500)


def test_no_more_than_the_buyer_has_or_wants(ask, item, promotion):
    rules = [promotion("p", RULE)]
    assert ask([item("a", 1000)], rules, Buyer(points=80), points=300).points == 80
    assert ask([item("a", 1000)], rules, Buyer(points=800), points=300).points == 300
    assert ask([item("a", 1000)], rules, Buyer(points=800)).points == 0


def test_a_debt_of_points_spends_none(ask, item, promotion):
    quote = ask([item("a", 1000)], [promotion("p", RULE)], Buyer(points=-20), points=-1)
    assert (quote.points, quote.most_points) == (0, 0)


def test_points_that_are_worth_less_than_a_fen_are_not_taken(ask, item, promotion):
    rules = [promotion("p", PointsRule(points_per_yuan=1000))]
    quote = ask([item("a", 1000)], rules, Buyer(points=159), points=-1)
    assert (quote.points, quote.points_off) == (150, 15)


def test_a_point_that_is_worth_more_than_what_is_left_is_not_taken(ask, item, promotion):
    quote = ask([item("a", 30)], [promotion("p", PointsRule(points_per_yuan=10))], Buyer(points=5), points=-1)
    assert (quote.points, quote.points_off) == (1, 10)


def test_from_a_threshold_on(ask, item, promotion):
    rules = [promotion("p", PointsRule(threshold=1000))]
    assert ask([item("a", 999)], rules, Buyer(points=100), points=-1).points == 0
    assert ask([item("a", 1000)], rules, Buyer(points=100), points=-1).points == 100


def test_without_a_rule_points_are_worth_nothing(ask, item):
    quote = ask([item("a", 999)], buyer=Buyer(points=100), points=-1)
    assert (quote.points, quote.points_earned) == (0, 0)


def test_points_are_earned_on_what_was_paid_for_goods(ask, item, promotion):
    rules = [promotion("p", RULE), promotion("r", Reduction((Tier(off=101),)))]
    flash = item("f", 900, activity=Activity("f", "秒杀", 300))
    quote = ask([item("a", 1001), flash], rules, Buyer(points=100), points=100)
    assert quote.total == 800 + 300
    assert quote.points_earned == 11


def test_spent_points_are_shared_out_like_their_worth(ask, item, promotion):
    quote = ask([item("a", 100), item("b", 300)], [promotion("p", RULE)], Buyer(points=101), points=-1)
    assert [line.points for line in quote.lines] == [25, 76]
