"""Whether live shows can be watched from the shop's storage, tried from outside the processes: for `jinbo doctor`."""

from appliance.clock import SystemClock
from appliance.cloud import reads
from appliance.cloud.bucket import Bucket
from appliance.cloud.outlook import trial
from appliance.config import Config
from appliance.db import Database
from appliance.errors import Unavailable
from appliance.keys import Keys
from appliance.lease.reads import Standing, boxes


async def live_from_storage(config: Config, page: str) -> Unavailable | bool:
    """False: no show goes there. True: pages of the origin `page` can play it. Or what is wrong, in words."""
    clock = SystemClock()
    db = Database(config.database_url, clock=clock)
    await db.start()
    try:
        async with db.read() as session:
            terms = await reads.terms(session, Keys.of(config.data))
    finally:
        await db.stop()
    if terms is None or not terms.live:
        return False
    try:
        async with Bucket(terms.storage, clock) as bucket:
            await trial(bucket, terms.public, page, clock)
    except Unavailable as problem:
        return problem
    return True


async def two_boxes(config: Config) -> tuple[list[Standing], bool]:
    """The boxes that share this shop, the live one first, and whether they have a storage to share files by."""
    db = Database(config.database_url, clock=SystemClock())
    await db.start()
    try:
        async with db.read() as session:
            known = await boxes(session)
        return known, await reads.has_storage(db)
    finally:
        await db.stop()
