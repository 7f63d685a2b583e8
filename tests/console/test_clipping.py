"""The page of a recording suggests clips where the show was lively, and cuts what a colleague chooses."""

import re
from datetime import datetime, timedelta

import pytest

from appliance.identity.permissions import Role
from media.broadcasts import actions as broadcasts
from media.recording import actions as keeping
from media.recording import reads as recordings
from media.recording.actions import Closed
from media.recording.clips import actions, reads


async def cut_of(house, show):
    async with house.db.read() as session:
        return await reads.of_show(session, show)


async def stretch_of(house, show):
    """Of the burst: from before it to after it."""
    async with house.db.read() as session:
        since = (await recordings.recording(session, show)).started_at
    return {"since": since + timedelta(seconds=570), "until": since + timedelta(seconds=650)}


async def test_a_lively_stretch_is_suggested_with_its_reason(owner, lively):
    shown = await owner.read(f"/console/recordings/{lively}")
    assert "热门时刻" in shown
    assert len(re.findall('class="why"', shown)) == 1
    assert re.search(r"这里 30 秒内 .*2900 次点赞（平时 0 次）", shown)
    assert re.search(r"\d+ 条弹幕（平时 3 条）", shown)
    assert re.search(r"0:09:\d\d – 0:10:\d\d", shown)
    assert shown.count('<path class="lane') == 4


async def test_a_show_without_anything_says_when_clips_are_suggested(owner, house, room):
    show = await house.db.write(broadcasts.air, room)
    await house.db.write(broadcasts.end, show)
    at = int(house.clock.now().timestamp() * 1000)
    await house.db.write(keeping.close_reel, room, show, Closed("source", 1, at, 60_000, 9, "x"))
    shown = await owner.read(f"/console/recordings/{show}")
    assert "没有哪一段比这一场平时明显热闹" in shown


async def test_a_suggestion_is_cut_and_nobody_but_staff_sees_it(owner, house, lively):
    page = await owner.read(f"/console/recordings/{lively}")
    form = dict(re.findall(r'type="hidden" name="(since|until|title|product)" value="([^"]*)"', page))
    answer = await owner.post(f"/console/recordings/{lively}/clips", form)
    assert answer.status_code == 303
    [clip] = await cut_of(house, lively)
    assert (clip.origin, clip.public, clip.state, clip.title) == ("cut", False, "waiting", "冬被专场")
    stretch = await stretch_of(house, lively)
    assert stretch["since"] <= clip.since < clip.until <= stretch["until"]
    assert "自己剪的" in await owner.read(f"/console/recordings/{lively}")


async def test_what_a_clip_shows_already_is_not_suggested_twice(owner, house, lively):
    async with house.db.read() as session:
        room = (await recordings.recording(session, lively)).room
    stretch = await stretch_of(house, lively)
    await house.db.write(actions.ask, "w1", room, lively, product="p1", title="明前龙井", **stretch)
    shown = await owner.read(f"/console/recordings/{lively}")
    assert "切片“明前龙井”里已经有了" in shown
    assert shown.count('class="why"') == 1
    assert f'action="/console/recordings/{lively}/clips"' not in shown.split('class="suggested"')[1].split("</ol>")[0]


async def test_a_suggestion_that_is_waved_away_stays_away_and_comes_back_when_it_was_a_slip(owner, lively):
    page = await owner.read(f"/console/recordings/{lively}")
    away = re.search(r'action="(/console/recordings/\w+/peaks/\d+)/dismissal"', page)[1]
    await owner.post(f"{away}/dismissal")
    await owner.post(f"{away}/dismissal")
    assert 'class="why"' not in await owner.read(f"/console/recordings/{lively}")
    await owner.post(f"{away}/recall")
    assert 'class="why"' in await owner.read(f"/console/recordings/{lively}")


@pytest.mark.parametrize(("typed", "meant"), [("0:09:30", 570), ("9:30", 570), ("570", 570), ("9：30.25", 570.25)])
async def test_a_stretch_is_chosen_by_its_times_in_the_recording(owner, house, lively, typed, meant):
    await owner.post(f"/console/recordings/{lively}/clips", {"since": typed, "until": "0:10:00", "title": " 开箱 "})
    [clip] = await cut_of(house, lively)
    async with house.db.read() as session:
        began = (await recordings.recording(session, lively)).started_at
    assert clip.since - began == timedelta(seconds=meant)
    assert clip.until - began == timedelta(minutes=10)
    assert clip.title == "开箱"


