"""Coupons: what they bring, which is best, and why one is not for this cart."""

from datetime import timedelta

from store.pricing.cart import Buyer, Reduction, Scope, ShippingRule, Tier


def holding(*coupons) -> Buyer:
    return Buyer(member="m", coupons=coupons)


def test_half_off_and_then_a_coupon_of_half_leaves_a_quarter(ask, item, promotion, coupon):
    quote = ask([item("a", 100, 2)], [promotion("r", Reduction((Tier(percent=50),)))], holding(coupon("c", percent=50)))
    assert quote.total == 50


def test_a_coupon_takes_its_part_of_what_is_left_and_not_of_all(ask, item, promotion, coupon):
    quote = ask([item("a", 100)], [promotion("r", Reduction((Tier(percent=40),)))], holding(coupon("c", percent=70)))
    assert quote.total == 18


def test_two_coupons_of_different_groups_never_make_it_free(ask, item, coupon):
    held = coupon("a", percent=40, stack_group="x"), coupon("b", percent=70, stack_group="y")
    quote = ask([item("a", 100)], buyer=holding(*held))
    assert (quote.total, set(quote.coupons)) == (18, {"a", "b"})


def test_the_threshold_asks_for_goods_in_scope_after_reductions(ask, item, promotion, coupon):
    rules = [promotion("r", Reduction((Tier(off=10),)))]
    held = coupon("c", off=30, threshold=100, scope=Scope(products=("a",)))
    quote = ask([item("a", 105), item("b", 900)], rules, holding(held))
    assert quote.coupons == ("c",)
    quote = ask([item("a", 100), item("b", 900)], rules, holding(held))
    assert quote.coupons == ()
    assert [(offer.usable, offer.missing, offer.off) for offer in quote.offers] == [(False, 1, 0)]


def test_without_a_choice_the_best_for_the_buyer_is_taken(ask, item, coupon):
    held = coupon("small", off=10), coupon("big", percent=20, most=150), coupon("far", off=999, threshold=5000)
    quote = ask([item("a", 1000)], buyer=holding(*held))
    assert quote.coupons == ("big",)
    assert [(offer.coupon, offer.off, offer.chosen) for offer in quote.offers] == [
        ("big", 150, True), ("small", 10, False), ("far", 0, False),
    ]  # fmt: skip


def test_of_equals_the_one_that_ends_first_is_taken(ask, item, coupon, now):
    held = coupon("a", off=10), coupon("b", off=10, valid_to=now + timedelta(days=1))
    assert ask([item("x", 100)], buyer=holding(*held)).coupons == ("b",)


def test_the_buyer_may_choose_another_or_none(ask, item, coupon):
    held = holding(coupon("small", off=10), coupon("big", off=50))
    assert ask([item("a", 100)], buyer=held, coupons=("small",)).total == 90
    assert ask([item("a", 100)], buyer=held, coupons=()).total == 100
    assert ask([item("a", 100)], buyer=held, coupons=("small", "big")).coupons == ("big",)


def test_a_coupon_of_somebody_else_changes_nothing(ask, item, coupon):
    assert ask([item("a", 100)], buyer=holding(coupon("mine", off=10)), coupons=("theirs",)).total == 100


def test_a_coupon_holds_from_its_first_moment_until_its_last(ask, item, coupon, now):
    second = timedelta(seconds=1)
    held = (
        coupon("early", off=10, valid_from=now + second), coupon("late", off=10, valid_to=now),
    )  # fmt: skip
    quote = ask([item("a", 100)], buyer=holding(*held))
    assert (quote.coupons, quote.offers) == ((), ())


def test_a_coupon_for_shipping_goes_with_one_for_goods(ask, item, promotion, coupon):
    post = promotion("post", ShippingRule(first=800))
    held = coupon("goods", off=10), coupon("free", percent=100, shipping=True, threshold=50)
    quote = ask([item("a", 100)], [post], holding(*held))
    assert (quote.total, quote.shipping, quote.shipping_off, quote.coupons) == (90, 0, 800, ("goods", "free"))


def test_a_coupon_for_shipping_is_kept_where_shipping_is_free(ask, item, coupon):
    quote = ask([item("a", 100)], buyer=holding(coupon("free", percent=100, shipping=True)))
    assert quote.coupons == ()
    assert not quote.offers[0].usable
