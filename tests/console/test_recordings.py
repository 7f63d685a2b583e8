"""The console's recordings: what is kept, who may watch it again, and what goes only by the owner's word."""

import os
import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from appliance.alarms import actions as alarms
from appliance.cloud import actions as cloud
from appliance.cloud.actions import Thing
from appliance.cloud.cache import Cache
from appliance.identity.permissions import Role
from media.broadcasts import actions as broadcasts
from media.recording import actions, reads, retention
from media.recording.actions import Closed, Kept
from media.recording.clips import actions as clips
from media.recording.clips import reads as clip_reads
from media.recording.recorder import ALARM, FULL_DISK
from media.recording.takes import Span

GB = 1 << 30


@pytest.fixture
def keep(house):
    async def kept(title="春茶上新", *, needed=timedelta(days=1095), size=2 * GB):
        room = (await house.db.write(broadcasts.open_room, house.keys, title)).room
        show = await house.db.write(broadcasts.air, room)
        await house.db.write(broadcasts.end, show)
        at = int(house.clock.now().timestamp() * 1000)
        await house.db.write(actions.close_reel, room, show, Closed("source", 1, at, 3_725_000, 9, "x"))
        whole = Kept(["source", "480p"], [Span(at, 3_725_000)], size, "f" * 64, None, None)
        await house.db.write(actions.keep, show, whole, needed)
        return show

    return kept


async def state(house, show):
    async with house.db.read() as session:
        found = [one for one in await reads.recordings(session, gone=True) if one.show == show]
    return found[0].state, found[0].public


async def test_the_list_tells_length_size_views_and_how_long_the_disk_lasts(owner, keep):
    await keep()
    shown = await owner.read("/console/recordings")
    assert "春茶上新" in shown
    assert "1:02:05" in shown
    assert "2.0 GB" in shown
    assert "0 次观看" in shown
    assert "磁盘还能录" in shown
    assert "保存三年" in shown


async def test_a_show_that_runs_is_recorded_and_one_that_is_over_is_put_in_order(owner, house):
    room = (await house.db.write(broadcasts.open_room, house.keys, "春茶上新")).room
    show = await house.db.write(broadcasts.air, room)
    await house.db.write(actions.close_reel, room, show, Closed("480p", 1, 0, 0, 0, "x"))
    for at in ("/console/recordings", f"/console/recordings/{show}"):
        text = await owner.read(at)
        assert "录制中</" in text
        assert "0:00:00" not in text
    await house.db.write(broadcasts.end, show)
    for at in ("/console/recordings", f"/console/recordings/{show}"):
        assert "整理中</" in await owner.read(at)


async def test_clips_and_upright_films_of_these_weeks_count_in_how_long_the_disk_lasts(owner, keep, house, monkeypatch):
    monkeypatch.setattr(retention, "FORESEEN", float("inf"))  # whatever disk this runs on

    async def days():
        return int(re.search(r"磁盘还能录 (\d+) 天", await owner.read("/console/recordings"))[1])

    await keep(size=GB // 64)
    alone = await days()
    folder = house.config.data / "clips"
    folder.mkdir()
    for name, ago in (("w1.mp4", 0), ("w1-upright.mp4", 1), ("w0.mp4", 40), (".w2.mp4", 0)):
        with (folder / name).open("wb") as film:
            film.truncate(GB // 64)
        made = (house.clock.now() - timedelta(seconds=1 + ago * 3600 * 24)).timestamp()
        os.utime(folder / name, (made, made))
    assert await days() == pytest.approx(alone / 3, rel=0.05)


async def sent(house, show, name="SHA256SUMS"):
    """As when all of it has arrived."""
    async with house.db.read() as session:
        room = (await reads.recording(session, show)).room
    thing = Thing(f"recordings/{room}/{show}/{name}", "recording", 6, 9)
    await house.db.write(cloud.find, [thing])
    await house.db.write(cloud.arrived, thing.name, 9, "f" * 64)
    return room


async def test_a_recording_of_which_files_are_nowhere_says_so(owner, keep, house):
    show = await keep()
    room = await sent(house, show)
    await house.db.write(alarms.sound, f"recording-missing-{show}", "缺", "missing", room)
    for page in ("/console/recordings", f"/console/recordings/{show}"):
        assert "文件不在本机，云上也不全" in await owner.read(page)


async def test_the_list_tells_where_each_recording_lies(owner, keep, house):
    show = await keep()
    assert "在本机" in await owner.read("/console/recordings")
    room = await sent(house, show)
    assert "在本机和云上" in await owner.read("/console/recordings")
    await house.db.write(actions.move_away, show)
    assert "在云上" in await owner.read("/console/recordings")
    cache = Cache(house.config.data / "cache" / "cloud", 1 << 30)
    cache.put(f"recordings/{room}/{show}/source/0001.mp4", 0, bytes(3 << 20))
    assert "在云上，本机缓存了 3.0 MB" in await owner.read("/console/recordings")


async def test_staff_ask_for_a_recording_in_the_cloud_to_come_back(owner, keep, house, monkeypatch):
    show = await keep()
    assert "取回本机" not in await owner.read(f"/console/recordings/{show}")
    await house.db.write(actions.move_away, show)
    page = await owner.read(f"/console/recordings/{show}")
    assert "取回本机" in page
    assert "下载 MP4" in page
    answer = await owner.post(f"/console/recordings/{show}/return")
    assert answer.status_code == 303
    assert "正在取回本机" in await owner.read(f"/console/recordings/{show}")


async def test_what_this_box_has_no_room_for_is_not_fetched(owner, keep, house):
    show = await keep(size=1 << 60)
    await house.db.write(actions.move_away, show)
    answer = await owner.post(f"/console/recordings/{show}/return")
    assert answer.status_code == 409
    assert "先腾出空间再取" in await answer.get_data(as_text=True)
    async with house.db.read() as session:
        assert (await reads.recording(session, show)).place == "away"


async def test_a_shop_without_recordings_is_told_how_they_come(owner):
    assert "每场直播都会自动录下来" in await owner.read("/console/recordings")


async def test_a_search_finds_and_says_when_it_finds_nothing(owner, keep):
    await keep("春茶上新")
    await keep("冬被清仓")
    found = await owner.read(f"/console/recordings?search={quote('冬被')}")
    assert "冬被清仓" in found
    assert "春茶上新</a>" not in found.split('id="list"')[1]
    assert "没有符合的录像" in await owner.read(f"/console/recordings?search={quote('西瓜')}")


async def test_a_recording_that_stopped_for_want_of_disk_is_said_at_the_top(owner, keep, house):
    await house.db.write(alarms.sound, ALARM, *FULL_DISK)
    assert FULL_DISK[0] in await owner.read("/console/recordings")


async def test_a_replay_is_hidden_and_published_again(owner, keep, house):
    show = await keep()
    await owner.post(f"/console/recordings/{show}/hiding")
    assert await state(house, show) == ("kept", False)
    assert "已隐藏" in await owner.read(f"/console/recordings/{show}")
    await owner.post(f"/console/recordings/{show}/publication")
    assert await state(house, show) == ("kept", True)


async def test_what_the_law_needs_is_deleted_by_the_owners_written_word_alone(owner, keep, house):
    show = await keep()
    shown = await owner.read(f"/console/recordings/{show}")
    assert "至少保存三年" in shown
    assert f"{(house.clock.now() + timedelta(days=1095)):%Y-%m-%d}" in shown
    answer = await owner.post(f"/console/recordings/{show}/deletion", {"word": "好"})
    assert answer.status_code == 400
    assert (await state(house, show))[0] == "kept"
    await owner.post(f"/console/recordings/{show}/deletion", {"word": "删除"})
    assert (await state(house, show))[0] == "gone"


async def test_what_no_rule_needs_is_deleted_at_once(owner, keep, house):
    show = await keep(needed=timedelta())
    assert "至少保存三年" not in await owner.read(f"/console/recordings/{show}")
    await owner.post(f"/console/recordings/{show}/deletion")
    assert (await state(house, show))[0] == "gone"


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.HOST])
async def test_nobody_but_the_owner_deletes(keep, house, colleague, role):
    show = await keep()
    browser = await colleague(role)
    assert "删除这场录像" not in await browser.read(f"/console/recordings/{show}")
    assert (await browser.post(f"/console/recordings/{show}/deletion", {"word": "删除"})).status_code == 403
    assert (await state(house, show))[0] == "kept"


