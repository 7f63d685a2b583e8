"""What the store knows of a room is what the roof tells it."""

import pytest

from appliance.errors import NotFound
from media.broadcasts import actions
from store.stage import Show, public, show


async def test_a_room_without_a_show_and_one_that_is_on_air(app, house, clock):
    opened = await house.db.write(actions.open_room, house.keys, "一号直播间")
    async with app.app_context(), house.db.read() as session:
        assert await show(session, opened.room) == Show()
    broadcast = await house.db.write(actions.air, opened.room)
    async with app.app_context(), house.db.read() as session:
        assert await show(session, opened.room) == Show(broadcast, clock.now())


async def test_a_room_that_nobody_opened_is_not_there(app, house):
    async with app.app_context(), house.db.read() as session:
        with pytest.raises(NotFound):
            await show(session, "nowhere")


async def test_of_rooms_those_are_told_that_anybody_may_enter_with_whether_a_show_is_on(app, house):
    dark, bright, private = [
        (await house.db.write(actions.open_room, house.keys, title, public=title != "内购")).room
        for title in ("一号", "二号", "内购")
    ]
    for room in (bright, private):
        await house.db.write(actions.air, room)
    async with app.app_context(), house.db.read() as session:
        assert await public(session, [dark, bright, private, "nowhere"]) == {dark: False, bright: True}
