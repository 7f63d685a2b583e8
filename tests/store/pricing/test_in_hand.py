"""到手价: what one piece comes to, and why."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from store.pricing.cart import Activity, Audience, Buyer, CouponRule, Reduction, Scope, ShippingRule, Tier
from store.pricing.in_hand import InHand, as_if_held, in_hand


@pytest.fixture
def takeable(promotion, now):
    """``takeable("c1", off=1000)``: a coupon that lies ready to be taken."""

    def ready(name: str, scope: Scope = Scope(), stack_group: str = "", **rule):  # noqa: B008 - frozen
        known = CouponRule(**rule)
        return as_if_held(promotion(name, known, scope=scope, stack_group=stack_group), known, now)

    return ready


@pytest.fixture
def asked(now):
    """``asked(item, buyer, rules, takeable)``, whenever that ends."""

    def ask(item, buyer: Buyer = Buyer(), rules=(), takeable=()) -> InHand | None:  # noqa: B008 - frozen
        found = in_hand(item, buyer, now, rules, takeable)
        return found and replace(found, until=None)

    return ask


def test_a_coupon_in_the_hand_lowers_one_piece(asked, item, coupon):
    held = Buyer(member="m", coupons=(coupon("c", off=1000),))
    assert asked(item("a", 3990), held) == InHand(2990, "coupon")


def test_one_that_can_be_taken_is_told_with_what_it_takes_off(asked, item, takeable):
    assert asked(item("a", 3990), takeable=[takeable("c", off=1000)]) == InHand(2990, "take", 1000, ("c",))


def test_the_price_of_the_room_or_a_member_is_where_it_begins(asked, item, takeable):
    here = item("a", 3990, room_price=2990, member_price=2490)
    assert asked(here, takeable=[takeable("c", off=1000)]) == InHand(1990, "take", 1000, ("c",))
    assert asked(here, Buyer(member_prices=True), takeable=[takeable("c", percent=50)]) == InHand(
        1245, "take", 1245, ("c",)
    )


def test_nothing_is_promised_that_one_piece_does_not_reach(asked, item, promotion, takeable):
    three = promotion("r", Reduction((Tier(pieces=3, percent=30),)))
    hundred = promotion("h", Reduction((Tier(amount=10_000, off=2000),)))
    assert asked(item("a", 3990, 5), rules=[three, hundred], takeable=[takeable("c", off=1000, threshold=9900)]) is None


def test_a_reduction_that_one_piece_reaches_is_told_as_such(asked, item, promotion):
    rules = [promotion("h", Reduction((Tier(amount=3000, off=500),)))]
    assert asked(item("a", 3990), rules=rules) == InHand(3490, "reduction")


def test_of_equals_what_is_held_is_used_and_nobody_is_sent_for_another(asked, item, coupon, takeable):
    held = Buyer(member="m", coupons=(coupon("c", off=1000),))
    assert asked(item("a", 3990), held, takeable=[takeable("d", off=1000)]) == InHand(2990, "coupon")
    assert asked(item("a", 3990), held, takeable=[takeable("d", off=1500)]) == InHand(2490, "take", 1500, ("d",))


def test_coupons_that_go_together_are_told_together(asked, item, coupon, takeable):
    held = Buyer(member="m", coupons=(coupon("c", off=1000, stack_group="x"),))
    told = asked(item("a", 3990), held, takeable=[takeable("d", off=500, stack_group="y")])
    assert told == InHand(2490, "take", 500, ("d",))


@pytest.mark.parametrize("scope", [Scope(products=("b",)), Scope(excluded=("a",))])
def test_what_is_about_other_goods_says_nothing_here(asked, item, takeable, scope):
    assert asked(item("a", 3990), takeable=[takeable("c", off=1000, scope=scope)]) is None


def test_neither_shipping_nor_points_nor_what_is_for_newcomers_is_counted(asked, item, promotion, coupon):
    rules = [
        promotion("s", ShippingRule(first=800)),
        promotion("n", Reduction((Tier(amount=100, off=500),)), audience=Audience(new_only=True)),
    ]
    held = Buyer(member="m", points=9999, coupons=(coupon("free", percent=100, shipping=True),))
    assert asked(item("a", 3990), held, rules) is None
    newcomer = Buyer(member="m", new=True)
    assert asked(item("a", 3990), newcomer, rules) == InHand(3490, "reduction")


def test_a_coupon_whose_time_is_over_promises_nothing(asked, item, coupon, now):
    over = coupon("c", off=1000, valid_to=now - timedelta(seconds=1))
    assert asked(item("a", 3990), Buyer(coupons=(over,))) is None


def test_what_is_bought_through_an_activity_takes_no_coupon(asked, item, takeable):
    rushed = item("a", 3990, activity=Activity("flash-sale/f1", "秒杀", 990))
    assert asked(rushed, takeable=[takeable("c", off=500)]) is None


def test_it_holds_until_the_first_of_what_lowers_it_ends(item, coupon, promotion, now):
    hour, day = now + timedelta(hours=1), now + timedelta(days=1)
    reduction = promotion("h", Reduction((Tier(amount=3000, off=500),)), ends_at=day)
    told = in_hand(item("a", 3990), Buyer(), now, [reduction])
    assert told
    assert told.until == day
    mine = Buyer(member="m", coupons=(coupon("c", off=1000, valid_to=hour), coupon("d", off=100, valid_to=now)))
    told = in_hand(item("a", 3990), mine, now, [reduction])
    assert told
    assert (told.price, told.until) == (2490, hour)


def test_what_could_be_taken_ends_with_its_offer_and_one_without_an_end_says_none(item, promotion, now):
    rule, day = CouponRule(off=1000), now + timedelta(days=1)
    for ends_at in (day, None):
        offered = as_if_held(promotion("c", rule, ends_at=ends_at), rule, now)
        told = in_hand(item("a", 3990), Buyer(), now, [], [offered])
        assert told
        assert (told.price, told.why, told.until) == (2990, "take", ends_at)
