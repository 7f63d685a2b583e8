from collections.abc import Callable

import pytest
from sqlalchemy import insert

from appliance.db import Transaction
from store.orders.models import Order


@pytest.fixture
def an_order() -> Callable[..., None]:
    """A row with nothing remarkable about it."""

    def make(tx: Transaction, number: str, member: str, *, held: bool = False) -> None:
        nothing = dict.fromkeys(
            ("goods", "discount", "points_off", "points", "points_earned", "shipping", "refunded"), 0
        )
        tx.execute(
            insert(Order).values(
                id=number, number=number, member=member, state="pending", payment="unpaid", shipment="none", total=100,
                quote={}, delivery="express", region="", held=held, note="", staff_note="", created_at=tx.now,
                close_reason="", **nothing,
            )
        )  # fmt: skip

    return make
