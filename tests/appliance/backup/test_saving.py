"""A shop is saved while it runs: all of it, of one moment, for its owner only."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from sqlalchemy import (
    select,
    text,
)

from appliance.backup import backup, restore, verify
from appliance.backup.saving import FolderMissing, NothingToSave
from appliance.config import Config
from appliance.db import Cursor, Database, Transaction
from appliance.events import RoomOpened

Furnish = Callable[..., Awaitable[None]]
Rooms = Callable[[Config], Awaitable[list[str]]]
OpenDatabase = Callable[[Config], AbstractAsyncContextManager[Database]]


def test_a_backup_names_everything_it_holds(archive: Path) -> None:
    manifest = verify(archive)
    files = {name for name in manifest.parts if name.startswith("data/")}
    assert files == {"data/jinbo.toml", "data/secrets/house.key", "data/pictures/ab/abc.webp"}
    assert {"journal", "cursors"} <= set(manifest.tables)
    assert {f"database/{name}.jsonl" for name in manifest.tables} == manifest.parts.keys() - files
    assert archive.stat().st_mode & 0o777 == 0o600


def test_a_folder_gets_a_dated_file_and_nothing_else(shop: Config, tmp_path: Path, furnish: Furnish) -> None:
    asyncio.run(furnish(shop))
    (tmp_path / "to").mkdir()
    file = backup(shop, tmp_path / "to")
    assert [file] == list((tmp_path / "to").iterdir())
    assert file.name.startswith("jinbo-20")


def test_a_file_gets_the_name_it_is_given(shop: Config, tmp_path: Path, furnish: Furnish) -> None:
    asyncio.run(furnish(shop))
    assert backup(shop, tmp_path / "tonight.tar.gz") == tmp_path / "tonight.tar.gz"
    verify(tmp_path / "tonight.tar.gz")


@pytest.mark.parametrize("target", ["not plugged in", "not plugged in/tonight.tar.gz", "tonight.zip"])
def test_a_folder_that_is_not_there_is_told_and_nothing_is_written(
    shop: Config, tmp_path: Path, furnish: Furnish, target: str
) -> None:
    asyncio.run(furnish(shop))
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(FolderMissing) as told:
        backup(shop, tmp_path / target)
    assert str(tmp_path / target.removesuffix("/tonight.tar.gz")) in told.value.sentence("en")
    assert sorted(tmp_path.rglob("*")) == before


async def test_saving_is_hot_and_of_one_moment(
    shop: Config, box: Config, furnish: Furnish, rooms: Rooms, open_database: OpenDatabase
) -> None:
    await furnish(shop, count=0)
    stop = asyncio.Event()

    def add(tx: Transaction) -> None:
        tx.record(RoomOpened(room="r", title=""))
        tx.execute(text("UPDATE cursors SET entry = entry + 1"))

    async def sell() -> None:
        async with open_database(shop) as database:
            while not stop.is_set():
                await database.write(add)

    selling = asyncio.create_task(sell())
    await asyncio.sleep(0.05)
    saved = await asyncio.to_thread(backup, shop, shop.data.with_name("saved.tar.gz"))
    stop.set()
    await selling
    await asyncio.to_thread(restore, box, saved, False)
    count = len(await rooms(box))
    async with open_database(box) as database, database.read() as session:
        assert count == await session.scalar(select(Cursor.entry))
    assert 0 < count < len(await rooms(shop))


def test_an_empty_place_is_not_saved(tmp_path: Path) -> None:
    with pytest.raises(NothingToSave):
        backup(Config(data=tmp_path), tmp_path / "saved.tar.gz")
    assert list(tmp_path.iterdir()) == []
