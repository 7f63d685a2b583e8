"""A flash sale is announced in a room whose prices are known."""

from appliance.db import Transaction
from store.money import yuan
from store.once.actions import once
from store.promotions.flash_sales import actions as flash_sales
from store.promotions.flash_sales.actions import Plan
from store.shelf.goods import deals
from store.shelf.problems import FlashSaleDearer


def announce(tx: Transaction, plan: Plan, by: str, key: str = "") -> str:
    """It is cheaper than what anybody pays in the room now; its id. With the same `key` it is the same sale.

    Raises FlashSaleDearer, KeyReused (for another room) and what `flash_sales.announce` raises.
    """
    return str(once(tx, by, key, f"sale/{plan.room}", _announce, plan, by)) if key else _announce(tx, plan, by)


def _announce(tx: Transaction, plan: Plan, by: str) -> str:
    price = deals(tx.execute, plan.room, [plan.sku], tx.now).get(plan.sku)
    if price is not None and plan.price >= price:
        raise FlashSaleDearer(field="price", price=yuan(price))
    return flash_sales.announce(tx, plan, by)
