"""What is SQLite's own: groups, files that cannot be trusted, several processes on one file."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text

from appliance.db import Cursor, Database, DatabaseDamaged, DatabaseOnNetwork, Transaction, migrate
from appliance.db.mounts import is_network, kind_of, mount_of
from appliance.db.sqlite import PRAGMAS
from appliance.errors import Unavailable


@pytest.fixture(autouse=True)
def _quick_commits() -> None:
    """Commits as the shop's own are."""


def place(tx: Transaction, name: str) -> str:
    tx.execute(insert(Cursor).values(name=name, entry=0, moved_at=tx.now))
    return name


async def names(database: Database) -> list[str]:
    async with database.read() as session:
        return list(await session.scalars(select(Cursor.name).order_by(Cursor.name)))


async def test_many_waiting_actions_share_a_commit(sqlite_database: Database) -> None:
    outsider = sqlite3.connect(sqlite_database.url.database or "", check_same_thread=False)
    committed = set()

    def look_from_outside(tx: Transaction, number: int) -> None:
        place(tx, f"n{number}")
        committed.add(outsider.execute("SELECT count(*) FROM cursors").fetchone())

    await asyncio.gather(*(sqlite_database.write(look_from_outside, number) for number in range(64)))
    outsider.close()
    assert len(committed) <= 3
    assert len(await names(sqlite_database)) == 64


async def test_commits_are_synchronous_in_full(sqlite_database: Database) -> None:
    def ask(tx: Transaction) -> tuple[int, str, int]:
        pragmas = ("synchronous", "journal_mode", "foreign_keys")
        level, mode, keys = (tx.scalar(text(f"PRAGMA {pragma}")) for pragma in pragmas)
        return level, mode, keys

    assert await sqlite_database.write(ask) == (2, "wal", 1)


async def test_an_action_that_tears_the_transaction_is_alone_in_failing(sqlite_database: Database) -> None:
    def tear(tx: Transaction) -> None:
        place(tx, "torn")
        tx.execute(text("INSERT OR ROLLBACK INTO cursors SELECT * FROM cursors"))

    answers = await asyncio.gather(
        sqlite_database.write(place, "before"),
        sqlite_database.write(tear),
        sqlite_database.write(place, "after"),
        return_exceptions=True,
    )
    assert answers[0] == "before"
    assert isinstance(answers[1], Exception)
    assert answers[2] == "after"
    assert await names(sqlite_database) == ["after", "before"]


async def test_a_reference_found_broken_at_commit_fails_its_own_action_only(sqlite_database: Database) -> None:
    def lay(tx: Transaction) -> None:
        tx.execute(text("CREATE TABLE parents (id INTEGER PRIMARY KEY)"))
        tx.execute(text("CREATE TABLE children (parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)"))

    def orphan(tx: Transaction) -> None:
        tx.execute(text("INSERT INTO children VALUES (1)"))

    await sqlite_database.write(lay)
    answers = await asyncio.gather(
        sqlite_database.write(place, "before"),
        sqlite_database.write(orphan),
        sqlite_database.write(place, "after"),
        return_exceptions=True,
    )
    assert answers[::2] == ["before", "after"]
    assert isinstance(answers[1], Exception)
    assert await names(sqlite_database) == ["after", "before"]


async def test_a_commit_that_fails_fails_the_whole_group(sqlite_database: Database) -> None:
    def hold(tx: Transaction) -> None:
        pages = tx.scalar(text("PRAGMA page_count"))
        tx.execute(text(f"PRAGMA max_page_count = {pages}"))

    def fill(tx: Transaction, name: str) -> str:
        return place(tx, name * 10_000)

    await sqlite_database.write(hold)
    answers = await asyncio.gather(*(sqlite_database.write(fill, name) for name in "abc"), return_exceptions=True)
    assert all(isinstance(answer, Exception) for answer in answers)
    assert await names(sqlite_database) == []
    assert await sqlite_database.write(place, "small") == "small"


