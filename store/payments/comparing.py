"""Our rows beside a provider's bill (pure)."""

from collections.abc import Iterable, Sequence

import msgspec

from store.payments.provider import BillRow

LISTS = ("ours_not_theirs", "theirs_not_ours", "amount_differs", "state_differs")


class Ours(msgspec.Struct, frozen=True, kw_only=True):
    """A payment or a refund as we have it."""

    number: str
    order: str
    refund: bool
    amount: int
    state: str
    """As in our tables; by-hand: a refund that a colleague paid out."""
    of_day: bool
    """It belongs on this day's bill; otherwise it is here because the bill names it."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    number: str
    order: str = ""
    refund: bool
    ours: int | None = None
    theirs: int | None = None
    our_state: str = ""
    their_state: str = ""
    at: str = ""
    charge: str = ""
    """By the bill: the payment's number, also of a refund."""


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    ours_not_theirs: tuple[Difference, ...] = ()
    theirs_not_ours: tuple[Difference, ...] = ()
    amount_differs: tuple[Difference, ...] = ()
    state_differs: tuple[Difference, ...] = ()
    paid: int = 0
    """Fen, by the bill; so are the next three."""
    refunded: int = 0
    fees: int = 0
    net: int = 0

    @property
    def differences(self) -> int:
        return sum(len(getattr(self, name)) for name in LISTS)


FITS: dict[tuple[bool, str], frozenset[str]] = {
    (False, "SUCCESS"): frozenset({"paid", "late"}),
    (True, "SUCCESS"): frozenset({"done"}),
    (True, "PROCESSING"): frozenset({"accepted", "abnormal", "by-hand", "done"}),
    (True, "CHANGE"): frozenset({"abnormal", "by-hand", "done"}),
    (True, "FAIL"): frozenset({"abnormal", "by-hand", "done"}),
}
"""(refund?, their state) -> what we may call it, also when it moved on since the bill was written."""


def compare(ours: Iterable[Ours], theirs: Sequence[BillRow]) -> Compared:
    known = {(one.refund, one.number.upper()): one for one in ours}
    billed = {(row.refund, row.number.upper()) for row in theirs}
    pairs = [(known.get((row.refund, row.number.upper())), row) for row in theirs]
    paid = sum(row.amount for row in theirs if not row.refund)
    refunded = sum(row.amount for row in theirs if row.refund)
    fees = sum(row.fee for row in theirs)
    return Compared(
        ours_not_theirs=tuple(_ours(one) for key, one in known.items() if one.of_day and key not in billed),
        theirs_not_ours=tuple(_both(None, row) for one, row in pairs if one is None),
        amount_differs=tuple(_both(one, row) for one, row in pairs if one is not None and one.amount != row.amount),
        state_differs=tuple(_both(one, row) for one, row in pairs if one is not None and not _fits(one, row)),
        paid=paid,
        refunded=refunded,
        fees=fees,
        net=paid - refunded - fees,
    )


def _fits(one: Ours, row: BillRow) -> bool:
    return one.state in FITS.get((row.refund, row.state.upper()), frozenset())


def _ours(one: Ours) -> Difference:
    return Difference(number=one.number, order=one.order, refund=one.refund, ours=one.amount, our_state=one.state)


def _both(one: Ours | None, row: BillRow) -> Difference:
    return Difference(
        number=row.number,
        order=one.order if one else "",
        refund=row.refund,
        ours=one.amount if one else None,
        theirs=row.amount,
        our_state=one.state if one else "",
        their_state=row.state,
        at=row.at,
        charge=row.charge,
    )
