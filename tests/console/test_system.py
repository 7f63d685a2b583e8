"""The system page and what it rests on."""

import re

import msgspec
import pytest

from appliance.alarms import actions as alarms
from appliance.bus import LocalBus
from appliance.clock import ManualClock
from appliance.events import ProcessMeasured
from appliance.lease import actions as lease
from console.machine import Machine, measure
from console.recent import Recent
from console.words import lasting
from tests.appliance.lease.test_actions import A, B, silent

PAIR = {"box": "a", "database": "postgresql://db/jinbo", "redis": "redis://db"}
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


async def test_the_navigation_names_the_alarms_and_lands_on_the_newest(house, owner, clock):
    await house.db.write(alarms.sound, "disk", "硬盘快满了", "The disk is nearly full")
    await clock.advance(1)
    await house.db.write(alarms.sound, "process-live", "“推流与播放”没有响应", "the picture does not answer")
    for language, named in (
        ("zh", "“推流与播放”没有响应；硬盘快满了"),
        ("en", "the picture does not answer; The disk is nearly full"),
    ):
        owner.language = language
        text = await owner.read("/console/rooms")
        link = re.search(r'<a href="/console/system#alarm-process-live"[^>]*title="([^"]*)"', text)
        assert link
        assert link[1] == named
        assert f"{named}</span>" in text
    assert 'id="alarm-process-live" tabindex="-1"' in await owner.read("/console/system")


async def test_without_an_alarm_the_navigation_is_just_a_way(owner):
    assert re.search(r'<a href="/console/system">', await owner.read("/console/rooms"))


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (30, "不到 1 分钟", "less than a minute"),
        (65, "1 分钟", "1 min"),
        (7500, "2 小时 5 分钟", "2 h 5 min"),
        (266_400, "3 天 2 小时", "3 d 2 h"),
    ],
)
async def test_how_long_the_box_is_up_is_said_as_people_say_it(app, seconds, zh, en):
    for language, said in (("zh", zh), ("en", en)):
        async with app.test_request_context("/", headers={"Accept-Language": language}):
            assert lasting(seconds) == said


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


async def test_the_network_check_says_what_is_known_and_what_to_do(owner):
    assert 'href="/console/system/reach"' in await owner.read("/console/system")
    text = await owner.read("/console/system/reach")
    assert "UDP 50000–50199" in text
    assert "install.sh --domain" in text


async def test_a_box_that_is_alone_says_nothing_of_another(owner):
    assert "两台主机" not in await owner.read("/console/system")


async def test_two_boxes_are_told_with_who_is_live_since_when_and_who_is_silent(app, house, owner):
    app.extensions["jinbo"] = msgspec.structs.replace(house, config=msgspec.structs.replace(house.config, **PAIR))
    await house.db.write(lease.arrive, A)
    await house.db.write(lease.take, "live", "a")
    text = await owner.read("/console/system")
    assert "还没有另一台主机来过" in text
    await house.db.write(lease.arrive, B)
    text = await owner.read("/console/system")
    assert "第 1 任" in text
    assert "备着" in text
    assert f'href="{B.page}/console"' in text
    assert "没有消息" not in text
    await house.db.write(silent, 61)
    await house.db.write(lease.arrive, A)
    text = await owner.read("/console/system")
    assert "1 分钟没有消息" in text
    owner.language = "en"
    assert "Two boxes" in await owner.read("/console/system")


async def test_processes_of_two_boxes_are_told_apart(app, owner):
    for box in ("a", "b"):
        app.extensions["console"].hear(msgspec.structs.replace(LIVE, box=box))
    text = await owner.read("/console/system")
    for box in ("a", "b"):
        assert f'<code class="soft">live</code> <span class="soft">@{box}</span>' in text
