import shutil
from collections import namedtuple

import pytest

from appliance.alarms import actions, reads
from appliance.alarms.lookout import GIGABYTE, SILENT_SECONDS, Lookout
from appliance.bus import LocalBus
from appliance.clock import ManualClock
from appliance.db import Database
from appliance.events import AlarmCleared, AlarmRaised, Event, ProcessMeasured
from appliance.lease.actions import arrive
from tests.appliance.lease.test_actions import A, B, silent

Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 - as shutil has it


@pytest.fixture
async def told(bus: LocalBus) -> list[Event]:
    facts: list[Event] = []
    bus.listen(facts.append, (AlarmRaised, AlarmCleared), name="test")
    return facts


async def standing(database: Database) -> list[str]:
    async with database.read() as session:
        return [alarm.id for alarm in await reads.standing(session)]


async def test_an_alarm_is_told_once_until_it_is_cleared(database: Database, told: list, eventually):
    for _ in range(3):
        await database.write(actions.sound, "disk", "满了", "full")
    assert await standing(database) == ["disk"]
    for _ in range(3):
        await database.write(actions.clear, "disk")
    assert await standing(database) == []
    await database.write(actions.sound, "disk", "又满了", "full again")
    await eventually(lambda: len(told) == 3)
    assert [type(fact) for fact in told] == [AlarmRaised, AlarmCleared, AlarmRaised]


async def test_alarms_of_one_kind_are_cleared_together(database: Database, told: list, eventually):
    for alarm in ("ladder-r1-720p", "ladder-r2-480p", "disk"):
        await database.write(actions.sound, alarm, "x", "x")
    await database.write(actions.clear_all, "ladder-")
    assert await standing(database) == ["disk"]
    await eventually(lambda: sum(isinstance(fact, AlarmCleared) for fact in told) == 2)


async def test_a_full_disk_is_told_and_does_not_flicker(
    sqlite_database: Database, clock: ManualClock, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    lookout = Lookout(sqlite_database, clock, tmp_path)
    for free, alarms in ((2.9, ["disk"]), (3.5, ["disk"]), (4.5, []), (3.5, [])):
        usage = Usage(0, 0, int(free * GIGABYTE))
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, usage=usage: usage)
        await lookout.look()
        assert await standing(sqlite_database) == alarms


async def test_a_process_that_fell_silent_is_told_until_it_speaks(
    sqlite_database: Database, clock: ManualClock, tmp_path, bus: LocalBus, eventually
):
    lookout = Lookout(sqlite_database, clock, tmp_path)
    lookout.listen(bus)
    await clock.advance(SILENT_SECONDS + 1)
    bus.publish(ProcessMeasured(process="web", cpu=0, rss=0, ok=True))

    async def only_live() -> bool:
        await lookout.look()
        return await standing(sqlite_database) == ["process-live"]

    await eventually(only_live)
    bus.publish(ProcessMeasured(process="live", cpu=0, rss=0, ok=True))

    async def nothing() -> bool:
        await lookout.look()
        return await standing(sqlite_database) == []

    await eventually(nothing)


async def test_a_second_web_that_fell_silent_is_told_too_and_forgotten_when_there_is_only_one(
    sqlite_database: Database, clock: ManualClock, tmp_path, bus: LocalBus, eventually
):
    """The kernel goes on handing it every other visitor."""
    lookout = Lookout(sqlite_database, clock, tmp_path, webs=2)
    lookout.listen(bus)
    await lookout.look()
    await clock.advance(SILENT_SECONDS + 1)
    for process in ("web", "live"):
        bus.publish(ProcessMeasured(process=process, cpu=0, rss=0, ok=True))

    async def only_the_second() -> bool:
        await lookout.look()
        return await standing(sqlite_database) == ["process-web-2"]

    await eventually(only_the_second)
    await Lookout(sqlite_database, clock, tmp_path, webs=1).look()
    assert await standing(sqlite_database) == []


async def test_a_box_that_would_not_take_over_is_told_until_it_is_heard_or_forgotten(
    database: Database, clock: ManualClock, tmp_path
):
    lookout = Lookout(database, clock, tmp_path, box="a")
    for box in (A, B):
        await database.write(arrive, box)
    await lookout.look()
    assert "box-b" not in await standing(database)
    await database.write(silent, 61)
    await database.write(arrive, A)
    await lookout.look()
    assert "box-b" in await standing(database)
    assert "box-a" not in await standing(database)
    await database.write(arrive, B)
    await lookout.look()
    assert "box-b" not in await standing(database)
    await database.write(silent, 8 * 86_400)
    await database.write(arrive, A)
    await lookout.look()
    assert "box-b" not in await standing(database)


async def test_a_box_that_is_alone_misses_nobody(database: Database, clock: ManualClock, tmp_path):
    await database.write(arrive, B)
    await database.write(silent, 100)
    await Lookout(database, clock, tmp_path).look()
    assert "box-b" not in await standing(database)
