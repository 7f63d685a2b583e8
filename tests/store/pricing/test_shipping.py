"""Shipping: by weight and region, free from an amount on, or not at all."""

import pytest

from store.pricing.cart import Buyer, PointsRule, ShippingRule

NEAR = ShippingRule(
    regions=("天津市", "北京市"), first=600, first_weight=1000, more=200, more_weight=500, free_from=9900
)
FAR = ShippingRule(regions=("西藏",), refused=True)
ELSE = ShippingRule(first=1200)


@pytest.fixture
def rules(promotion):
    return [
        promotion("near", NEAR, priority=3), promotion("tibet", FAR, priority=2), promotion("else", ELSE),
    ]  # fmt: skip


@pytest.mark.parametrize(("grams", "fee"), [(0, 600), (1000, 600), (1001, 800), (1500, 800), (2600, 1400)])
def test_by_begun_weight(ask, item, rules, grams, fee):
    assert ask([item("a", 100, weight=grams)], rules, region="天津市 和平区").shipping == fee


def test_the_first_rule_that_fits_the_region_decides(ask, item, rules):
    assert ask([item("a", 100)], rules, region="河北省 石家庄市").shipping == 1200


def test_while_the_region_is_unknown_the_rule_for_everywhere_is_taken(ask, item, rules):
    quote = ask([item("a", 100)], rules)
    assert (quote.shipping, quote.deliverable) == (1200, True)


def test_where_we_do_not_deliver_nothing_is_deliverable(ask, item, rules, promotion):
    assert not ask([item("a", 100)], rules, region="西藏自治区 拉萨市").deliverable
    assert not ask([item("a", 100)], [promotion("near", NEAR)], region="河北省").deliverable
    assert ask([item("a", 100)], [promotion("tibet", FAR)]).deliverable


def test_free_from_an_amount_on_and_the_way_there_is_told(ask, item, rules):
    quote = ask([item("a", 9899)], rules, region="天津市")
    assert [(nudge.kind, nudge.missing, nudge.off) for nudge in quote.nudges] == [("shipping", 1, 600)]
    quote = ask([item("a", 9900)], rules, region="天津市")
    assert (quote.shipping, quote.shipping_off) == (0, 600)


def test_points_do_not_make_shipping_dearer(ask, item, rules, promotion):
    points = promotion("p", PointsRule())
    quote = ask([item("a", 9900)], [*rules, points], Buyer(points=100), points=-1, region="天津市")
    assert quote.total == 9800


def test_pick_up_is_free_and_the_city_needs_a_rule(ask, item, rules, promotion):
    assert ask([item("a", 100)], rules, delivery="pickup").total == 100
    assert not ask([item("a", 100)], rules, delivery="city", region="天津市").deliverable
    city = promotion("city", ShippingRule(delivery="city", regions=("天津市 和平区",), first=500))
    assert ask([item("a", 100)], [city], delivery="city", region="天津市 和平区").total == 600
