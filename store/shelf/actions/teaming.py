"""A group buy is announced where everybody's prices are known: in a room, or for the whole shop."""

from appliance.db import Transaction
from store.money import yuan
from store.once.actions import once
from store.promotions.group_buys import actions as group_buys
from store.promotions.group_buys.actions import Plan
from store.shelf.goods import deals
from store.shelf.problems import GroupBuyDearer


def announce_group_buy(tx: Transaction, plan: Plan, by: str, key: str = "") -> str:
    """It is cheaper than what anybody pays alone now; its id. With the same `key` it is the same group buy.

    Raises GroupBuyDearer, KeyReused (for another room) and what `group_buys.announce` raises.
    """
    return str(once(tx, by, key, f"group-buy/{plan.room}", _announce, plan, by)) if key else _announce(tx, plan, by)


def _announce(tx: Transaction, plan: Plan, by: str) -> str:
    price = deals(tx.execute, plan.room, [plan.sku], tx.now).get(plan.sku)
    if price is not None and plan.price >= price:
        raise GroupBuyDearer(field="price", price=yuan(price))
    return group_buys.announce(tx, plan, by)
