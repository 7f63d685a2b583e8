"""Going live from a browser: who may, and what the page knows before a camera is asked for."""

import re

import pytest

from appliance.identity.permissions import Role
from media.broadcasts import actions, reads
from media.webrtc.problems import NoAnswer


@pytest.fixture
def address(room) -> str:
    return f"/console/rooms/{room}/go-live"


@pytest.mark.parametrize("role", [Role.OWNER, Role.OPERATOR, Role.HOST])
async def test_whoever_may_see_the_key_may_go_live(colleague, house, room, address, role):
    host = await colleague(role)
    text = await host.read(address)
    async with house.db.read() as session:
        key = reads.stream_key(await reads.room(session, room), house.keys)
    assert f'data-key="{key}"' in text


@pytest.mark.parametrize("role", [Role.SERVICE, Role.WAREHOUSE, Role.SCREEN])
async def test_nobody_else_gets_the_key_by_this_page(colleague, address, role):
    assert (await (await colleague(role)).get(address)).status_code == 403


async def test_the_room_shows_the_way_to_it_and_the_address_for_whip(owner, room, address):
    text = await owner.read(f"/console/rooms/{room}")
    assert f'href="{address}"' in text
    assert re.search(r'value="http://localhost:\d+/whip"', text)


async def test_what_to_do_without_https_stands_on_the_page(owner, address):
    text = await owner.read(address)
    assert "./install.sh --domain" in text
    assert "http://127.0.0.1:8080 " in text


async def test_the_head_says_what_viewers_have_and_leads_to_where_a_show_ends(owner, house, room, address):
    hidden = 'id="after" hidden'
    head = 'id="state" role="status">{}</span>'
    before = await owner.read(address)
    assert head.format("还没开播") in before
    assert hidden in before
    show = await house.db.write(actions.air, room)
    assert head.format("直播中") in await owner.read(address)
    await house.db.write(actions.lose_host, show)
    away = await owner.read(address)
    assert 'data-show="away"' in away
    assert head.format("主播离开") in away
    assert hidden not in away
    assert f'<a href="/console/rooms/{room}/control">' in away


async def test_where_the_live_process_is_away_the_page_opens_all_the_same(owner, address):
    answer = await owner.post(f"{address}/expected", {})
    assert answer.status_code == NoAnswer.status
    assert (await owner.get(address)).status_code == 200


async def test_a_room_that_is_not_there_is_not_gone_live_in(owner):
    assert (await owner.get("/console/rooms/nowhere/go-live")).status_code == 404
