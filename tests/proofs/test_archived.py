"""A PostgreSQL that is archived as docs/how-to/outgrown.md says is made anew from its archive, and no order is lost."""

import asyncio
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from appliance import doctor
from appliance.clock import SystemClock
from appliance.config import Config
from appliance.db import Database, migrate
from tests.journeys.conftest import free_port, patiently

BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda folder: float(folder.parent.name))
GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "outgrown.md"
ORDERS = 40

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(BINARIES is None, reason="no PostgreSQL here"),
]


class Server:
    """A PostgreSQL of the proof's own, and the folder that its WAL is archived in."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.data, self.wal, self.base, self.script = (folder / name for name in ("main", "wal", "base", "jinbo-wal"))
        self.url = f"postgresql://root@127.0.0.1:{self.port}/jinbo"
        self.wal.mkdir()
        self.script.write_text(re.search(r"<<'END'.*?\n(#!/bin/sh.*?)END\n", GUIDE.read_text(), re.DOTALL)[1])
        self.script.chmod(0o755)
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            for place in (folder, self.wal):
                shutil.chown(place, "postgres")

    def run(self, name: str, *words: object) -> None:
        program = [str(BINARIES / name), *map(str, words)]
        whom = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        with (self.folder / f"{name}.log").open("ab") as out:
            subprocess.run([*whom, *program], check=True, timeout=120, stdout=out, stderr=out, cwd=self.folder)

    def make(self) -> None:
        self.run("initdb", "-D", self.data, "-U", "root", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()
        self.run("createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "root", "jinbo")

    def start(self) -> None:
        options = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c port={self.port}"
        self.run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "server.log", "-o", options, "start")

    def stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    def kill(self) -> None:
        """Its disk is lost as well: nothing stays but the archive and the copy in it."""
        postmaster = psutil.Process(int((self.data / "postmaster.pid").read_text().split("\n")[0]))
        children = postmaster.children()
        postmaster.kill()
        psutil.wait_procs(children, timeout=60)  # they see that it has gone
        shutil.rmtree(self.data)

    def told(self, *statements: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def asked(self, question: str) -> object:
        with psycopg.connect(self.url) as connection:
            return connection.execute(question).fetchone()[0]

    def archive(self) -> None:
        """As the guide does."""
        self.told(
            "ALTER SYSTEM SET archive_mode = on",
            "ALTER SYSTEM SET archive_timeout = '60s'",
            f"ALTER SYSTEM SET archive_command = '{self.script} %p {self.wal}/%f'",
        )
        self.run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")
        self.start()
        self.run(
            "pg_basebackup", "-h", "127.0.0.1", "-p", self.port, "-U", "root", "-D", self.base, "-Ft", "-c", "fast"
        )

    def make_anew(self) -> None:
        self.run("initdb", "-D", self.data, "-U", "root", "-A", "trust")  # for who owns the folder, and may enter
        for inside in self.data.iterdir():
            shutil.rmtree(inside) if inside.is_dir() else inside.unlink()
        for name, place in (("base.tar", self.data), ("pg_wal.tar", self.data / "pg_wal")):
            shutil.unpack_archive(self.base / name, place, filter="data")
        with (self.data / "postgresql.auto.conf").open("a") as conf:
            conf.write(f"restore_command = 'cp {self.wal}/%f %p'\n")
        (self.data / "recovery.signal").touch()
        if os.geteuid() == 0:
            for file in (self.data, *self.data.rglob("*")):
                shutil.chown(file, "postgres", "postgres")
        self.start()


@pytest.fixture
def server(tmp_path):
    place = tmp_path.resolve()
    for above in (place, *place.parents[:2]):
        above.chmod(above.stat().st_mode | 0o011)
    (place / "postgresql").mkdir()
    server = Server(place / "postgresql")
    server.make()
    yield server
    server.stop()


def sell(server, an_order, numbers) -> None:
    async def do():
        db = Database(server.url, clock=SystemClock())
        await db.start()
        for number in numbers:
            await db.write(an_order, f"o{number:03}", f"m{number}")
        await db.stop()

    asyncio.run(do())


def found(server, tmp_path) -> list[str]:
    return [finding.state for finding in doctor._own_data(Config(data=tmp_path, database=server.url))]


def test_a_postgresql_is_made_anew_from_its_archive(server, an_order, tmp_path, capsys):
    migrate(server.url)
    assert found(server, tmp_path) == ["fair"]
    sell(server, an_order, range(ORDERS // 2))
    server.archive()
    assert found(server, tmp_path) == ["good"]
    sell(server, an_order, range(ORDERS // 2, ORDERS))
    last = server.asked("SELECT pg_walfile_name(pg_switch_wal())")  # what a minute does by itself
    patiently((server.wal / last).exists, 60)

    server.wal.rename(server.folder / "away")
    server.told("CREATE TABLE a_row_more ()", "SELECT pg_switch_wal()")
    patiently(lambda: found(server, tmp_path) == ["bad"], 60)
    (server.folder / "away").rename(server.wal)

    server.kill()
    began = time.monotonic()
    server.make_anew()
    patiently(lambda: not server.asked("SELECT pg_is_in_recovery()"), 60)
    assert server.asked("SELECT count(*) FROM orders") == ORDERS
    with capsys.disabled():
        print(f"\n{ORDERS} orders, none lost: made anew from its archive in {time.monotonic() - began:.0f} s")  # noqa: T201