async def test_several_writers_share_a_file(sqlite_url: str) -> None:
    writers = [Database(sqlite_url) for _ in range(3)]
    for writer in writers:
        await writer.start()
    await asyncio.gather(
        *(writer.write(place, f"{number}-{index}") for index, writer in enumerate(writers) for number in range(50))
    )
    assert len(await names(writers[0])) == 150
    for writer in writers:
        await writer.stop()


async def test_a_writer_kept_out_too_long_says_so(
    sqlite_database: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PRAGMAS, "busy_timeout", "50")
    hasty = Database(sqlite_url)
    await hasty.start()
    other = sqlite3.connect(sqlite_database.url.database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        await hasty.write(place, "late")
    other.execute("COMMIT")
    other.close()
    assert await hasty.write(place, "then") == "then"
    await hasty.stop()


async def test_a_held_database_is_not_healthy(sqlite_database: Database) -> None:
    other = sqlite3.connect(sqlite_database.url.database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert not await sqlite_database.healthy()
    other.execute("COMMIT")
    other.close()


@pytest.mark.parametrize("place_of_damage", [0, 100, 4096])
async def test_a_damaged_file_is_refused_with_a_plain_word(tmp_path: Path, place_of_damage: int) -> None:
    file = tmp_path / "jinbo.db"
    migrate(f"sqlite:///{file}")
    damaged = bytearray(file.read_bytes())
    damaged[place_of_damage : place_of_damage + 3000] = b"\xa5" * 3000
    file.write_bytes(damaged)
    with pytest.raises(DatabaseDamaged) as refusal:
        await Database(f"sqlite:///{file}").start()
    assert str(file) in refusal.value.sentence("zh")


async def test_a_file_on_the_network_is_refused(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.db.sqlite.mount_of", lambda path: "nfs4")
    with pytest.raises(DatabaseOnNetwork, match="nfs4"):
        await Database(sqlite_url).start()
    with pytest.raises(DatabaseOnNetwork):
        migrate(sqlite_url)


def test_the_nearest_mount_decides() -> None:
    table = [
        "25 30 0:23 / / rw,relatime shared:1 - ext4 /dev/vda rw",
        "31 25 0:44 / /srv/shop\\040data rw - nfs4 nas:/shop rw,vers=4.2",
        "32 31 0:45 / /srv/shop\\040data/local rw shared:7 master:2 - xfs /dev/vdb rw",
        "33 25 0:46 / /home rw - ext4 /dev/vdc rw",
        "34 33 0:47 / /home rw - fuse.sshfs somebody@host: rw",
    ]
    assert kind_of(Path("/var/lib/jinbo/jinbo.db"), table) == "ext4"
    assert kind_of(Path("/srv/shop data/jinbo.db"), table) == "nfs4"
    assert kind_of(Path("/srv/shop data/local/jinbo.db"), table) == "xfs"
    assert kind_of(Path("/srv/shop database/jinbo.db"), table) == "ext4"
    assert kind_of(Path("/home/x/jinbo.db"), table) == "fuse.sshfs"


@pytest.mark.parametrize(
    ("kind", "network"),
    [("nfs4", True), ("cifs", True), ("9p", True), ("fuse.sshfs", True), ("ext4", False), ("fuse.ntfs-3g", False)],
)
def test_kinds_of_file_systems(kind: str, *, network: bool) -> None:
    assert is_network(kind) is network


def test_this_machine_says_where_a_file_lives(tmp_path: Path) -> None:
    assert mount_of(tmp_path)
    assert mount_of(tmp_path, tmp_path / "no such table") == ""


async def test_a_hundred_readers_do_not_hold_the_writer_up(sqlite_database: Database) -> None:
    async def look() -> int:
        async with sqlite_database.read() as session:
            await asyncio.sleep(0.01)
            return await session.scalar(select(func.count()).select_from(Cursor)) or 0

    async with asyncio.timeout(20):
        readers = asyncio.gather(*(look() for _ in range(100)))
        await asyncio.gather(*(sqlite_database.write(place, f"n{number}") for number in range(100)))
        await readers
