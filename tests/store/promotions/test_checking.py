"""What a promotion may say."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from store.pricing.cart import (
    Audience,
    Bundle,
    CouponRule,
    Gift,
    PointsRule,
    Reduction,
    ShippingRule,
    Tier,
    TimedPrice,
)
from store.promotions import checking
from store.promotions.checking import Draft, checked, doubts

NOW = datetime(2026, 11, 23, tzinfo=UTC)
REDUCTION = Reduction((Tier(amount=10_000, off=1_000), Tier(amount=20_000, off=3_000)))


def draft(rule, **more) -> Draft:
    return Draft(name=more.pop("name", "活动"), rule=rule, **more)


@pytest.mark.parametrize(
    "rule",
    [
        REDUCTION,
        Reduction((Tier(pieces=2, percent=10), Tier(pieces=3, percent=20))),
        Reduction((Tier(amount=20_000, off=3_000),), each=True),
        TimedPrice({"s": 1}),
        Bundle({"a": 1, "b": 1}, 1),
        Gift(amount=1, gifts={"cup": 1}),
        Gift(pieces=3, gifts={"cup": 1}),
        CouponRule(off=500),
        CouponRule(percent=100, shipping=True),
        PointsRule(valid_days=None),
        ShippingRule(refused=True, regions=("西藏",)),
    ],
)
def test_what_makes_sense_is_kept_as_it_is(rule):
    assert checked(draft(rule)).rule == rule


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (TimedPrice({}), checking.NothingNamed),
        (TimedPrice({"s": 0}), checking.AmountOutOfRange),
        (Bundle({"a": 1}, 100), checking.BundleTooSmall),
        (Bundle({"a": 0, "b": 2}, 100), checking.BundleTooSmall),
        (Bundle({"a": 2}, 0), checking.AmountOutOfRange),
        (Reduction(()), checking.TiersUnusable),
        (Reduction((Tier(off=5),)), checking.TiersUnusable),
        (Reduction((Tier(amount=100, pieces=2, off=5),)), checking.TiersUnusable),
        (Reduction((Tier(amount=100),)), checking.OneWayOff),
        (Reduction((Tier(amount=100, off=5, percent=5),)), checking.OneWayOff),
        (Reduction((Tier(amount=100, off=100),)), checking.TierGivesAll),
        (Reduction((Tier(amount=100, percent=100),)), checking.PercentUnusable),
        (Reduction((Tier(amount=100, off=30), Tier(amount=200, off=20))), checking.TiersUnusable),
        (Reduction((Tier(amount=100, off=30), Tier(amount=100, off=40))), checking.TiersUnusable),
        (Reduction((Tier(amount=100, off=30), Tier(amount=200, percent=40))), checking.TiersUnusable),
        (Reduction((Tier(amount=100, off=10), Tier(amount=200, off=30)), each=True), checking.EachUnusable),
        (Gift(amount=100), checking.NothingNamed),
        (Gift(gifts={"cup": 1}), checking.TiersUnusable),
        (CouponRule(), checking.OneWayOff),
        (CouponRule(percent=100), checking.PercentUnusable),
        (CouponRule(off=500, days=0), checking.DaysUnusable),
        (PointsRule(points_per_yuan=0), checking.LimitUnusable),
        (PointsRule(most_percent=101), checking.PercentUnusable),
        (ShippingRule(more_weight=0), checking.LimitUnusable),
        (ShippingRule(first=-1), checking.AmountOutOfRange),
    ],
)
def test_nonsense_is_refused(rule, problem):
    with pytest.raises(problem):
        checked(draft(rule))


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"name": " "}, checking.NameUnusable),
        ({"name": "长" * 31}, checking.NameUnusable),
        ({"starts_at": NOW, "ends_at": NOW}, checking.WindowUnusable),
        ({"budget": 0}, checking.LimitUnusable),
        ({"total": -1}, checking.LimitUnusable),
        ({"per_member": 0}, checking.LimitUnusable),
    ],
)
def test_names_times_and_limits_have_their_bounds(more, problem):
    with pytest.raises(problem):
        checked(draft(REDUCTION, **more))


def test_a_coupon_for_a_part_needs_a_limit_before_it_can_have_a_budget():
    with pytest.raises(checking.BudgetNeedsMost):
        checked(draft(CouponRule(percent=20), budget=10_000))
    checked(draft(CouponRule(percent=20, most=1_000), budget=10_000))


def test_what_is_for_newcomers_is_used_once():
    assert checked(draft(REDUCTION, audience=Audience(new_only=True), per_member=5)).per_member == 1


def test_nothing_counts_how_often_points_and_shipping_are_used():
    kept = checked(draft(PointsRule(), budget=1_000, total=3, per_member=1))
    assert (kept.budget, kept.total, kept.per_member) == (None, None, None)


@pytest.mark.parametrize(
    ("odd", "rule"),
    [
        (True, CouponRule(off=500)),
        (True, CouponRule(off=500, threshold=500)),
        (False, CouponRule(off=500, threshold=501)),
        (True, CouponRule(percent=50)),
        (False, CouponRule(percent=50, most=1_000)),
        (False, CouponRule(percent=100, shipping=True)),
        (True, Reduction((Tier(amount=100, percent=60),))),
        (False, REDUCTION),
    ],
)
def test_what_is_rarely_meant_is_asked_about(odd, rule):
    assert bool(list(doubts(draft(rule)))) is odd


def test_a_timed_price_without_an_end_is_asked_about():
    assert list(doubts(draft(TimedPrice({"s": 1}))))
    assert not list(doubts(draft(TimedPrice({"s": 1}), ends_at=NOW + timedelta(days=1))))


def test_a_name_that_advertising_law_objects_to_is_asked_about():
    (doubt,) = doubts(msgspec.structs.replace(draft(REDUCTION), name="全网最低价"))
    assert "全网最低" in doubt.zh
    assert "Art. 28" in doubt.en
