"""``python -m appliance.demo.opening``: furnishes an empty box and prints the stream key of its live room."""

import asyncio
import sys

from appliance import logs
from appliance.blobs import Blobs, DiskBlobs
from appliance.clock import Clock, SystemClock
from appliance.config import Config, load
from appliance.db import Database, opened
from appliance.demo.accounts import open_accounts
from appliance.demo.gifts import offer_gifts
from appliance.demo.goods import put_goods_on_the_shelf
from appliance.demo.invites import promise_for_friends
from appliance.demo.offers import start_promotions
from appliance.demo.phrases import teach_phrases
from appliance.demo.rooms import open_rooms
from appliance.demo.shelf import fill_shelves
from appliance.demo.together import open_together
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


def main() -> None:
    config = load({})
    logs.set_up(config.log)
    sys.stdout.write(asyncio.run(_open(config)))


async def open_shop(db: Database, clock: Clock, blobs: Blobs) -> None:
    """The shop's name, phrases, goods, promotions, a group buy, a bargain, gifts and what friends
    bring, each only where there is none.
    """
    await _name_the_shop(db)
    await teach_phrases(db)
    if await put_goods_on_the_shelf(db, blobs):
        await start_promotions(db, clock)
        await open_together(db)
        await promise_for_friends(db)
        await offer_gifts(db, blobs)


async def _name_the_shop(db: Database) -> None:
    async with db.read() as session:
        known = await shop_reads.particulars(session)
    if known.name == shop_reads.UNNAMED:
        await db.write(shop.describe, PARTICULARS, BY)


async def _open(config: Config) -> str:
    """Accounts first: whoever finds the first goods on the shelf can pay for them."""
    clock, keys, blobs = SystemClock(), Keys.of(config.data), DiskBlobs(config.data / "blobs")
    db = Database(config.database_url, clock=clock)
    async with opened(db):
        await open_accounts(db, keys, config)
        key = await open_rooms(db, keys, clock, blobs)
        await open_shop(db, clock, blobs)
        await fill_shelves(db)
        return key


if __name__ == "__main__":
    main()
