"""A box rebuilt from what its storage holds: the newest whole generation, segment after segment, then the pictures."""

import asyncio
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
from sqlalchemy import make_url

from appliance.backup.restoring import StillRunning, give_to_owner, is_running, refuse_a_full_box
from appliance.clock import Clock
from appliance.cloud import segments
from appliance.cloud.bucket import Bucket
from appliance.cloud.pages import PAGE
from appliance.cloud.storage import Storage, check
from appliance.config import Config
from appliance.db.migrate import migrate
from appliance.errors import BadInput, Conflict, NotFound


class NothingInTheCloud(NotFound):
    zh = "这个存储桶里没有店铺数据"
    en = "This bucket holds no shop's data"


class CardUnusable(BadInput):
    zh = "恢复卡 {file} 读不了：{why}"
    en = "The recovery card {file} cannot be read: {why}"


class NotIntoThisDatabase(Conflict):
    zh = "云端的店铺数据只能恢复到数据目录里的 SQLite"
    en = "The cloud's copy can only be restored into SQLite in the data folder"


class Restored(msgspec.Struct, frozen=True):
    generation: str
    segments: int
    at: str
    """Of the last segment: what happened later had not left the box."""
    files: int
    """Pictures and, if asked for, recordings."""


def card(file: Path) -> Storage:
    """恢复卡: what the console gave when the storage was set up. Raises CardUnusable, StorageUnusable."""
    try:
        storage = msgspec.json.decode(file.read_bytes(), type=Storage)
    except (OSError, msgspec.MsgspecError) as error:
        raise CardUnusable(file=file, why=str(error)) from error
    check(storage)
    return storage


async def restore(
    config: Config,
    storage: Storage,
    password: bytes,
    clock: Clock,
    *,
    recordings: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Restored:
    """Make this empty box the shop that the storage holds; everything is built and checked beside, then put in place.

    Raises StillRunning, BoxNotEmpty, NothingInTheCloud, PasswordWrong, SegmentDamaged, Unavailable.
    """
    _refuse(config)
    staging = config.data / f".restoring-{secrets.token_hex(4)}"
    try:
        async with Bucket(storage, clock) as bucket:
            generation, key = await _newest(bucket, password)
            tell(f"shop/{generation}")
            last = await _rebuild(bucket, generation, key, staging)
            await asyncio.to_thread(_finish, config, staging)
            files = await _fetch(bucket, config.data, "blobs/", tell)
            if recordings:
                files += await _fetch(bucket, config.data, "recordings/", tell)
                files += await _fetch(bucket, config.data, "clips/", tell)
    finally:
        await asyncio.to_thread(shutil.rmtree, staging, ignore_errors=True)
    return Restored(generation, last.number + 1, last.at.isoformat(), files)


def _refuse(config: Config) -> None:
    if make_url(config.database_url).get_backend_name() != "sqlite":
        raise NotIntoThisDatabase
    if is_running(config.run):
        raise StillRunning
    refuse_a_full_box(config)
    config.data.mkdir(mode=0o700, parents=True, exist_ok=True)


async def _newest(bucket: Bucket, password: bytes) -> tuple[str, bytes]:
    """The last generation whose first segment has arrived, and what it is sealed with."""
    found = [name async for name in bucket.names("shop/")]
    whole = sorted(name.split("/")[1] for name in found if name.endswith(f"/{segments.FIRST}"))
    if not whole:
        raise NothingInTheCloud
    locked = await bucket.get(f"shop/{whole[-1]}/{segments.LOCK}")
    if locked is None:
        raise NothingInTheCloud
    return whole[-1], segments.unlock(locked.decode(), password)


async def _rebuild(bucket: Bucket, generation: str, key: bytes, staging: Path) -> segments.Segment:
    """Until the first number that is missing: what lies behind a gap belongs to nothing. The last one applied."""
    number, last = 0, None
    while (sealed := await bucket.get(f"shop/{generation}/{number:06}.seg")) is not None:
        last = await asyncio.to_thread(segments.unseal, sealed, key, generation, number)
        await asyncio.to_thread(_apply, last, staging)
        number += 1
    if last is None:
        raise NothingInTheCloud
    return last


def _apply(segment: segments.Segment, staging: Path) -> None:
    staging.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = staging / "jinbo.db"
    file.touch(mode=0o600)
    with file.open("r+b") as database:
        for number, page in segment.pages.items():
            database.seek(number * PAGE)
            database.write(page)
        database.truncate(segment.size * PAGE)
    for name, content in segment.files.items():
        segments.write(staging / "data" / name, content)


def _finish(config: Config, staging: Path) -> None:
    """Checked, upgraded to this version's schema, and put in place with the keys."""
    database = staging / "jinbo.db"
    with closing(sqlite3.connect(database)) as checked:
        [verdict] = checked.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise segments.SegmentDamaged(name=str(verdict))
    migrate(f"sqlite:///{database}")
    give_to_owner(staging, config.data)
    for file in (staging / "data").rglob("*"):
        if file.is_file() and not (place := config.data / file.relative_to(staging / "data")).exists():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.move(file, place)
    place = Path(make_url(config.database_url).database or "")
    for companion in ("-wal", "-shm"):
        database.with_name(database.name + companion).unlink(missing_ok=True)
    shutil.move(database, place)
    os.sync()


async def _fetch(bucket: Bucket, data: Path, prefix: str, tell: Callable[[str], None]) -> int:
    count = 0
    async for name in bucket.names(prefix):
        if _is_ours(name):
            await bucket.fetch(name, data / name)
            tell(name)
            count += 1
    return count


def _is_ours(name: str) -> bool:
    """A name that would climb out of the data folder is none of ours."""
    return all(step not in ("", ".", "..") for step in name.split("/"))
