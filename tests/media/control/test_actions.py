"""Cutting a picture, allowing it, prompting the host: once each, and remembered with who did it."""

from datetime import timedelta
from pathlib import Path

import pytest

from appliance.bus import LocalBus
from appliance.db import Database, acting
from appliance.events import Event, HostPrompted, OutputDelayed, PictureAllowed, PictureCut, ProductUnpinned
from appliance.identity import actions as identity
from appliance.identity.permissions import Role
from appliance.keys import Keys
from media.broadcasts import actions as broadcasts
from media.broadcasts import reads as rooms
from media.broadcasts.actions import RoomNotFound
from media.control import actions, reads
from media.control.actions import DelayUnusable, DelayWhileOnAir, PromptUnusable


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> str:
    return (await database.write(broadcasts.open_room, Keys.of(tmp_path), "茶铺")).room


@pytest.fixture
async def told(bus: LocalBus) -> list[Event]:
    facts: list[Event] = []
    bus.listen(facts.append, (PictureCut, PictureAllowed, HostPrompted, OutputDelayed), name="test")
    return facts


async def test_a_picture_is_cut_once_and_allowed_once_however_often_it_is_asked(database, room, told, eventually):
    for action in (actions.cut, actions.cut, actions.allow, actions.allow):
        await database.write(action, room)
    await eventually(lambda: told == [PictureCut(room=room), PictureAllowed(room=room)])


async def test_a_room_that_is_not_there_is_told_of(database):
    for action in (actions.cut, actions.allow):
        with pytest.raises(RoomNotFound):
            await database.write(action, "nowhere")
    with pytest.raises(RoomNotFound):
        await database.write(actions.prompt, "nowhere", "话")


@pytest.mark.parametrize("text", ["", "  \n ", "长" * 81])
async def test_a_line_for_the_host_can_be_read_in_a_glance(database, room, text):
    with pytest.raises(PromptUnusable):
        await database.write(actions.prompt, room, text)


async def test_the_host_reads_the_last_lines_and_who_wrote_them(database, room):
    staff = await database.write(identity.join, "lin", "林中控", Role.OPERATOR, "no password", must_change=False)
    acting.set(staff)
    for number in range(7):
        await database.write(actions.prompt, room, f"第 {number} 句")
    async with database.read() as session:
        lines = await reads.lines(session, room, database._clock.now())
    assert [line.event.text for line in lines] == [f"第 {number} 句" for number in (6, 5, 4, 3, 2)]
    assert {line.by for line in lines} == {"林中控"}


async def test_what_was_done_before_this_show_or_elsewhere_is_not_told(database, room, clock, tmp_path):
    other = (await database.write(broadcasts.open_room, Keys.of(tmp_path), "别处")).room
    await database.write(actions.cut, room)
    await clock.advance(60)
    await database.write(broadcasts.air, room)
    await database.write(actions.cut, other)
    await database.write(actions.allow, room)
    async with database.read() as session:
        found = await reads.done(session, room, [PictureCut, PictureAllowed], clock.now())
        assert await reads.done(session, room, [ProductUnpinned], clock.now()) == []
    assert [deed.event for deed in found] == [PictureAllowed(room=room)]
    assert found[0].by == ""


async def test_a_room_that_is_off_air_remembers_half_a_day(database, room, clock):
    await database.write(actions.cut, room)
    async with database.read() as session:
        assert len(await reads.done(session, room, [PictureCut], clock.now())) == 1
        await clock.advance(reads.BEFORE.total_seconds() + 1)
        assert await reads.done(session, room, [PictureCut], clock.now()) == []
        with pytest.raises(RoomNotFound):
            await reads.done(session, "nowhere", [PictureCut], clock.now())


async def test_a_room_is_held_back_by_one_of_the_delays_there_are_and_a_show_keeps_its_own(
    database, room, told, eventually
):
    for _ in range(2):
        await database.write(actions.delay, room, 30)
    show = await database.write(broadcasts.air, room, 30)
    with pytest.raises(DelayWhileOnAir):
        await database.write(actions.delay, room, 0)
    await database.write(broadcasts.end, show)
    await database.write(actions.delay, room, 0)
    async with database.read() as session:
        assert (await rooms.room(session, room)).delay == 0
        assert await rooms.delay(session, show) == timedelta(seconds=30)
        assert await rooms.delay(session, "nobody's") == timedelta()
    await eventually(lambda: told == [OutputDelayed(room=room, seconds=30), OutputDelayed(room=room, seconds=0)])


@pytest.mark.parametrize("seconds", [-5, 1, 61, 3600])
async def test_another_delay_is_refused(database, room, seconds: int):
    with pytest.raises(DelayUnusable, match="0, 5, 10, 20, 30, 60"):
        await database.write(actions.delay, room, seconds)


async def test_a_room_that_is_not_there_cannot_be_held_back(database):
    with pytest.raises(RoomNotFound):
        await database.write(actions.delay, "nowhere", 30)
