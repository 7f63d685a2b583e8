"""The rooms' shelves: what their hosts can explain at once; in the live room one of it at a price of the room's own."""

from datetime import timedelta

from sqlalchemy import select

from appliance.db import Database, Transaction
from appliance.demo.rooms import COMING, LIVE
from media.broadcasts.models import Room
from store.catalogue.days import day_of
from store.catalogue.models import DayPrice, Product, Sku
from store.shelf import actions
from store.shelf.models import ShelfItem

TITLES = ("老街夹馅麻花", "小麻花尝鲜装", "红豆馅炸糕", "五香崩豆", "糖炒栗子", "茉莉花茶", "黛蓝茶壶", "槐花蜜")
"""In this order; in the live room the first comes down by a tenth."""
TEAS = ("茉莉花茶", "茉莉花茶双罐礼盒", "黛蓝茶壶", "白瓷盖碗", "槐花蜜")
PERCENT = 90
DAYS = 7


async def fill_shelves(db: Database) -> None:
    """Unless a shelf holds something already."""
    await db.write(_fill)


def _fill(tx: Transaction) -> None:
    if tx.scalar(select(ShelfItem.product).limit(1)) is not None:
        return
    rooms = {row.title: str(row.id) for row in tx.execute(select(Room.title, Room.id)).all()}
    known = {row.title: row.id for row in tx.execute(select(Product.title, Product.id)).all()}
    for title, goods in ((LIVE, TITLES), (COMING, TEAS)):
        for place, product in enumerate(known[one] for one in goods if one in known and title in rooms):
            _prove(tx, product)
            actions.put(tx, rooms[title], product, _lowered(tx, product) if (title, place) == (LIVE, 0) else None)


def _lowered(tx: Transaction, product: str) -> dict[str, int]:
    skus = tx.execute(select(Sku.id, Sku.price).where(Sku.product == product, Sku.active)).all()
    return {row.id: row.price * PERCENT // 1000 * 10 for row in skus}


def _prove(tx: Transaction, product: str) -> None:
    """The demo's shop has been open for a week, so that its prices may be told to be lowered."""
    for row in tx.execute(select(Sku.id, Sku.price).where(Sku.product == product, Sku.active)).all():
        for ago in range(1, DAYS + 1):
            day = day_of(tx.now - timedelta(days=ago))
            tx.add_once(DayPrice, sku=row.id, day=day, lowest=row.price)