async def test_a_recording_that_is_gone_says_so(owner, keep, house):
    show = await keep(needed=timedelta())
    await owner.post(f"/console/recordings/{show}/deletion")
    assert (await owner.get(f"/console/recordings/{show}")).status_code == 404


async def test_a_clip_is_deleted_with_one_question_and_the_recording_stays(owner, keep, house, colleague):
    show = await keep()
    async with house.db.read() as session:
        found = await reads.recording(session, show)
    stretch = {"since": found.started_at, "until": found.started_at + timedelta(seconds=40)}
    await house.db.write(clips.ask, "w1", found.room, show, product="p1", title="明前龙井", **stretch)
    await house.db.write(clips.finish, "w1", clips.Film(40_000, 5_000_000, None))
    there = f"/console/recordings/{show}/clips/w1/deletion"
    shown = await owner.read(f"/console/recordings/{show}")
    assert "删除这个切片？" in shown
    assert f'data-asks-about="明前龙井" data-action="{there}"' in shown
    host = await colleague(Role.HOST)
    assert there not in await host.read(f"/console/recordings/{show}")
    assert (await host.post(there)).status_code == 403
    assert (await owner.post(there)).status_code == 303
    assert there not in await owner.read(f"/console/recordings/{show}")
    assert (await state(house, show))[0] == "kept"
    assert "删除了切片 明前龙井" in await owner.read("/console/audit?about=shop")
    assert (await owner.post(there)).status_code == 404


async def test_a_shows_clips_are_hidden_published_and_made_upright(owner, keep, house):
    show = await keep()
    async with house.db.read() as session:
        found = await reads.recording(session, show)
    stretch = {"since": found.started_at, "until": found.started_at + timedelta(seconds=40)}
    await house.db.write(clips.ask, "w1", found.room, show, product="p1", title="明前龙井", **stretch)
    assert "正在剪" in await owner.read(f"/console/recordings/{show}")
    await house.db.write(clips.finish, "w1", clips.Film(40_000, 5_000_000, None))
    shown = await owner.read(f"/console/recordings/{show}")
    assert "明前龙井" in shown
    assert f"/replay/{found.room}/clips/w1.mp4" in shown
    await owner.post(f"/console/recordings/{show}/clips/w1/hiding")
    await owner.post(f"/console/recordings/{show}/clips/w1/upright")
    shown = await owner.read(f"/console/recordings/{show}")
    assert "竖版 0%" in shown
    async with house.db.read() as session:
        assert await clip_reads.of_product(session, "p1") == []
    await owner.post(f"/console/recordings/{show}/clips/w1/publication")
    async with house.db.read() as session:
        assert [one.id for one in await clip_reads.of_product(session, "p1")] == ["w1"]
