"""A box rebuilt from what its storage holds: the newest whole generation, segment after segment, and the pictures."""

import asyncio
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import msgspec
from sqlalchemy import Connection, make_url

from appliance.backup.restoring import (
    STAGING,
    StillRunning,
    aside,
    give_to_owner,
    is_running,
    put_away,
    refuse_a_full_box,
    set_settings_aside,
    swap,
)
from appliance.backup.saving import COMPANIONS
from appliance.clock import Clock
from appliance.cloud import segments
from appliance.cloud.bucket import Bucket, StorageRefused, StorageUnreachable
from appliance.cloud.fetching import Fetching, patiently
from appliance.cloud.pages import PAGE
from appliance.cloud.storage import Storage, check
from appliance.config import Config
from appliance.db.migrate import migrate, migrating
from appliance.errors import BadInput, Conflict, NotFound, Unavailable

PICTURES = "blobs"
RECORDINGS = ("recordings", "clips")


class NothingInTheCloud(NotFound):
    zh = "这个存储桶里没有店铺数据"
    en = "This bucket holds no shop's data"


class CardUnusable(BadInput):
    zh = "恢复卡 {file} 读不了：{why}"
    en = "The recovery card {file} cannot be read: {why}"


class NotIntoThisDatabase(Conflict):
    zh = "云端的店铺数据只能恢复到数据目录里的 SQLite"
    en = "The cloud's copy can only be restored into SQLite in the data folder"


class BrokenOff(Unavailable):
    zh = "取文件时断了（{why}）。店铺数据还没有放到位，再运行一遍，已经取来的不会重取"
    en = (
        "It broke off while files were fetched ({why}). The shop is not in place yet: run it again and it goes on there"
    )


class Restored(msgspec.Struct, frozen=True):
    generation: str
    segments: int
    at: str
    """Of the last segment: what happened later had not left the box."""
    files: int
    """Pictures and, if asked for, recordings."""
    refused: dict[str, str]
    """Those that the storage did not give, and what it said."""


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
    replace: bool = False,
    settle: Callable[[Connection], None] = lambda _: None,
    tell: Callable[[str], None] = lambda _: None,
) -> Restored:
    """Make this box the shop that the storage holds; everything is built and checked beside, then put in place.

    Files come first and the shop last, so that one may do it again whatever broke it off. What a full box had goes to
    ``replaced-TIME``, but for the files, which are called the same only if they are. `settle`: puts right in the shop's
    rows what depends on the files that are here.
    Raises StillRunning, BoxNotEmpty (unless `replace`), NothingInTheCloud, PasswordWrong, SegmentDamaged, Unavailable.
    """
    _refuse(config, replace)
    staging = config.data / f"{STAGING}{secrets.token_hex(4)}"
    try:
        async with Bucket(storage, clock) as bucket:
            generation, key = await _newest(bucket, password)
            tell(f"shop/{generation}")
            last = await _rebuild(bucket, clock, generation, key, staging)
            await asyncio.to_thread(_check, staging)
            fetching = Fetching(bucket, clock, config.data, tell)
            await _fetch(fetching, config.data, (PICTURES, *(RECORDINGS if recordings else ())))
            await asyncio.to_thread(_settle, staging, settle)
            await asyncio.to_thread(_place, config, staging)
    finally:
        await asyncio.to_thread(shutil.rmtree, staging, ignore_errors=True)
    return Restored(generation, last.number + 1, last.at.isoformat(), fetching.files, fetching.refused)


def _refuse(config: Config, replace: bool) -> None:
    if make_url(config.database_url).get_backend_name() != "sqlite":
        raise NotIntoThisDatabase
    if is_running(config.run):
        raise StillRunning
    if not replace:
        refuse_a_full_box(config, besides=(PICTURES, *RECORDINGS))
    config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in config.data.glob(f"{STAGING}*"):
        shutil.rmtree(left)


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


async def _rebuild(bucket: Bucket, clock: Clock, generation: str, key: bytes, staging: Path) -> segments.Segment:
    """Until the first number that is missing: what lies behind a gap belongs to nothing. The last one applied."""
    number, last = 0, None

    async def sealed_one() -> bytes | None:
        return await bucket.get(f"shop/{generation}/{number:06}.seg")

    while (sealed := await patiently(clock, sealed_one)) is not None:
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


def _check(staging: Path) -> None:
    """And upgrade it to this version's schema."""
    database = staging / "jinbo.db"
    with closing(sqlite3.connect(database)) as checked:
        [verdict] = checked.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise segments.SegmentDamaged(name=str(verdict))
    migrate(f"sqlite:///{database}")


async def _fetch(fetching: Fetching, data: Path, folders: Sequence[str]) -> None:
    try:
        for folder in folders:
            await fetching.below(f"{folder}/")
    except (StorageUnreachable, StorageRefused) as error:
        raise BrokenOff(why=error.facts["why"]) from error
    finally:
        for folder in folders:
            if (data / folder).exists():
                await asyncio.to_thread(give_to_owner, data / folder, data)


def _settle(staging: Path, settle: Callable[[Connection], None]) -> None:
    database = staging / "jinbo.db"
    with migrating(f"sqlite:///{database}") as connection:
        settle(connection)
    for companion in COMPANIONS:
        database.with_name(database.name + companion).unlink(missing_ok=True)


def _place(config: Config, staging: Path) -> None:
    """The shop, with its keys; of what was there nothing is lost."""
    set_settings_aside(config, staging / "data")
    give_to_owner(staging, config.data)
    old = aside(config)
    for name in ("secrets", "cloud"):
        put_away(config.data / name, old)
    for file in (staging / "data").rglob("*"):
        if file.is_file() and not (place := config.data / file.relative_to(staging / "data")).exists():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.move(file, place)
    place = Path(make_url(config.database_url).database or "")
    for companion in COMPANIONS:
        put_away(place.with_name(place.name + companion), old)
    swap(staging / "jinbo.db", place, old)
    os.sync()
