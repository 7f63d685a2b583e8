"""What an empty box is furnished with, in the order a shop would do it."""

from appliance.blobs import Blobs
from appliance.clock import Clock
from appliance.db import Database
from appliance.demo.goods import put_goods_on_the_shelf
from appliance.demo.offers import start_promotions
from appliance.demo.rooms import open_rooms
from appliance.keys import Keys
from store.shop import actions as shop
from store.shop import reads as shop_reads

NAME = "津味小店"
BY = "demo"
PARTICULARS = shop.Particulars(
    name=NAME,
    phone="022-23456789",
    region="天津市 和平区",
    street="滨江道步行街 200 号（演示地址）",
    hours="每天 09:00–21:00",
)


async def furnish(db: Database, keys: Keys, clock: Clock, blobs: Blobs) -> str:
    """Rooms, the shop's name, goods and promotions, each only where there is none; the stream key to push with."""
    key = await open_rooms(db, keys, clock, blobs)
    await _name_the_shop(db)
    if await put_goods_on_the_shelf(db, blobs):
        await start_promotions(db, clock)
    return key


async def _name_the_shop(db: Database) -> None:
    async with db.read() as session:
        known = await shop_reads.particulars(session)
    if known.name == shop_reads.UNNAMED:
        await db.write(shop.describe, PARTICULARS, BY)
