"""A process waits, beats, and stops at once when it may no longer be the one."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.clock import ManualClock
from appliance.config import Config
from appliance.db import Database
from appliance.errors import Unavailable
from appliance.keys import Keys
from appliance.lease import actions, reads
from appliance.lease.actions import Fenced, NameTaken
from appliance.lease.holding import ASK_SECONDS, BEAT_SECONDS, OWN_SECONDS, Awake, Held, Unshared, holding
from tests.appliance.lease.test_actions import A, B, silent


class Left(Exception):
    """What a process does that is fenced: it is gone."""


def leave() -> None:
    raise Left


@pytest.fixture
def held(sqlite_database: Database, clock: ManualClock):
    return Held(sqlite_database, "live", A, clock, fence=leave)


async def term(database: Database) -> int:
    async with database.read() as session:
        return await reads.term(session, "live")


async def test_a_box_that_is_alone_has_everything_at_once_and_nothing_to_keep(sqlite_database: Database, tmp_path):
    alone = holding(Config(data=tmp_path), "live", sqlite_database, Keys.of(tmp_path), ("", "", ""))
    assert isinstance(alone, Unshared)
    assert await alone.taken(asyncio.Event())
    await alone.run()
    alone.check()
    assert alone.term == 0
    assert sqlite_database.guard is None
    assert not (tmp_path / "box.id").exists()


async def test_who_is_first_holds_it_and_writes_under_its_guard(sqlite_database: Database, held: Held):
    assert await held.taken(asyncio.Event())
    assert held.term == 1
    held.check()
    async with sqlite_database.read() as session:
        (box,) = await reads.boxes(session)
    assert (box.name, box.live, box.page) == ("a", True, A.page)
    assert sqlite_database.guard is not None


async def test_who_waits_takes_over_when_the_other_falls_silent(
    sqlite_database: Database, held: Held, clock: ManualClock, eventually
):
    await sqlite_database.write(actions.take, "live", "b")
    waiting = asyncio.create_task(held.taken(asyncio.Event()))

    async def asked() -> bool:
        await clock.advance(ASK_SECONDS)
        async with sqlite_database.read() as session:
            return bool(await reads.boxes(session))

    await eventually(asked)
    assert not waiting.done()
    await sqlite_database.write(silent, 10)

    async def taken() -> bool:
        await clock.advance(ASK_SECONDS)
        return waiting.done()

    await eventually(taken)
    assert waiting.result()
    assert held.term == 2


async def test_who_waits_goes_when_told_to(sqlite_database: Database, held: Held, eventually):
    await sqlite_database.write(actions.take, "live", "b")
    stop = asyncio.Event()
    waiting = asyncio.create_task(held.taken(stop))
    await asyncio.sleep(0)
    stop.set()
    await eventually(waiting.done)
    assert not waiting.result()
    assert sqlite_database.guard is None


async def test_a_wrong_name_is_said_and_not_waited_out(sqlite_database: Database, clock: ManualClock, held: Held):
    await sqlite_database.write(actions.arrive, A)
    copy = Held(sqlite_database, "live", actions.Introduction("a", "other", "seal", "", "", ""), clock)
    with pytest.raises(NameTaken):
        await copy.taken(asyncio.Event())


async def test_beats_keep_it(sqlite_database: Database, held: Held, clock: ManualClock, eventually):
    await held.taken(asyncio.Event())
    running = asyncio.create_task(held.run())
    began = clock.monotonic()

    async def long_held() -> bool:
        await asyncio.sleep(0.01)  # the writer's thread
        await clock.advance(BEAT_SECONDS / 4)
        held.check()
        return clock.monotonic() > began + OWN_SECONDS * 3

    await eventually(long_held)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_who_could_not_beat_for_six_seconds_stops_by_its_own_clock(
    sqlite_database: Database, held: Held, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
):
    await held.taken(asyncio.Event())
    monkeypatch.setattr(sqlite_database, "write", never)
    running = asyncio.create_task(held.run())
    await asyncio.sleep(0)
    await clock.advance(OWN_SECONDS - 0.1)
    held.check()
    await clock.advance(0.2)
    with pytest.raises(BaseExceptionGroup) as ended:
        await running
    assert ended.group_contains(Left)
    with pytest.raises(Left):
        held.check()


async def never(*_: object) -> None:
    await asyncio.Event().wait()


async def test_a_database_that_says_no_is_asked_again_until_time_is_over(
    sqlite_database: Database, held: Held, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
):
    await held.taken(asyncio.Event())
    asked = []

    async def down(*_: object) -> None:
        asked.append(clock.monotonic())
        raise Unavailable

    monkeypatch.setattr(sqlite_database, "write", down)
    running = asyncio.create_task(held.run())
    for _ in range(4):
        await asyncio.sleep(0)
        await clock.advance(BEAT_SECONDS)
        await asyncio.sleep(0)
    with pytest.raises(BaseExceptionGroup) as ended:
        await running
    assert ended.group_contains(Left)
    assert len(asked) >= 3


async def test_who_slept_while_another_took_over_does_nothing_more(
    sqlite_database: Database, held: Held, clock: ManualClock, eventually
):
    await held.taken(asyncio.Event())
    await sqlite_database.write(silent, 10)
    sqlite_database.guard, mine = None, sqlite_database.guard
    assert await sqlite_database.write(actions.take, "live", "b") == 2
    sqlite_database.guard = mine
    with pytest.raises(Fenced):
        await sqlite_database.write(lambda tx: tx.execute(None))
    running = asyncio.create_task(held.run())
    await eventually(running.done)
    assert isinstance(running.exception(), BaseExceptionGroup)
    assert await term(sqlite_database) == 2


def test_the_stopwatch_goes_on_while_the_machine_sleeps():
    clock = Awake()
    before = clock.monotonic()
    assert clock.monotonic() >= before > 0


async def test_a_data_folder_keeps_its_name(sqlite_database: Database, tmp_path: Path):
    config = Config(data=tmp_path, box="b", database="postgresql://x/y", redis="redis://x")
    held = [holding(config, "live", sqlite_database, Keys.of(tmp_path), (B.edge, B.page, B.push)) for _ in range(2)]
    assert (tmp_path / "box.id").read_text()
    assert held[0]._box == held[1]._box
    assert held[0]._box.edge == B.edge
    assert timedelta(seconds=OWN_SECONDS + 3) <= actions.FREE_AFTER
