"""The demo's group buy and bargain, for the whole shop; the live room's shelf leads to both."""

from datetime import timedelta

from sqlalchemy import select

from appliance.db import Database, Transaction
from store.catalogue.models import Product, Sku
from store.promotions.bargains.actions import Plan as BargainPlan
from store.promotions.bargains.models import Bargain
from store.promotions.group_buys.actions import Plan
from store.promotions.group_buys.models import GroupBuy
from store.shelf import actions

GROUPED, GROUP_PRICE = "糖炒栗子", 1580
BARGAINED, FLOOR = "槐花蜜", 2980
BY = "demo"
LASTS = timedelta(days=30)


async def open_together(db: Database) -> None:
    """One of each, where the shop has had none."""
    await db.write(_open)


def _open(tx: Transaction) -> None:
    grouped, bargained = _only_sku(tx, GROUPED), _only_sku(tx, BARGAINED)
    if grouped and tx.scalar(select(GroupBuy.id).limit(1)) is None:
        actions.announce_group_buy(tx, Plan(sku=grouped, price=GROUP_PRICE, quantity=40, size=2, lasts=LASTS), BY)
    if bargained and tx.scalar(select(Bargain.id).limit(1)) is None:
        plan = BargainPlan(sku=bargained, floor_price=FLOOR, helpers=5, quantity=20, lasts=LASTS)
        actions.open_bargain(tx, plan, BY)


def _only_sku(tx: Transaction, title: str) -> str:
    """Empty when there is no such product."""
    found = select(Sku.id).join(Product, Product.id == Sku.product).where(Product.title == title, Sku.active)
    return tx.scalar(found.limit(1)) or ""
