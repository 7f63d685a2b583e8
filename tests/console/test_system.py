"""The system page and what it rests on."""

from appliance.alarms import actions as alarms
from appliance.bus import LocalBus
from appliance.clock import ManualClock
from appliance.events import ProcessMeasured
from console.machine import Machine, measure
from console.recent import Recent

LIVE = ProcessMeasured(process="live", cpu=0.31, rss=148_000_000, ok=True, speed=3.4)


def recent(clock=None) -> Recent:
    return Recent(LocalBus(), clock or ManualClock())


async def test_the_page_tells_machine_processes_and_speed(app, owner):
    app.extensions["console"].hear(LIVE)
    text = await owner.read("/console/system")
    assert "推流与播放" in text
    assert "141.1 MB" in text
    assert "3.4 倍" in text
    assert text.count("<meter") == 3


async def test_an_alarm_is_on_the_page_and_in_the_navigation_until_it_is_cleared(house, owner):
    await house.db.write(alarms.sound, "disk", "硬盘快满了，请删掉旧录像", "The disk is nearly full")
    assert "硬盘快满了，请删掉旧录像" in await owner.read("/console/system")
    assert "条告警" in await owner.read("/console/rooms")
    await house.db.write(alarms.clear, "disk")
    assert "条告警" not in await owner.read("/console/rooms")


async def test_a_process_that_fell_silent_is_not_well():
    clock = ManualClock()
    heard = recent(clock)
    heard.hear(LIVE)
    assert [well for _, well in heard.processes()] == [True]
    await clock.advance(16)
    assert [well for _, well in heard.processes()] == [False]


async def test_a_process_that_says_it_is_ill_is_not_well():
    heard = recent()
    heard.hear(ProcessMeasured(process="web", cpu=0.1, rss=1, ok=False))
    assert [well for _, well in heard.processes()] == [False]


async def test_the_machine_is_measured_where_the_data_lies(tmp_path):
    machine = await measure(tmp_path, now=4e9)
    assert 0 <= machine.cpu <= 1
    assert 0 < machine.memory < 1
    assert 0 < machine.disk <= 1
    assert machine.up_seconds > 0


def test_a_full_disk_makes_the_machine_tight():
    full = Machine(
        cpu=0.1, cores=2, memory_used=1, memory_total=10, disk_used=95, disk_total=100, disk_free=5, up_seconds=1
    )
    assert full.tight
    assert full.disk == 0.95