@pytest.mark.parametrize(
    ("since", "until", "wrong"),
    [
        ("九点", "0:10:00", "请写成 1:02:03 这样的时间"),
        ("0:00:00", "0:21:00", "录像到 0:20:00 为止"),
        ("0:10:00", "0:10:02", "片段至少要 3 秒"),
        ("0:10:00", "0:09:00", "片段至少要 3 秒"),
    ],
)
async def test_a_stretch_that_cannot_be_cut_is_said_beside_its_field(owner, house, lively, since, until, wrong):
    answer = await owner.post(f"/console/recordings/{lively}/clips", {"since": since, "until": until})
    assert answer.status_code == 400
    shown = await answer.get_data(as_text=True)
    assert wrong in shown
    assert f'value="{since}"' in shown
    assert await cut_of(house, lively) == []


async def test_who_may_only_look_is_offered_no_knife(colleague, lively):
    host = await colleague(Role.HOST)
    shown = await host.read(f"/console/recordings/{lively}")
    assert 'class="why"' in shown
    assert "/dismissal" not in shown
    assert f"/console/recordings/{lively}/clips" not in shown
    answer = await host.post(f"/console/recordings/{lively}/clips", {"since": "0:09:30", "until": "0:10:00"})
    assert answer.status_code == 403


async def test_an_english_page_of_a_lively_show_has_no_word_of_chinese(owner, lively):
    owner.language = "en"
    shown = await owner.read(f"/console/recordings/{lively}")
    for name in ("王店长", "王", "冬被专场", "中文"):
        shown = shown.replace(name, "")
    assert re.findall(r"[\u4e00-\u9fff]+", shown.split("<main")[1].split("</main>")[0]) == []


async def test_programs_read_the_peaks_cut_there_and_wave_them_away(colleague, house, lively):
    operator = await colleague(Role.OPERATOR)
    address = f"/api/v1/replays/{lively}"
    [peak] = (await (await operator.get(f"{address}/peaks")).get_json())["peaks"]
    assert {one["kind"] for one in peak["counts"]} == {"comments", "likes"}
    assert peak["clip"] == peak["product"] == ""
    answer = await ask(operator, "POST", f"{address}/clips", {"since": peak["since"], "until": peak["until"]})
    assert answer.status_code == 201
    [clip] = await cut_of(house, lively)
    assert (await answer.get_json())["clip"] == clip.id
    [peak] = (await (await operator.get(f"{address}/peaks")).get_json())["peaks"]
    assert peak["clip"] == clip.id
    at = int(datetime.fromisoformat(peak["top"]).timestamp() * 1000)
    await ask(operator, "PUT", f"{address}/peaks/{at}/dismissal")
    assert (await (await operator.get(f"{address}/peaks")).get_json())["peaks"] == []
    await ask(operator, "DELETE", f"{address}/peaks/{at}/dismissal")
    assert len((await (await operator.get(f"{address}/peaks")).get_json())["peaks"]) == 1


async def ask(browser, method, address, body=None):
    headers = {"x-csrf-token": await browser.csrf(), "accept-language": "zh-CN"}
    return await browser._client.open(address, method=method, json=body, headers=headers)


async def test_a_clip_is_cut_to_the_very_picture_where_somebody_asks_for_it(owner, house, lively):
    stretch = {"since": "0:09:30.25", "until": "0:10:00"}
    await owner.post(f"/console/recordings/{lively}/clips", {**stretch, "exact": "true"})
    [clip] = await cut_of(house, lively)
    assert clip.exact
    await house.db.write(actions.tell_cut, clip.id, 40)
    shown = await owner.read(f"/console/recordings/{lively}")
    assert "正在剪 40%" in shown
    assert 'hx-trigger="every 3s"' in shown
    await house.db.write(actions.finish, clip.id, actions.Film(29_750, 9, None))
    assert 'hx-trigger="every 3s"' not in await owner.read(f"/console/recordings/{lively}")


async def test_of_a_recording_of_which_nothing_is_kept_yet_nothing_is_cut(owner, house, room):
    show = await house.db.write(broadcasts.air, room)
    at = int(house.clock.now().timestamp() * 1000)
    await house.db.write(keeping.close_reel, room, show, Closed("source", 1, at, 60_000, 9, "x"))
    answer = await owner.post(f"/console/recordings/{show}/clips", {"since": "0", "until": "0"})
    assert answer.status_code == 400


async def test_the_title_of_a_clip_is_one_line_that_turns_no_page_around(colleague, house, lively):
    operator = await colleague(Role.OPERATOR)
    stretch = {name: at.isoformat() for name, at in (await stretch_of(house, lively)).items()}
    await ask(operator, "POST", f"/api/v1/replays/{lively}/clips", {**stretch, "title": "冬\u202e被\n专场"})
    [clip] = await cut_of(house, lively)
    assert clip.title == "冬被 专场"


async def test_of_a_show_that_is_not_there_nothing_is_waved_away(colleague):
    operator = await colleague(Role.OPERATOR)
    for method in ("PUT", "DELETE"):
        answer = await ask(operator, method, "/api/v1/replays/none/peaks/1700000000000/dismissal")
        assert answer.status_code == 404
