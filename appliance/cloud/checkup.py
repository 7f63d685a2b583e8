"""What `jinbo doctor` asks of the cloud, of a PostgreSQL and of the other box, from outside the processes."""

import msgspec
from sqlalchemy import text

from appliance.clock import SystemClock
from appliance.cloud import reads
from appliance.cloud.bucket import Bucket
from appliance.cloud.outlook import trial
from appliance.config import Config
from appliance.db import Database
from appliance.errors import Unavailable
from appliance.keys import Keys
from appliance.lease.reads import Standing, boxes

_ARCHIVER = text(
    "SELECT current_setting('archive_mode') != 'off',"
    " CASE WHEN last_failed_time > coalesce(last_archived_time, '-infinity') THEN last_failed_wal ELSE '' END"
    " FROM pg_stat_archiver"
)
_FOLLOWERS = text("SELECT count(*) FROM pg_stat_replication WHERE application_name != 'pg_basebackup'")


class Archive(msgspec.Struct, frozen=True):
    """Where a PostgreSQL's rows lie beside itself."""

    archives: bool
    """It hands each piece of its WAL to a command of the owner's."""
    failing: str
    """The piece that the command did not take, when it was asked last."""
    followers: int
    """Servers that follow it, pg_receivewal among them."""


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


async def archive(config: Config) -> Archive:
    """Of the PostgreSQL that the shop lies in; everybody may ask it so much."""
    db = Database(config.database_url, clock=SystemClock())
    await db.start()
    try:
        async with db.read() as session:
            archives, failing = (await session.execute(_ARCHIVER)).one()
            return Archive(archives, failing or "", await session.scalar(_FOLLOWERS) or 0)
    finally:
        await db.stop()
