"""A group buy is announced where everybody's prices are known: in a room, or for the whole shop."""

from appliance.db import Transaction
from store.money import yuan
from store.promotions.group_buys import actions as group_buys
from store.promotions.group_buys.actions import Plan
from store.shelf.goods import deals
from store.shelf.problems import GroupBuyDearer


def announce_group_buy(tx: Transaction, plan: Plan, by: str) -> str:
    """It is cheaper than what anybody pays alone now; its id.

    Raises GroupBuyDearer and what `group_buys.announce` raises.
    """
    price = deals(tx.execute, plan.room, [plan.sku], tx.now).get(plan.sku)
    if price is not None and plan.price >= price:
        raise GroupBuyDearer(field="price", price=yuan(price))
    return group_buys.announce(tx, plan, by)
