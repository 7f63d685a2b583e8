"""A bargain is opened where prices are known: in a room, or in the shop."""

from appliance.db import Transaction
from store.promotions.bargains import actions as bargains
from store.promotions.bargains.actions import Plan
from store.shelf.goods import deals


def open_bargain(tx: Transaction, plan: Plan, by: str) -> str:
    """It comes down from what anybody pays there now; its id. Raises what `bargains.open_bargain` raises."""
    price = deals(tx.execute, plan.room, [plan.sku], tx.now).get(plan.sku)
    return bargains.open_bargain(tx, plan, price, by)
