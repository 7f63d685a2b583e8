"""The price of a piece: one winner, and it says who."""

from datetime import timedelta

from store.pricing.cart import Activity, Audience, Bundle, Buyer, Reduction, Scope, Tier, TimedPrice

MEMBER = Buyer(member="m", level="gold", member_prices=True)


def winners(quote) -> list[tuple[str, int]]:
    return [(adjustment.kind, adjustment.amount) for line in quote.lines for adjustment in line.adjustments]


def test_without_rules_the_plain_price_holds(ask, item):
    quote = ask([item("mahua", 1990, 2), item("gaogan", 550)])
    assert (quote.goods, quote.discount, quote.total) == (4530, 0, 4530)


def test_an_empty_cart_costs_nothing(ask):
    quote = ask([])
    assert (quote.total, quote.lines, quote.deliverable) == (0, (), True)


def test_the_lower_of_timed_and_member_price_wins(ask, item, promotion):
    goods = [item("mahua", 1990, 2, member_price=1800)]
    assert winners(ask(goods, [promotion("t", TimedPrice({"mahua": 1700}))], MEMBER)) == [("timed-price", 580)]
    assert winners(ask(goods, [promotion("t", TimedPrice({"mahua": 1900}))], MEMBER)) == [("member-price", 380)]


def test_of_equal_prices_the_timed_one_is_named(ask, item, promotion):
    goods = [item("mahua", 1990, member_price=1700)]
    assert winners(ask(goods, [promotion("t", TimedPrice({"mahua": 1700}))], MEMBER)) == [("timed-price", 290)]


def test_member_prices_are_for_members(ask, item):
    assert ask([item("mahua", 1990, member_price=1)]).total == 1990


def test_a_price_above_the_plain_one_is_never_charged(ask, item, promotion):
    goods = [item("mahua", 1990, member_price=2500), item("ji", 800, activity=Activity("f", "秒杀", 900))]
    assert ask(goods, [promotion("t", TimedPrice({"mahua": 2100}))], MEMBER).total == 1990 + 800


def test_a_quarter_off_1999_leaves_1499(ask, item, promotion):
    quote = ask([item("mahua", 1999)], [promotion("r", Reduction((Tier(percent=25),)))])
    assert quote.total == 1499


def test_an_activity_excludes_everything_but_shipping(ask, item, promotion, coupon):
    flash = item("ji", 5000, 1, activity=Activity("f", "秒杀", 990), member_price=900)
    rules = [promotion("r", Reduction((Tier(off=500),))), promotion("t", TimedPrice({"ji": 1}))]
    quote = ask([flash], rules, Buyer(member_prices=True, coupons=(coupon("c", off=100),)))
    assert winners(quote) == [("activity", 4010)]
    assert quote.lines[0].promotion == "f"


def test_a_promotion_runs_from_its_start_until_its_end(ask, item, promotion, now):
    def price(starts: int, ends: int) -> int:
        window = {"starts_at": now + timedelta(seconds=starts), "ends_at": now + timedelta(seconds=ends)}
        return ask([item("a", 100)], [promotion("t", TimedPrice({"a": 60}), **window)]).total

    assert [price(-5, 5), price(0, 5), price(1, 5), price(-5, 0)] == [60, 60, 100, 100]


def test_a_promotion_is_for_its_audience(ask, item, promotion):
    rules = [
        promotion("gold", TimedPrice({"a": 90}), audience=Audience(levels=("gold",))),
        promotion("new", TimedPrice({"a": 50}), audience=Audience(new_only=True)),
        promotion("named", TimedPrice({"a": 40}), audience=Audience(members=("m",))),
    ]
    goods = [item("a", 100)]
    buyers = Buyer(), Buyer(level="gold"), Buyer(level="gold", new=True), Buyer(member="m", new=True)
    assert [ask(goods, rules, buyer).total for buyer in buyers] == [100, 90, 50, 40]


def test_whoever_used_it_up_pays_the_plain_price(ask, item, promotion):
    rule = promotion("t", TimedPrice({"a": 60}), per_member=2)
    assert ask([item("a", 100)], [rule], Buyer(used={"t": 1})).total == 60
    assert ask([item("a", 100)], [rule], Buyer(used={"t": 2})).total == 100


def test_a_promotion_that_is_used_up_is_over_for_all(ask, item, promotion):
    assert ask([item("a", 100)], [promotion("t", TimedPrice({"a": 60}), total_left=0)]).total == 100


def test_a_budget_is_not_overdrawn_by_several_lines(ask, item, promotion):
    rule = promotion("t", TimedPrice({"a": 60, "b": 60}), budget_left=70)
    quote = ask([item("a", 100), item("b", 100)], [rule])
    assert (quote.total, quote.promotions) == (160, {"t": 40})


def test_a_scope_may_name_products_categories_and_tags_and_leave_some_out(ask, item, promotion):
    goods = [
        item("a", 100), item("b", 100, categories=("snacks",)), item("c", 100, tags=("new",)), item("d", 100),
        item("e", 100, tags=("new",)),
    ]  # fmt: skip
    scope = Scope(products=("a",), categories=("snacks",), tags=("new",), excluded=("e",))
    quote = ask(goods, [promotion("r", Reduction((Tier(percent=50),)), scope=scope)])
    assert [line.payable for line in quote.lines] == [50, 50, 50, 100, 100]


def test_a_set_has_its_own_price(ask, item, promotion):
    rule = promotion("b", Bundle({"a": 1, "b": 2}, 2000))
    quote = ask([item("a", 1500), item("b", 700, 3)], [rule])
    assert quote.discount == 1500 + 1400 - 2000
    assert quote.total == 2000 + 700
    assert quote.promotions == {"b": 900}


def test_sets_are_made_as_often_as_there_are_pieces(ask, item, promotion):
    quote = ask([item("a", 1500, 2), item("b", 700, 5)], [promotion("b", Bundle({"a": 1, "b": 2}, 2000))])
    assert quote.total == 2 * 2000 + 700


def test_a_piece_is_in_one_set_only_and_the_more_important_kind_comes_first(ask, item, promotion):
    rules = [promotion("ab", Bundle({"a": 1, "b": 1}, 150)), promotion("ac", Bundle({"a": 1, "c": 1}, 100), priority=5)]
    quote = ask([item("a", 100), item("b", 100), item("c", 100)], rules)
    assert quote.promotions == {"ac": 100}


def test_a_set_that_costs_more_than_its_parts_is_not_made(ask, item, promotion):
    assert ask([item("a", 100), item("b", 100)], [promotion("x", Bundle({"a": 1, "b": 1}, 250))]).total == 200


def test_what_is_in_a_set_is_reduced_from_the_set_price(ask, item, promotion):
    rules = [promotion("b", Bundle({"a": 2}, 150)), promotion("r", Reduction((Tier(percent=50),)))]
    assert ask([item("a", 100, 2)], rules).total == 75
