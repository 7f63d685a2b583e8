"""A shop, a box to bring it back to, and archives that were tampered with."""

import asyncio
import io
import shutil
import tarfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from appliance.backup import backup, verify
from appliance.config import Config
from appliance.db import Cursor, Database, Transaction, migrate
from appliance.events import RoomOpened
from appliance.journal import entries

Furnish = Callable[..., Awaitable[None]]
Rooms = Callable[[Config], Awaitable[list[str]]]
OpenDatabase = Callable[[Config], AbstractAsyncContextManager[Database]]
Rewritten = Callable[..., Path]


@pytest.fixture
def shop(tmp_path: Path) -> Config:
    return Config(data=tmp_path / "shop")


@pytest.fixture
def box(tmp_path: Path) -> Config:
    return Config(data=tmp_path / "new box")


@pytest.fixture(params=["sqlite", "postgresql"])
def any_box(request: pytest.FixtureRequest, tmp_path: Path) -> Config:
    data = tmp_path / "any box"
    if request.param == "sqlite":
        return Config(data=data)
    return Config(data=data, database=request.getfixturevalue("empty_postgresql_url"))


@pytest.fixture
def archive(_saved: Path, tmp_path: Path) -> Path:
    """A saved shop of three rooms."""
    return Path(shutil.copy(_saved, tmp_path / "saved.tar.gz"))


@pytest.fixture
def furnish() -> Furnish:
    """Give a box a shop of `count` rooms, with files of every kind."""
    return _furnish


@pytest.fixture
def rooms() -> Rooms:
    """The rooms of the shop in a box."""
    return _rooms


@pytest.fixture
def open_database() -> OpenDatabase:
    """The database of a box, started for a while."""
    return _open_database


@pytest.fixture
def rewritten() -> Rewritten:
    """An archive with parts replaced or added, its manifest as it was or altered, an odd member put in."""
    return _rewritten


@pytest.fixture(scope="session")
def _saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    shop = Config(data=folder / "shop")
    asyncio.run(_furnish(shop))
    return backup(shop, folder / "saved.tar.gz")


async def _furnish(config: Config, count: int = 3) -> None:
    migrate(config.database_url)
    async with _open_database(config) as database:
        await database.write(_open_rooms, count)
    for name, content in {
        "jinbo.toml": b'language = "en"\n',
        "secrets/house.key": b"k" * 32,
        "pictures/ab/abc.webp": b"picture",
        "recordings/show.mp4": b"long",
        "cache/slate.ts": b"made anew",
        "run/bus-web.sock.old": b"",
        "replaced-2026/secrets/old.key": b"old",
    }.items():
        (config.data / name).parent.mkdir(parents=True, exist_ok=True)
        (config.data / name).write_bytes(content)
    (config.data / "secrets/house.key").chmod(0o600)


def _open_rooms(tx: Transaction, count: int) -> None:
    for number in range(count):
        tx.record(RoomOpened(room=f"r{number}", title="小店 \u2028 🛍"))
    tx.execute(Cursor.__table__.insert().values(name="sync", entry=count, moved_at=tx.now))


async def _rooms(config: Config) -> list[str]:
    async with _open_database(config) as database:
        read = await entries(database, 0, 10_000)
    return [entry.event.room for entry in read if isinstance(entry.event, RoomOpened)]


@asynccontextmanager
async def _open_database(config: Config) -> AsyncIterator[Database]:
    database = Database(config.database_url)
    await database.start()
    try:
        yield database
    finally:
        await database.stop()


def _rewritten(
    archive: Path,
    parts: dict[str, bytes] | None = None,
    manifest: Callable[[object], object] = lambda same: same,
    odd: bytes | None = None,
) -> Path:
    """The archive with parts replaced or added; its manifest is left as it was, or altered."""
    file = archive.with_name("rewritten.tar.gz")
    with tarfile.open(file, "w:gz") as target:
        for name, content in _parts(archive):
            if name == "manifest.json":
                _add(target, name, msgspec.json.encode(manifest(verify(archive))))
            else:
                _add(target, name, (parts or {}).pop(name, content))
        for name, content in (parts or {}).items():
            _add(target, name, content)
        if odd is not None:
            member = tarfile.TarInfo("data/odd")
            member.type, member.linkname = odd, "/etc/passwd"
            target.addfile(member)
    return file


def _parts(archive: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as source:
        for member in source:
            content = source.extractfile(member)
            assert content
            yield member.name, content.read()


def _add(target: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    target.addfile(member, io.BytesIO(content))
