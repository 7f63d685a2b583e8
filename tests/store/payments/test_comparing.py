"""Four lists, and nothing falls between them."""

import pytest

from store.payments.comparing import Ours, compare
from store.payments.provider import BillRow


def ours(number: str, amount: int = 100, state: str = "paid", *, refund: bool = False, of_day: bool = True) -> Ours:
    return Ours(number=number, order=f"o-{number}", refund=refund, amount=amount, state=state, of_day=of_day)


def row(number: str, amount: int = 100, state: str = "SUCCESS", *, refund: bool = False, fee: int = 0) -> BillRow:
    return BillRow(
        number=number, charge=number, refund=refund, transaction="t", amount=amount, fee=fee, state=state, at="now"
    )


def test_books_and_bill_that_agree_leave_four_empty_lists():
    found = compare(
        [ours("A"), ours("B", state="late"), ours("R", 40, "done", refund=True), ours("S", 1, "done", refund=True)],
        [row("a", fee=1), row("B", fee=1), row("R", 40, refund=True, fee=-1), row("S", 1, "PROCESSING", refund=True)],
    )
    assert (found.differences, found.paid, found.refunded, found.fees, found.net) == (0, 200, 41, 1, 158)


def test_each_difference_stands_in_its_own_list():
    found = compare(
        [
            ours("A"), ours("B"), ours("C", state="closed", of_day=False), ours("D", of_day=False),
            ours("R", 40, "accepted", refund=True), ours("A", 5, "done", refund=True),
        ],
        [row("B", 101), row("C"), row("R", 40, refund=True), row("X"), row("Y", refund=True)],
    )  # fmt: skip
    numbers = {
        name: [(one.number, one.refund) for one in getattr(found, name)]
        for name in ("ours_not_theirs", "theirs_not_ours", "amount_differs", "state_differs")
    }
    assert numbers == {
        "ours_not_theirs": [("A", False), ("A", True)],
        "theirs_not_ours": [("X", False), ("Y", True)],
        "amount_differs": [("B", False)],
        "state_differs": [("C", False), ("R", True)],
    }
    assert found.differences == 7
    assert (found.amount_differs[0].ours, found.amount_differs[0].theirs) == (100, 101)


@pytest.mark.parametrize(("theirs", "differences"), [("CHANGE", 0), ("FAIL", 0), ("PROCESSING", 0), ("SUCCESS", 1)])
def test_what_was_paid_out_by_hand_fits_only_a_refund_that_the_provider_had_not_done(theirs: str, differences: int):
    found = compare([ours("R", 40, "by-hand", refund=True, of_day=False)], [row("R", 40, theirs, refund=True)])
    assert len(found.state_differs) == found.differences == differences


@pytest.mark.parametrize(
    ("state", "theirs"), [("abnormal", "PROCESSING"), ("done", "CHANGE"), ("done", "FAIL")], ids=str
)  # fmt: skip
def test_what_became_of_a_refund_after_its_bill_was_written_is_no_difference(state: str, theirs: str):
    assert compare([ours("R", 40, state, refund=True)], [row("R", 40, theirs, refund=True)]).differences == 0


def test_a_state_that_nobody_knows_is_a_difference():
    assert compare([ours("A")], [row("A", state="MAYBE")]).differences == 1
