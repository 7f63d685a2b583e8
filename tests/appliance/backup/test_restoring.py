"""A saved shop comes back whole, on any database, and never over another by mistake."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import msgspec
import pytest

from appliance.backup import BoxNotEmpty, StillRunning, backup, restore, verify
from appliance.backup.saving import LARGEST
from appliance.config import Config
from appliance.db import Database, DatabaseTooNew
from appliance.events import RoomOpened
from appliance.journal import entries

Furnish = Callable[..., Awaitable[None]]
Rooms = Callable[[Config], Awaitable[list[str]]]
Rewritten = Callable[..., Path]
OpenDatabase = Callable[[Config], AbstractAsyncContextManager[Database]]


def test_a_shop_comes_back_on_a_clean_box(archive: Path, any_box: Config, rooms: Rooms) -> None:
    restore(any_box, archive, replace=False)
    assert asyncio.run(rooms(any_box)) == ["r0", "r1", "r2"]
    assert (any_box.data / "secrets/house.key").read_bytes() == b"k" * 32
    assert (any_box.data / "secrets/house.key").stat().st_mode & 0o777 == 0o600
    assert (any_box.data / "pictures/ab/abc.webp").read_bytes() == b"picture"
    assert not [path for path in any_box.data.iterdir() if path.name.startswith((".", "replaced-"))]


def test_ids_go_on_where_they_were(archive: Path, any_box: Config, open_database: OpenDatabase) -> None:
    restore(any_box, archive, replace=False)

    async def append() -> list[int]:
        async with open_database(any_box) as database:
            await database.write(lambda tx: tx.record(RoomOpened(room="new", title="")))
            return [entry.id for entry in await entries(database, 0, 10)]

    assert asyncio.run(append()) == [1, 2, 3, 4]


def test_a_shop_moves_from_postgresql_to_sqlite(
    empty_postgresql_url: str, box: Config, tmp_path: Path, furnish: Furnish, rooms: Rooms
) -> None:
    shop = Config(data=tmp_path / "shop", database=empty_postgresql_url)
    asyncio.run(furnish(shop))
    restore(box, backup(shop, tmp_path / "saved.tar.gz"), replace=False)
    assert asyncio.run(rooms(box)) == ["r0", "r1", "r2"]


@pytest.mark.parametrize("place", ["jinbo.db", "secrets/house.key", "pictures/x"])
def test_a_box_that_holds_something_is_left_alone_unless_told(
    archive: Path, box: Config, place: str, rooms: Rooms
) -> None:
    (box.data / place).parent.mkdir(parents=True)
    (box.data / place).write_bytes(b"mine")
    with pytest.raises(BoxNotEmpty):
        restore(box, archive, replace=False)
    assert (box.data / place).read_bytes() == b"mine"
    assert len(list(box.data.iterdir())) == 1
    restore(box, archive, replace=True)
    assert asyncio.run(rooms(box)) == ["r0", "r1", "r2"]


def test_a_postgresql_that_holds_something_is_left_alone_unless_told(
    archive: Path, empty_postgresql_url: str, tmp_path: Path, furnish: Furnish, rooms: Rooms
) -> None:
    box = Config(data=tmp_path / "box", database=empty_postgresql_url)
    asyncio.run(furnish(box, count=50))
    with pytest.raises(BoxNotEmpty):
        restore(box, archive, replace=False)
    assert len(asyncio.run(rooms(box))) == 50
    restore(box, archive, replace=True)
    assert len(asyncio.run(rooms(box))) == 3


def test_what_was_there_is_kept_aside_and_recordings_stay(
    archive: Path, box: Config, furnish: Furnish, rooms: Rooms
) -> None:
    asyncio.run(furnish(box, count=9))
    restore(box, archive, replace=True)
    assert asyncio.run(rooms(box)) == ["r0", "r1", "r2"]
    (old,) = [path for path in box.data.iterdir() if path.name.startswith("replaced-") and path.name != "replaced-2026"]
    assert {"jinbo.db", "secrets", "pictures"} <= {path.name for path in old.iterdir()}
    assert (box.data / "recordings/show.mp4").read_bytes() == b"long"


def test_the_broken_database_is_not_even_opened(archive: Path, box: Config, furnish: Furnish, rooms: Rooms) -> None:
    asyncio.run(furnish(box))
    (box.data / "jinbo.db").write_bytes(b"\xff" * 9000)
    (box.data / "jinbo.db-wal").write_bytes(b"\xff" * 9000)
    restore(box, archive, replace=True)
    assert asyncio.run(rooms(box)) == ["r0", "r1", "r2"]


def test_a_running_shop_is_not_replaced(archive: Path, box: Config) -> None:
    box.run.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as living:
        living.bind(str(box.run / "bus-web.sock"))
        living.listen()
        with pytest.raises(StillRunning):
            restore(box, archive, replace=True)
    restore(box, archive, replace=False)


def test_a_file_too_large_is_named_and_stays_where_it_is(shop: Config, tmp_path: Path, furnish: Furnish) -> None:
    asyncio.run(furnish(shop))
    film = shop.data / "pictures/film.mp4"
    with film.open("wb") as sparse:
        sparse.truncate(LARGEST + 1)
    saved = backup(shop, tmp_path / "saved.tar.gz")
    assert verify(saved).left_out == ["pictures/film.mp4"]
    restore(shop, saved, replace=True)
    assert film.stat().st_size == LARGEST + 1


def test_settings_that_name_another_database_do_not_hide_what_was_restored(
    shop: Config, box: Config, tmp_path: Path, furnish: Furnish
) -> None:
    asyncio.run(furnish(shop))
    (shop.data / "jinbo.toml").write_text('database = "postgresql://elsewhere/shop"\n')
    restore(box, backup(shop, tmp_path / "saved.tar.gz"), replace=False)
    assert not (box.data / "jinbo.toml").exists()
    assert (box.data / "jinbo.toml.from-backup").exists()


def test_a_shop_of_a_newer_version_is_refused(archive: Path, box: Config, rewritten: Rewritten) -> None:
    altered = rewritten(archive, manifest=lambda manifest: msgspec.structs.replace(manifest, revision="9999"))
    with pytest.raises(DatabaseTooNew):
        restore(box, altered, replace=False)
    assert list(box.data.iterdir()) == []
