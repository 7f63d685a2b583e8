"""多退给买家的: what buyers had beyond their refunds comes back, or is given up."""

from typing import Literal

from appliance.db import Transaction
from store.ledger.actions import post
from store.ledger.reads import balance
from store.payments.actions.drawer import check_open
from store.payments.problems import NotThatMuchOverpaid, OverpaidReasonMissing

Into = Literal["drawer", "bank", "written-off"]
"""In cash, by a transfer to the shop; written off: nobody asks for it any more."""


def settle_overpaid(tx: Transaction, by: str, amount: int, into: Into, note: str, key: str) -> None:  # noqa: PLR0917
    """`amount` fen are no longer the buyers' debt; once for a `key`.

    Raises NotThatMuchOverpaid, OverpaidReasonMissing (whose it was, or why it is given up), DrawerShut.
    """
    if not note:
        raise OverpaidReasonMissing(field="note")
    if into == "drawer":
        check_open(tx)
    if amount <= 0:
        raise NotThatMuchOverpaid(field="amount")
    new = post(tx, f"overpaid/{key}", {into: amount, "overpaid": -amount}, memo=f"{by}: {note}"[:200])
    if new and balance(tx, "overpaid") < 0:
        raise NotThatMuchOverpaid(field="amount")
