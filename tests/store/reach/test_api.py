"""A viewer's page asks what may be asked, and tells what was answered."""

from datetime import timedelta

import pytest

from media.broadcasts import actions as broadcasts
from store.reach import actions

SHOW = "show-template-0000000000000000"


@pytest.fixture
async def template(house) -> str:
    await house.db.write(actions.set_template, "show", SHOW, {"title": "thing1"}, "", "owner")
    return SHOW


@pytest.fixture
async def planned(house, clock) -> str:
    room = await house.db.write(broadcasts.open_room, house.keys, "茶馆")
    return await house.db.write(broadcasts.schedule, room.room, "麻花专场", clock.now() + timedelta(days=1))


async def test_without_templates_there_is_nothing_to_ask_for(enter):
    viewer = await enter()
    assert await viewer.get("/me/messages") == {"templates": {}, "reserved": []}


async def test_a_tap_reserves_its_show_until_it_is_withdrawn(enter, template, planned):
    viewer = await enter()
    status, told = await viewer.ask("POST", "/me/messages", {"accepted": [template], "show": planned})
    assert (status, told) == (201, {"templates": {"show": template}, "reserved": [planned]})
    assert (await viewer.ask("DELETE", f"/me/reservations/{planned}"))[0] == 200
    assert (await viewer.get("/me/messages"))["reserved"] == []


async def test_a_show_that_is_not_planned_cannot_be_reserved(enter, template, planned, house):
    viewer = await enter()
    for show in ("none", planned):
        if show == planned:
            await house.db.write(broadcasts.cancel, planned)
        status, told = await viewer.ask("POST", "/me/messages", {"accepted": [template], "show": show})
        assert (status, told["type"].rpartition(":")[2]) == (404, "broadcast-not-found")
    assert (await viewer.get("/me/messages"))["reserved"] == []


async def test_what_the_page_should_not_send_is_refused(enter, template):
    viewer = await enter()
    for body in ({}, {"accepted": ["x"] * 6}, {"accepted": ["x" * 65]}, {"accepted": [], "more": 1}):
        assert (await viewer.ask("POST", "/me/messages", body))[0] == 400


async def test_switching_pushes_off_takes_back_what_was_allowed(enter, template, planned):
    viewer = await enter()
    await viewer.ask("POST", "/me/messages", {"accepted": [template], "show": planned})
    assert (await viewer.ask("PATCH", "/me", {"personalised": False}))[0] == 200
    assert (await viewer.get("/me/messages"))["reserved"] == []
    assert (await viewer.get("/me/export"))["messages"] == {"allowed": [], "reserved": [], "messages": []}
