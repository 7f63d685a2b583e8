"""Figures as people type them: each becomes what was meant, or is refused beside its field."""

from datetime import UTC, datetime

import pytest
from werkzeug.datastructures import MultiDict

from console.drafts import KindUnknown, MomentUnreadable, NumberUnreadable, draft_of
from console.figures import MOST, PiecesUnreadable, fen_of, fen_or_none, pieces_of
from store.money import AmountUnreadable
from store.pricing.cart import Bundle, CouponRule, Gift, Reduction, Tier, TimedPrice
from store.promotions.checking import PercentUnusable


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("12", 1200), ("12.8", 1280), ("0.01", 1), (" ¥1,299.00 ", 129_900), ("￥3", 300), ("0", 0)],
)
def test_an_amount_is_read_as_fen(typed, fen):
    assert fen_of({"price": typed}, "price") == fen_or_none({"price": typed}, "price") == fen


@pytest.mark.parametrize(
    "typed", ["-1", "1.234", "12.", ".5", "1e3", "十二", "NaN", "9" * 10, pytest.param("9" * 5000, id="thousands")]
)
def test_what_is_no_amount_is_refused_beside_its_field(typed):
    with pytest.raises(AmountUnreadable) as refused:
        fen_of({"price": typed}, "price")
    assert refused.value.facts["field"] == "price"


def test_an_empty_amount_is_none_where_it_may_be():
    assert fen_or_none({"price": "  "}, "price") is None
    assert fen_or_none({}, "price") is None
    with pytest.raises(AmountUnreadable):
        fen_of({}, "price")


@pytest.mark.parametrize(("typed", "pieces"), [("0", 0), (" 12 ", 12), (str(MOST), MOST), ("", 7), ("  ", 7)])
def test_pieces_are_a_whole_number_or_the_usual_one(typed, pieces):
    assert pieces_of({"least": typed}, "least", 7) == pieces


@pytest.mark.parametrize(
    "typed", ["-1", "1.5", "一", "²", "１２", str(MOST + 1), pytest.param("9" * 5000, id="thousands")]
)
def test_what_is_no_number_of_pieces_is_refused_beside_its_field(typed):
    with pytest.raises(PiecesUnreadable) as refused:
        pieces_of({"least": typed}, "least", 7)
    assert refused.value.facts["field"] == "least"


@pytest.mark.parametrize(("typed", "percent"), [("9", 10), ("8.5", 15), ("0.1", 99), ("9.9", 1)])
def test_a_part_is_said_the_chinese_way(typed, percent):
    rule = draft_of("coupon", MultiDict({"way": "part", "off": typed, "days": "7"})).rule
    assert rule == CouponRule(percent=percent, days=7, claimable=False)


@pytest.mark.parametrize("typed", ["", "0", "10", "11", "8.55", "-1", "NaN", "sNaN", "Infinity", "1e400", "八折"])
def test_a_part_that_is_none_is_refused_beside_its_field(typed):
    with pytest.raises(PercentUnusable) as refused:
        draft_of("coupon", MultiDict({"way": "part", "off": typed, "days": "7"}))
    assert refused.value.facts["field"] == "off"


@pytest.mark.parametrize("kind", ["", "flash", "__class__"])
def test_a_kind_that_is_none_is_not_there(kind):
    with pytest.raises(KindUnknown):
        draft_of(kind, MultiDict({"name": "a"}))


@pytest.mark.parametrize("typed", ["-1", "1.5", "many", "9" * 10, pytest.param("9" * 5000, id="thousands")])
def test_a_limit_that_is_no_number_is_refused_beside_its_field(typed):
    with pytest.raises(NumberUnreadable) as refused:
        draft_of("coupon", MultiDict({"off": "1", "days": "7", "total": typed}))
    assert refused.value.facts["field"] == "total"


@pytest.mark.parametrize("typed", ["tomorrow", "2026-13-01T00:00", "2026-02-30T00:00", "0001-01-01T00:00"])
def test_a_moment_that_is_none_is_refused_beside_its_field(typed):
    with pytest.raises(MomentUnreadable) as refused:
        draft_of("coupon", MultiDict({"off": "1", "days": "7", "starts_at": typed}))
    assert refused.value.facts["field"] == "starts_at"


def test_a_moment_is_the_shops_own():
    draft = draft_of("coupon", MultiDict({"off": "1", "days": "7", "starts_at": "2026-11-23T00:00"}))
    assert (draft.starts_at, draft.ends_at) == (datetime(2026, 11, 22, 16, tzinfo=UTC), None)


def test_tiers_that_were_left_empty_are_none():
    posted = MultiDict({"from-1": "200", "off-1": "30", "from-2": "", "off-2": " ", "from-4": "500", "off-4": "90"})
    rule = draft_of("reduction", posted).rule
    assert rule == Reduction((Tier(amount=20_000, off=3_000), Tier(amount=50_000, off=9_000)))


def test_goods_are_named_with_their_figures():
    posted = MultiDict([("sku", "s1"), ("sku", "s2"), ("value-s1", "2"), ("value-s2", "1"), ("price", "59.9")])
    assert draft_of("bundle", posted).rule == Bundle({"s1": 2, "s2": 1}, 5_990)
    assert draft_of("timed-price", posted).rule == TimedPrice({"s1": 200, "s2": 100})
    gift = MultiDict([*posted.items(multi=True), ("amount", "3"), ("measure", "pieces")])
    assert draft_of("gift", gift).rule == Gift(pieces=3, gifts={"s1": 2, "s2": 1})
