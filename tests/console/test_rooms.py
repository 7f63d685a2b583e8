"""Rooms: listing, opening, pushing, ending."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from appliance.events import BroadcastEnded, HostLost, StreamKeyRotated, StreamMeasured
from appliance.identity import tokens
from appliance.identity.permissions import Role
from media.broadcasts import actions, reads


def measured(house, room: str, light: str = "amber", **more) -> StreamMeasured:
    facts = {
        "at": house.clock.now(), "sentence_zh": "上行不足：把码率降到 1500", "sentence_en": "Lower the bitrate to 1500",
        "bitrate": 900_000, "fps": 24.0, "keyframe_seconds": 2.0, "dropped": 3, "delay_ms": 80, "width": 1280,
        "height": 720, "video_codec": "h264", "audio_codec": "aac", "renditions": ["source"],
    }  # fmt: skip
    return StreamMeasured(room=room, light=light, **{**facts, **more})


async def hear(app, house, *facts) -> None:
    for fact in facts:
        app.extensions["console"].hear(fact)


async def test_an_empty_list_says_what_to_do(owner, colleague):
    assert 'href="/console/rooms/new"' in await owner.read("/console/rooms")
    host = await colleague(Role.HOST)
    text = await host.read("/console/rooms")
    assert "请店主或中控先开一个直播间" in text


async def test_a_room_is_opened_and_told_where_to_push(owner):
    answer = await owner.post("/console/rooms", {"title": "津味年货", "notice": "每晚八点", "public": "true"})
    assert answer.status_code == 303
    text = await owner.read(answer.headers["location"])
    assert "津味年货" in text
    assert 'value="rtmp://localhost/live"' in text
    assert re.search(r'value="http://localhost:\d+/rooms/\w+"', text)


async def test_a_room_without_a_name_is_refused_beside_the_name(owner):
    answer = await owner.post("/console/rooms", {"title": " ", "public": "false"})
    assert answer.status_code == 400
    text = await answer.get_data(as_text=True)
    assert 'id="title-wrong"' in text
    assert 'value="false" checked' in text


async def test_the_list_is_searched_and_filtered_by_its_address(owner, house, room):
    other = await house.db.write(actions.open_room, house.keys, "茶叶铺")
    await house.db.write(actions.air, room)
    assert "茶叶铺" not in await owner.read(f"/console/rooms?search={quote('冬被')}")
    live = await owner.read("/console/rooms?state=live")
    assert "冬被专场" in live
    assert "茶叶铺" not in live
    assert "茶叶铺" in await owner.read("/console/rooms?state=off")
    assert "没有符合的直播间" in await owner.read(f"/console/rooms?search={quote('没有的')}")
    assert other.room in await owner.read("/console/rooms")


async def test_the_list_leads_straight_to_each_rooms_control_room(owner, house, room, colleague):
    other = await house.db.write(actions.open_room, house.keys, "茶叶铺")
    for who in (owner, await colleague(Role.HOST)):
        text = await who.read("/console/rooms")
        assert all(f'href="/console/rooms/{one}/control"' in text for one in (room, other.room))


async def test_a_room_whose_name_is_an_attack_stays_words(owner, house):
    opened = await house.db.write(actions.open_room, house.keys, "<script>alert(1)</script>\"'")
    for address in ("/console/rooms", f"/console/rooms/{opened.room}", f"/console/rooms/{opened.room}/settings"):
        text = await owner.read(address)
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


async def test_the_key_is_not_on_the_page_until_it_is_asked_for(owner, house, room):
    async with house.db.read() as session:
        key = reads.stream_key(await reads.room(session, room), house.keys)
    assert key not in await owner.read(f"/console/rooms/{room}")
    shown = await owner.read(f"/console/rooms/{room}/key")
    assert f'value="{key}"' in shown
    assert "<svg" in shown


async def test_a_new_key_ends_the_old_one_and_says_who_asked(owner, house, room):
    async with house.db.read() as session:
        old = reads.stream_key(await reads.room(session, room), house.keys)
    heard = []
    house.bus.listen(heard.append, StreamKeyRotated, name="test")
    answer = await owner.post(f"/console/rooms/{room}/key")
    text = await owner.read(answer.headers["location"])
    assert old not in text
    assert "密钥换好了" in text
    assert [fact.room for fact in heard] == [room]


async def test_the_health_is_one_light_and_one_sentence_with_what_to_do(app, owner, house, room):
    await house.db.write(actions.air, room)
    assert "主播断开了" in await owner.read(f"/console/rooms/{room}")
    await hear(app, house, measured(house, room))
    text = await owner.read(f"/console/rooms/{room}")
    assert '<span class="light amber" id="light"' in text
    assert "上行不足：把码率降到 1500</p>" in text
    owner.language = "en"
    assert "Lower the bitrate to 1500</p>" in await owner.read(f"/console/rooms/{room}")


async def test_a_light_that_nobody_renews_goes_out(app, owner, house, room, clock):
    await hear(app, house, measured(house, room))
    await clock.advance(6)
    assert '<span class="light off" id="light"' in await owner.read(f"/console/rooms/{room}")


@pytest.mark.parametrize("over", [HostLost, BroadcastEnded])
async def test_the_light_goes_out_with_the_host(app, owner, house, room, over):
    await house.db.write(actions.air, room)
    await hear(app, house, measured(house, room))
    assert "上行不足" in await owner.read("/console/rooms")
    await hear(app, house, over(room=room, broadcast="b"))
    assert '<span class="light off" id="light"' in await owner.read(f"/console/rooms/{room}")
    assert "上行不足" not in await owner.read("/console/rooms")
    answer = await owner.get(f"/console/rooms/{room}/measurements")
    assert len(await answer.get_json()) == 1


async def test_the_graphs_begin_with_the_last_ten_minutes(app, owner, house, room, clock):
    await hear(app, house, measured(house, room, fps=1.0))
    await clock.advance(601)
    await hear(app, house, measured(house, room, fps=2.0), measured(house, "another", fps=3.0))
    answer = await owner.get(f"/console/rooms/{room}/measurements")
    assert [fact["fps"] for fact in await answer.get_json()] == [2.0]


async def test_a_show_on_air_is_ended_by_whoever_may(owner, house, room, colleague):
    await house.db.write(actions.air, room)
    assert 'id="end-show"' in await owner.read(f"/console/rooms/{room}")
    host = await colleague(Role.HOST)
    assert 'id="end-show"' not in await host.read(f"/console/rooms/{room}")
    assert (await host.post(f"/console/rooms/{room}/end")).status_code == 403
    await owner.post(f"/console/rooms/{room}/end")
    async with house.db.read() as session:
        assert await reads.on_air(session, room) is None


async def test_ending_what_is_over_is_told_kindly(owner, room):
    answer = await owner.post(f"/console/rooms/{room}/end")
    assert answer.status_code == 409
    assert "现在没有正在进行的直播" in await answer.get_data(as_text=True)


async def test_the_preview_bears_a_ticket_by_which_it_is_no_viewer(owner, house, room):
    text = await owner.read(f"/console/rooms/{room}")
    found = re.search(rf'data-play="http://localhost:8081/play/([\w.-]+)/live/{room}/index.m3u8"', text)
    assert found
    claims = tokens.read(house.keys.derive("tokens"), found[1], "play", house.clock.now())
    assert (claims.viewer, claims.room) == (tokens.PREVIEW, room)


async def test_a_private_room_is_previewed_and_shared_with_a_ticket(owner, house):
    opened = await house.db.write(actions.open_room, house.keys, "内部", public=False)
    text = await owner.read(f"/console/rooms/{opened.room}")
    assert re.search(rf'data-play="http://localhost:8081/play/[\w.-]+/live/{opened.room}/index.m3u8"', text)
    shared = re.search(rf"/rooms/{opened.room}\?ticket=([\w.-]+)", text)
    assert shared
    assert tokens.read(house.keys.derive("tokens"), shared[1], "play", house.clock.now()).viewer != tokens.PREVIEW


async def test_the_room_page_names_its_next_shows(owner, house, room):
    await house.db.write(actions.schedule, room, "第二场", house.clock.now() + timedelta(days=1))
    assert "第二场" in await owner.read(f"/console/rooms/{room}")
    assert "下一场" in await owner.read("/console/rooms")
