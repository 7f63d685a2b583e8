"""A bargain is opened where prices are known: in a room, or in the shop."""

from appliance.db import Transaction
from store.once.actions import once
from store.promotions.bargains import actions as bargains
from store.promotions.bargains.actions import Plan
from store.shelf.goods import deals


def open_bargain(tx: Transaction, plan: Plan, by: str, key: str = "") -> str:
    """It comes down from what anybody pays there now; its id. With the same `key` it is the same bargain.

    Raises KeyReused (for another room) and what `bargains.open_bargain` raises.
    """
    return str(once(tx, by, key, f"bargain/{plan.room}", _open, plan, by)) if key else _open(tx, plan, by)


def _open(tx: Transaction, plan: Plan, by: str) -> str:
    price = deals(tx.execute, plan.room, [plan.sku], tx.now).get(plan.sku)
    return bargains.open_bargain(tx, plan, price, by)
