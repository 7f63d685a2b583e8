"""A flash sale over real sockets while `live` and `web` are killed with signal 9 in the middle of it."""

import asyncio
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from appliance.db import Database, Transaction, migrate
from appliance.identity import seats, tokens
from appliance.identity.seats import Seat
from appliance.keys import Keys
from bench.grabbers import seat
from store.catalogue.actions import receive
from store.promotions.flash_sales import actions
from store.promotions.flash_sales.actions import Plan
from store.promotions.flash_sales.models import FlashClaim
from tests.store.conftest import put_on_shelf
from tests.store.proofs.money_audit import Auditor

SOCKETS, PIECES, KILLS = 1_000, 200, 4
ROOM, PRICE = "room1", 990


class Process:
    """One of the shop's, which comes back as often as it is killed."""

    def __init__(self, name: str, data: Path, *listens: str) -> None:
        self._command = [sys.executable, "-m", "appliance.cli", name, "--data", str(data), "--log", "error", *listens]
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command)

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


class Crowd:
    """Everybody grabs until they know what they have, and who has won orders it."""

    def __init__(self, keys: Keys, edge: int, http: int) -> None:
        self._keys = keys.derive("tokens")
        self._edge = edge
        self._web = httpx.AsyncClient(base_url=f"http://127.0.0.1:{http}/api/v1", timeout=10)
        self.won: dict[str, str] = {}
        self.ordered: dict[str, str] = {}
        self.states: Counter[str] = Counter()
        self.again = 0

    async def visit(self, member: str, sale: str) -> None:
        ok = await self._grab(member, sale)
        self.states[ok.state] += 1
        if ok.state == "won":
            self.won[member] = ok.claim
            self.ordered[member] = await self._order(member, ok.claim)

    async def close(self) -> None:
        await self._web.aclose()

    async def _grab(self, member: str, sale: str):
        token = seats.sign(self._keys, Seat(ROOM, member, int(time.time()) + 3600, member))
        while True:
            with suppress(OSError):
                grabber = await seat(self._edge, f"/rooms/{ROOM}?token={token}")
                ok = await grabber.grab(sale)
                grabber.leave()
                if ok.state in ("won", "queued", "sold-out"):
                    return ok
            self.again += 1  # killed, or back and still reading its rows
            await asyncio.sleep(0.1)

    async def _order(self, member: str, claim: str) -> str:
        until = int((datetime.now(UTC) + timedelta(days=1)).timestamp())
        bearer = tokens.sign(self._keys, tokens.Claims("viewer", member, until))
        headers = {"authorization": f"Bearer {bearer}", "idempotency-key": f"tap-of-{member}"}
        body = {
            "claim": claim, "delivery": "pickup", "seen_total": PRICE,
            "contact": {"name": "李明", "phone": f"138{int(member[1:]):08d}"},
        }  # fmt: skip
        while True:
            with suppress(httpx.TransportError):
                answer = await self._web.post("/orders", json=body, headers=headers)
                if answer.status_code != 503:
                    assert answer.status_code == 201, answer.text
                    return answer.json()["order"]
            self.again += 1
            await asyncio.sleep(0.1)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def furnish(tx: Transaction) -> str:
    put_on_shelf(tx, "s1", 1990, 0, {})
    receive(tx, "s1", PIECES, "first", by="lin")
    soon = tx.now + timedelta(milliseconds=100)
    plan = Plan(room=ROOM, sku="s1", price=PRICE, quantity=PIECES, opens_at=soon, lasts=timedelta(hours=1))
    return actions.announce(tx, plan, "lin")


@pytest.fixture
async def database(tmp_path: Path):
    migrate(f"sqlite:///{tmp_path / 'jinbo.db'}")
    database = Database(f"sqlite:///{tmp_path / 'jinbo.db'}")
    await database.start()
    yield database
    await database.stop()


@pytest.mark.proof
async def test_kills_in_the_middle_of_a_flash_sale_sell_nothing_twice_and_lose_nothing(database, tmp_path, capsys):
    sale, chance, began = await database.write(furnish), random.Random(7), time.monotonic()
    edge, http = free_port(), free_port()
    listens = (f"--edge=127.0.0.1:{edge}", f"--rtmp=127.0.0.1:{free_port()}", "--ladder=off")
    processes = [Process("live", tmp_path, *listens), Process("web", tmp_path, f"--http=127.0.0.1:{http}")]
    crowd = Crowd(Keys.of(tmp_path), edge, http)
    try:
        visits = [asyncio.create_task(crowd.visit(f"m{number}", sale)) for number in range(SOCKETS)]
        for kill in range(KILLS):
            await _until(crowd, (kill + 1) * PIECES // (KILLS + 1), visits)
            await asyncio.sleep(chance.uniform(0, 0.05))
            process = processes[kill % 2]
            await asyncio.to_thread(process.kill)
            process.start()
        await asyncio.gather(*visits)
    finally:
        for process in processes:
            process.kill()
        await crowd.close()
    await _check(database, sale, crowd)
    with capsys.disabled():
        said = (
            f"{SOCKETS} sockets, {len(crowd.won)} of {PIECES} pieces, {crowd.again} tried again, 0 sold twice, 0 lost"
        )
        sys.stdout.write(f"\nkill -9 in a flash sale: {KILLS} kills, {said}, {time.monotonic() - began:.0f} s\n")


async def _until(crowd: Crowd, winners: int, visits: list[asyncio.Task[None]]) -> None:
    async with asyncio.timeout(300):
        while len(crowd.ordered) < winners:
            for visit in visits:
                assert not visit.done() or visit.exception() is None, visit.exception()
            await asyncio.sleep(0.002)


async def _check(database: Database, sale: str, crowd: Crowd) -> None:
    """What buyers were told and what the rows say is the same, and the rows agree with each other."""
    async with database.read() as session:
        claims = (await session.scalars(select(FlashClaim).where(FlashClaim.sale == sale))).all()
    held = {one.member: one.id for one in claims if one.state != "lapsed"}
    assert crowd.won.items() <= held.items(), "told and lost"
    assert {one.member: one.order for one in claims if one.order} == crowd.ordered
    assert len(held) == len(claims) == len(crowd.won) == PIECES, Counter(one.state for one in claims)
    assert sum(crowd.states.values()) == SOCKETS
    assert Auditor(database.url.render_as_string(hide_password=False)).complaints() == {}
