"""Rounds over real sockets while `live` and `web` are killed with signal 9 in the middle of them."""

import asyncio
import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from appliance.db import Database, Transaction
from appliance.identity import seats
from appliance.identity.seats import Seat
from appliance.keys import Keys
from bench.grabbers import seat
from store.catalogue.actions import receive
from store.play import actions, reads, shown
from store.play.models import Round, RoundEntry, RoundWin
from store.play.spec import NewRound, PrizeWanted
from tests.store.conftest import put_on_shelf
from tests.store.proofs.money_audit import Auditor
from tests.store.proofs.test_kill_nine_flash import Process, database, free_port

__all__ = ["database"]

VIEWERS, PACKETS, KILLS = 120, 40, 3
ROOM, SECONDS, ARRIVE_WITHIN = "room1", 90, 20
SCRIPT = Path(__file__).parents[3] / "docs" / "how-to" / "verify-draw.py"


class Crowd:
    """Everybody joins both rounds until they know that they are in, or that it is over."""

    def __init__(self, keys: Keys, edge: int, rounds: list[str]) -> None:
        self._keys = keys.derive("tokens")
        self._edge = edge
        self._rounds = rounds
        self.told: dict[tuple[str, str], str] = {}
        self.again = 0

    async def visit(self, member: str, wait: float) -> None:
        await asyncio.sleep(wait)
        for round_id in self._rounds:
            self.told[round_id, member] = await self._join(member, round_id)

    async def _join(self, member: str, round_id: str) -> str:
        token = seats.sign(self._keys, Seat(ROOM, member, int(time.time()) + 3600, member))
        while True:
            with suppress(OSError):
                viewer = await seat(self._edge, f"/rooms/{ROOM}?token={token}")
                said = await viewer.ask({"type": "join", "ref": "j", "round": round_id})
                viewer.leave()
                if said.state in ("in", "won", "used-up", "round-over"):
                    return said.state
            self.again += 1  # killed, or back and still reading its rows
            await asyncio.sleep(0.5)


def furnish(tx: Transaction, keys: Keys) -> list[str]:
    put_on_shelf(tx, "s1", 1990, 0, {})
    receive(tx, "s1", 20, "first", by="lin")
    goods, points = PrizeWanted(kind="goods", sku="s1", count=20), PrizeWanted(kind="points", points=5, count=50)
    rain = [PrizeWanted(kind="points", points=5_000, count=PACKETS)]
    wanted = [
        NewRound(kind="lottery", title="福袋", lasts=SECONDS, prizes=[goods, points]),
        NewRound(kind="red-packets", title="红包雨", lasts=SECONDS, prizes=rain),
    ]
    return [actions.open_round(tx, keys, ROOM, new, by="lin") for new in wanted]


@pytest.mark.proof
async def test_kills_in_the_middle_of_rounds_let_nobody_win_twice_and_lose_nothing(database, tmp_path, capsys):
    keys, chance, began = Keys.of(tmp_path), random.Random(11), time.monotonic()
    edge = free_port()
    listens = (f"--edge=127.0.0.1:{edge}", f"--rtmp=127.0.0.1:{free_port()}", "--ladder=off")
    processes = [Process("live", tmp_path, *listens), Process("web", tmp_path, f"--http=127.0.0.1:{free_port()}")]
    try:
        await _up(edge)
        rounds = await database.write(furnish, keys)
        crowd = Crowd(keys, edge, rounds)
        visits = [asyncio.create_task(crowd.visit(f"m{n}", chance.uniform(0, ARRIVE_WITHIN))) for n in range(VIEWERS)]
        for kill in range(KILLS):
            if kill < KILLS - 1:
                await _until(crowd, (kill + 1) * 2 * VIEWERS // KILLS, visits)
                await asyncio.sleep(chance.uniform(0, 0.05))
            else:
                await _closing(database, rounds[0])
            process = processes[1 if kill == 1 else 0]
            await asyncio.to_thread(process.kill)
            process.start()
        async with asyncio.timeout(300):
            await asyncio.gather(*visits)
        await _over(database)
    finally:
        for process in processes:
            process.kill()
    told = await _check(database, crowd, rounds)
    with capsys.disabled():
        sys.stdout.write(
            f"\nkill -9 in rounds: {KILLS} kills, {told}, {crowd.again} tried again, 0 won twice, 0 lost, "
            f"{time.monotonic() - began:.0f} s\n"
        )


async def _up(edge: int) -> None:
    async with asyncio.timeout(120):
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", edge)
                return writer.close()
            await asyncio.sleep(0.2)


async def _until(crowd: Crowd, told: int, visits: list[asyncio.Task[None]]) -> None:
    async with asyncio.timeout(300):
        while len(crowd.told) < told:
            for visit in visits:
                assert not visit.done() or visit.exception() is None, visit.exception()
            await asyncio.sleep(0.002)


async def _closing(database: Database, lottery: str) -> None:
    """It takes no more entries, and is not drawn yet, unless that was too quick to be seen."""
    async with asyncio.timeout(300):
        while True:
            async with database.read() as session:
                if await session.scalar(select(Round.state).where(Round.id == lottery)) != "open":
                    return
            await asyncio.sleep(0.002)


async def _over(database: Database) -> None:
    """Drawn, and handed over."""
    async with asyncio.timeout(120):
        while True:
            async with database.read() as session:
                open_still = await session.scalar(select(Round.id).where(Round.state.in_(reads.GOING_ON)).limit(1))
                owed = await session.scalar(select(RoundWin.id).where(RoundWin.state.in_(reads.UNTOLD)).limit(1))
            if open_still is None and owed is None:
                return
            await asyncio.sleep(0.2)


async def _check(database: Database, crowd: Crowd, rounds: list[str]) -> str:
    """What viewers were told and what the rows say is the same, the rows agree, and the proofs recompute."""
    async with database.read() as session:
        entries = {(one.round, one.member) for one in await session.scalars(select(RoundEntry))}
        wins = (await session.scalars(select(RoundWin))).all()
    won_at_once = {key for key, state in crowd.told.items() if state == "won"}
    let_in = {key for key, state in crowd.told.items() if state in ("in", "won")}
    assert let_in <= entries, "told and lost"
    assert len(crowd.told) == 2 * VIEWERS
    by_round = Counter(one.round for one in wins)
    lottery, rain = rounds
    drawn = sum(1 for round_id, _ in entries if round_id == lottery)
    assert by_round[lottery] == min(70, drawn)
    assert by_round[rain] == PACKETS
    assert won_at_once <= {(one.round, one.member) for one in wins}
    assert Auditor(database.url.render_as_string(hide_password=False)).complaints() == {}
    for round_id in rounds:
        await _recompute(database, round_id)
    return (
        f"{VIEWERS} viewers, {drawn} in the draw, {PACKETS} packets, {Counter(crowd.told.values())['round-over']} late"
    )


async def _recompute(database: Database, round_id: str) -> None:
    """By the script that knows nothing of Jinbo."""
    async with database.read() as session:
        found = await reads.round_of(session, round_id)
        entries, wins = await reads.entries(session, round_id), await reads.wins(session, round_id)
    proof = msgspec.json.encode(shown.proof(found, list(entries), list(wins)))
    file = Path(str(database.url.database)).with_name(f"{round_id}.json")
    file.write_bytes(proof)
    run = await asyncio.to_thread(
        subprocess.run, [sys.executable, str(SCRIPT), str(file)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout
    assert run.stdout.startswith("RIGHT:")
