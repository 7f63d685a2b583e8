"""What every test may ask for: a clock, a bus and a database; and nobody reaches beyond this machine."""

import asyncio
import inspect
import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from pytest_socket import socket_allow_hosts
from quart import Quart
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import insert

from appliance.app import create_app
from appliance.bus import LocalBus
from appliance.clock import ManualClock
from appliance.config import Address, Config
from appliance.db import Database, Transaction, migrate
from appliance.db.sqlite import PRAGMAS
from appliance.house import House
from appliance.identity import passwords
from appliance.simulator import Simulator, running
from appliance.simulator.seals import Seals
from appliance.simulator.seals import make as make_seals
from store.orders.models import Order
from tests import chromium as browsing
from tests.postgresql import Emptied, own_database

REDIS = os.environ.get("JINBO_TEST_REDIS", "redis://127.0.0.1:6379/9")


settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")  # how long a machine takes is no property of the code


UNTIL = float(os.environ.get("JINBO_TEST_UNTIL", "inf"))
"""Seconds since 1970 after which no further test begins: a run that is cut off would say nothing at all."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Proofs of money come first, since what comes last is what has no time left."""
    items.sort(key=lambda item: item.get_closest_marker("proof") is not None and "store" not in item.path.parts)


def pytest_runtest_setup() -> None:
    if time.time() > UNTIL:
        pytest.skip("no time left (JINBO_TEST_UNTIL)")
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture
def clock() -> ManualClock:
    """A clock that moves when it is told to."""
    return ManualClock()


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same function at its lowest cost: what a guess costs is not what the tests are about."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(autouse=True)
def _quick_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits for the disk: no test of this process cuts the power, and those that do start another."""
    monkeypatch.setitem(PRAGMAS, "synchronous", "OFF")


@pytest.fixture
def eventually() -> Callable[[Callable[[], object]], Awaitable[None]]:
    """``await eventually(lambda: ...)`` waits until the answer, awaited or not, is true; fails after ten seconds."""

    async def wait(true: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while True:
                answer = true()
                if await answer if inspect.isawaitable(answer) else answer:
                    return
                await asyncio.sleep(0.005)

    return wait


@pytest.fixture
async def bus() -> AsyncIterator[LocalBus]:
    """The bus that `database` publishes on."""
    bus = LocalBus()
    yield bus
    await bus.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str, bus: LocalBus, clock: ManualClock) -> AsyncIterator[Database]:
    """A started database; a test that asks for it runs on SQLite and on PostgreSQL."""
    async for database in _started(database_url, bus, clock):
        yield database


@pytest.fixture
async def sqlite_database(sqlite_url: str, bus: LocalBus, clock: ManualClock) -> AsyncIterator[Database]:
    """A started SQLite database, for tests that are not about the kind of database."""
    async for database in _started(sqlite_url, bus, clock):
        yield database


@pytest.fixture
def sqlite_url(tmp_path: Path, _migrated_file: Path) -> str:
    file = tmp_path / "jinbo.db"
    shutil.copy(_migrated_file, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgresql_url(_migrated_server: Emptied) -> str:
    """The session's PostgreSQL database, emptied."""
    return _migrated_server.empty()


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Each call gives the address of a migrated, empty database of one kind; what an earlier call gave is gone then."""
    if request.param == "postgresql":
        server: Emptied = request.getfixturevalue("_migrated_server")
        return server.empty
    migrated: Path = request.getfixturevalue("_migrated_file")
    file = tmp_path / "fresh.db"

    def copied() -> str:
        for old in tmp_path.glob("fresh.db*"):
            old.unlink()
        shutil.copy(migrated, file)
        return f"sqlite:///{file}"

    return copied


@pytest.fixture
def empty_postgresql_url(_bare_server: str) -> str:
    """A PostgreSQL database without any table."""
    with psycopg.connect(_bare_server, autocommit=True) as server:
        server.execute("DROP SCHEMA public CASCADE")
        server.execute("CREATE SCHEMA public")
    return _bare_server


class SmallDisk:
    """A file system of its own, with room for 48 MB."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ballast = path / "ballast"

    @property
    def free(self) -> int:
        return shutil.disk_usage(self.path).free

    def leave(self, size: int) -> None:
        """Somebody fills the disk; so many bytes stay free."""
        self.relieve()
        with self._ballast.open("wb") as ballast:
            os.posix_fallocate(ballast.fileno(), 0, self.free - size)

    def relieve(self) -> None:
        self._ballast.unlink(missing_ok=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A real disk that a test may fill."""
    folder = tmp_path / "small disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=48m", "jinbo-test", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here (that takes root)")
    yield SmallDisk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
async def app(sqlite_url: str, tmp_path: Path, bus: LocalBus, clock: ManualClock) -> AsyncIterator[Quart]:
    """The web process's application, serving."""
    config = Config(data=tmp_path / "shop", database=sqlite_url)
    app = create_app(config, bus=bus, clock=clock)
    async with app.test_app():
        yield app


@pytest.fixture
def house(app: Quart) -> House:
    house: House = app.extensions["jinbo"]
    return house


@pytest.fixture
def an_order() -> Callable[..., None]:
    """A row with nothing remarkable about it."""

    def make(tx: Transaction, number: str, member: str, *, held: bool = False) -> None:
        nothing = dict.fromkeys(
            ("goods", "discount", "points_off", "points", "points_earned", "shipping", "refunded", "claimed"), 0
        )
        tx.execute(
            insert(Order).values(
                id=number, number=number, member=member, state="pending", payment="unpaid", shipment="none", total=100,
                quote={}, delivery="express", region="", held=held, note="", staff_note="", created_at=tx.now,
                close_reason="", **nothing,
            )
        )  # fmt: skip

    return make


@pytest.fixture(scope="session")
def seals() -> Seals:
    """The keys of WeChat, WeChat Pay, Alipay and their merchant, made once: five RSA keys take a second."""
    return make_seals()


@pytest.fixture
async def simulator(seals: Seals, clock: ManualClock) -> AsyncIterator[Simulator]:
    """WeChat, WeChat Pay and Alipay on a free port of loopback (`simulator.origin`), by the test's own clock."""
    simulator = Simulator(clock, seals, patience=60)  # a busy machine is no part of the schedule
    async with running(simulator, Address("127.0.0.1:0")):
        yield simulator


@pytest.fixture(scope="session")
def chromium_address() -> Iterator[str]:
    """Where one Chromium listens for `tests.chromium.connected`."""
    yield from browsing.running()


@pytest.fixture(scope="session")
def redis_url() -> str:
    """A Redis that the tests may talk through."""
    with Redis.from_url(REDIS, socket_connect_timeout=1) as redis:
        try:
            redis.ping()
        except RedisError:
            pytest.skip("no Redis here (JINBO_TEST_REDIS)")
    return REDIS


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("migrated") / "jinbo.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def _migrated_server() -> Iterator[Emptied]:
    for url in own_database():
        migrate(url)
        server = Emptied(url)
        yield server
        server.close()


@pytest.fixture(scope="session")
def _bare_server() -> Iterator[str]:
    yield from own_database()


async def _started(url: str, bus: LocalBus, clock: ManualClock) -> AsyncIterator[Database]:
    database = Database(url, bus=bus, clock=clock)
    await database.start()
    yield database
    await database.stop()
