"""What may be claimed, and until when."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from store.after_sales import terms
from store.after_sales.terms import Bought

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SENT = Bought(
    paid=True,
    pieces=3,
    shipped=3,
    left=3,
    returnable=3,
    received_at=NOW,
    return_kind="seven-days",
    exception_confirmed=False,
)
UNSENT = msgspec.structs.replace(SENT, shipped=0, received_at=None)
FRESH_FOOD = msgspec.structs.replace(SENT, return_kind="perishable", exception_confirmed=True)


def test_received_goods_go_back_without_a_reason_until_the_end_of_the_seventh_day_after():
    last_second = datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in China
    terms.check(SENT, "return", "no-reason", 1, last_second)
    with pytest.raises(terms.TimeOver):
        terms.check(SENT, "return", "no-reason", 1, last_second + timedelta(seconds=1))


def test_faulty_goods_have_fifteen_days():
    terms.check(SENT, "exchange", "damaged", 1, NOW + timedelta(days=14))
    with pytest.raises(terms.TimeOver):
        terms.check(SENT, "exchange", "damaged", 1, NOW + timedelta(days=16))


def test_the_time_begins_with_the_receipt_not_with_the_parcel():
    on_its_way = msgspec.structs.replace(SENT, received_at=None)
    terms.check(on_its_way, "return", "no-reason", 1, NOW + timedelta(days=40))


def test_goods_that_were_not_shipped_are_refunded_and_nothing_else():
    terms.check(UNSENT, "refund", "no-reason", 3, NOW)
    with pytest.raises(terms.KindImpossible):
        terms.check(UNSENT, "return", "no-reason", 1, NOW)


def test_an_exception_counts_when_it_was_confirmed_for_this_purchase():
    with pytest.raises(terms.NoReasonExcluded):
        terms.check(FRESH_FOOD, "return", "no-reason", 1, NOW)
    terms.check(FRESH_FOOD, "refund", "damaged", 1, NOW)
    unconfirmed = msgspec.structs.replace(FRESH_FOOD, exception_confirmed=False)
    terms.check(unconfirmed, "return", "no-reason", 1, NOW)


@pytest.mark.parametrize("quantity", [0, -1, 4])
def test_nobody_claims_more_than_is_left(quantity):
    with pytest.raises(terms.NothingLeft):
        terms.check(SENT, "refund", "missing", quantity, NOW)


@pytest.mark.parametrize("kind", ["return", "exchange"])
def test_only_what_was_sent_can_come_back(kind):
    half_sent = msgspec.structs.replace(SENT, shipped=1, returnable=1)
    terms.check(half_sent, kind, "damaged", 1, NOW)
    with pytest.raises(terms.NothingLeft):
        terms.check(half_sent, kind, "damaged", 2, NOW)
    terms.check(half_sent, "refund", "late", 3, NOW)


def test_an_unpaid_order_is_cancelled_not_claimed():
    with pytest.raises(terms.NotPaid):
        terms.check(msgspec.structs.replace(UNSENT, paid=False), "refund", "no-reason", 1, NOW)


def test_the_page_offers_what_is_possible():
    assert terms.kinds(UNSENT, NOW) == ("refund",)
    assert terms.kinds(SENT, NOW) == ("refund", "return", "exchange")
    assert terms.kinds(SENT, NOW + timedelta(days=17)) == ()
    assert terms.kinds(msgspec.structs.replace(SENT, left=0), NOW) == ()
