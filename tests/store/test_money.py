"""Fen are shared out without one being lost or made."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.money import AmountUnreadable, fen, of_pieces, percent_off, price_tag, share_out, yuan

patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
RESTS = st.lists(st.integers(0, 1_000_000), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("rests", "amount", "shares"),
    [
        ([4300, 1400, 2300], 299, [161, 52, 86]),
        ([1000, 1000, 1000], 299, [100, 100, 99]),
        ([10, 20, 10, 30, 50, 20, 10, 40], 95, [5, 10, 5, 15, 25, 10, 5, 20]),
        ([10, 20, 10, 30, 50, 20, 10, 40], 93, [5, 10, 5, 15, 24, 10, 5, 19]),
        ([10, 0], 40, [40, 0]),
        ([0, 0], 10, [5, 5]),
        ([200, 150], 50, [29, 21]),
        ([], 0, []),
    ],
)
def test_shares_follow_the_largest_remainder(rests, amount, shares):
    assert share_out(amount, rests) == shares


@patiently
@given(RESTS, st.data())
def test_shares_sum_exactly_and_none_exceeds_its_rest(rests, data):
    amount = data.draw(st.integers(0, sum(rests)))
    shares = share_out(amount, rests)
    assert sum(shares) == amount
    assert all(0 <= share <= rest for share, rest in zip(shares, rests, strict=True))


@patiently
@given(RESTS, st.data())
def test_no_share_is_a_whole_fen_off_its_exact_one(rests, data):
    amount = data.draw(st.integers(0, sum(rests)))
    whole = sum(rests)
    for share, rest in zip(share_out(amount, rests), rests, strict=True):
        assert whole == 0 or abs(share * whole - amount * rest) < whole


@pytest.mark.parametrize(("amount", "rests"), [(-1, [3]), (1, [-3, 5])])
def test_nothing_negative_is_shared_out(amount, rests):
    with pytest.raises(ValueError):
        share_out(amount, rests)


@patiently
@given(st.integers(0, 10_000_000), st.lists(st.integers(1, 20), min_size=1, max_size=10))
def test_refunding_pieces_in_any_steps_gives_back_exactly_what_was_paid(amount, steps):
    quantity, already, back = sum(steps), 0, 0
    for pieces in steps:
        part = of_pieces(amount, quantity, already, pieces)
        assert part >= 0
        back += part
        already += pieces
    assert back == amount


def test_more_pieces_than_the_line_has_are_refused():
    with pytest.raises(ValueError):
        of_pieces(100, 3, 2, 2)


@pytest.mark.parametrize(
    ("amount", "percent", "off"), [(1999, 25, 500), (10, 25, 3), (2, 25, 1), (1, 49, 0), (7, 0, 0)]
)
def test_half_a_fen_is_rounded_up(amount, percent, off):
    assert percent_off(amount, percent) == off


@patiently
@given(st.integers(0, 99_999_999_999))
def test_what_stands_in_an_account_reads_back(amount):
    assert fen(yuan(amount)) == amount


@pytest.mark.parametrize(
    ("typed", "amount"), [("12", 1200), ("¥12.8", 1280), ("￥1,280.05", 128005), (" 0.01 ", 1), ("１２", 1200)]
)
def test_amounts_are_read_as_people_write_them(typed, amount):
    assert fen(typed) == amount


@pytest.mark.parametrize("typed", ["", "12.345", "-3", "twelve", "1e3", "0x10"])
def test_an_amount_that_cannot_be_meant_is_refused(typed):
    with pytest.raises(AmountUnreadable):
        fen(typed)


def test_a_negative_amount_keeps_its_sign():
    assert yuan(-5) == "-0.05"


def test_a_price_tag_writes_no_jiao_and_fen_where_there_are_none():
    assert [price_tag(fen) for fen in (5, 1290, 1200, 100000)] == ["¥0.05", "¥12.90", "¥12", "¥1000"]
