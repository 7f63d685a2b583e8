from datetime import UTC, datetime, timedelta, timezone

import pytest

from appliance.clock import ManualClock
from appliance.db import Database
from appliance.events import BroadcastAired, BroadcastEnded, HostLost, HostReturned, RoomOpened
from appliance.keys import Keys
from media.broadcasts import actions, reads


async def state(database: Database, broadcast: str) -> str:
    async with database.read() as session:
        return (await reads.show(session, broadcast)).state


async def test_a_room_is_found_by_its_stream_key_which_is_kept_sealed(database: Database, keys: Keys, open_room):
    opened = await open_room("茶铺")
    async with database.read() as session:
        room = await reads.room_of_key(session, keys, opened.stream_key)
        assert await reads.room_of_key(session, keys, "another") is None
    assert room.id == opened.room
    assert opened.stream_key not in room.key_sealed
    assert reads.stream_key(room, keys) == opened.stream_key


async def test_a_rotated_key_opens_nothing_any_more(database: Database, keys: Keys, open_room):
    opened = await open_room()
    fresh = await database.write(actions.rotate_key, keys, opened.room, "lin")
    async with database.read() as session:
        assert await reads.room_of_key(session, keys, opened.stream_key) is None
        assert (await reads.room_of_key(session, keys, fresh)).id == opened.room


@pytest.mark.parametrize("title", ["", "   ", "长" * 61])
async def test_a_title_must_be_usable(database: Database, keys: Keys, title: str):
    with pytest.raises(actions.TitleUnusable):
        await database.write(actions.open_room, keys, title)


async def test_a_title_is_one_line_of_plain_text(database: Database, keys: Keys, open_room):
    opened = await open_room(" 津味\x00\n小\u202e店\t👩\u200d🍳 ")
    async with database.read() as session:
        assert (await reads.room(session, opened.room)).title == "津味 小店 👩\u200d🍳"


async def test_a_notice_fits_the_page_it_stands_on(database: Database, keys: Keys, open_room):
    with pytest.raises(actions.NoticeTooLong):
        await database.write(actions.open_room, keys, "茶铺", "长" * 301)
    opened = await database.write(actions.open_room, keys, "茶铺", "第一行\r\n第二行\x00\n" + "长" * 290)
    with pytest.raises(actions.NoticeTooLong):
        await database.write(actions.change_room, opened.room, "茶铺", "长" * 301, public=True)
    async with database.read() as session:
        assert (await reads.room(session, opened.room)).notice.startswith("第一行\n第二行\n长")


@pytest.mark.parametrize(
    "starts_at", [datetime.max.replace(tzinfo=timezone(-timedelta(hours=23))), datetime.min.replace(tzinfo=UTC)]
)
async def test_a_show_is_planned_for_a_day_that_people_can_mean(database: Database, open_room, starts_at: datetime):
    room = (await open_room()).room
    with pytest.raises(actions.TimeUnplannable):
        await database.write(actions.schedule, room, "某天", starts_at)


async def test_what_is_done_to_a_room_that_is_not_there_is_refused(database: Database, keys: Keys, clock: ManualClock):
    for action, arguments in (
        (actions.rotate_key, (keys, "nothing", "lin")),
        (actions.put_cover, ("nothing", "x.jpg")),
        (actions.put_avatar, ("nothing", "x.jpg")),
        (actions.schedule, ("nothing", "x", clock.now())),
        (actions.air, ("nothing",)),
    ):
        with pytest.raises(actions.RoomNotFound):
            await database.write(action, *arguments)
    with pytest.raises(actions.RoomNotFound):
        await database.write(actions.change_room, "nothing", "x", "", public=True)


async def test_a_push_begins_the_planned_show_that_is_near(database: Database, clock: ManualClock, open_room):
    room = (await open_room()).room
    tomorrow = await database.write(actions.schedule, room, "明天", clock.now() + timedelta(days=1))
    tonight = await database.write(actions.schedule, room, "今晚", clock.now() + timedelta(hours=1))
    assert await database.write(actions.air, room) == tonight
    assert await state(database, tonight) == "live"
    assert await state(database, tomorrow) == "scheduled"


async def test_a_push_that_nobody_planned_is_a_show_of_its_own(database: Database, clock: ManualClock, open_room):
    room = (await open_room("茶铺")).room
    far = await database.write(actions.schedule, room, "下周", clock.now() + timedelta(days=7))
    aired = await database.write(actions.air, room)
    assert aired != far
    async with database.read() as session:
        show = await reads.on_air(session, room)
    assert (show.id, show.title, show.starts_at) == (aired, "茶铺", clock.now())


async def test_a_host_who_comes_back_goes_on_with_the_same_show(database: Database, open_room, told: list, eventually):
    room = (await open_room()).room
    aired = await database.write(actions.air, room)
    await database.write(actions.lose_host, aired)
    await database.write(actions.lose_host, aired)
    assert await database.write(actions.air, room) == aired
    assert await database.write(actions.air, room) == aired
    await database.write(actions.end, aired)
    await eventually(lambda: len(told) == 5)
    assert [type(fact) for fact in told] == [RoomOpened, BroadcastAired, HostLost, HostReturned, BroadcastEnded]


async def test_a_show_whose_host_stays_away_ends_by_itself(database: Database, clock: ManualClock, open_room):
    rooms = [(await open_room()).room for _ in range(2)]
    gone, there = [await database.write(actions.air, room) for room in rooms]
    await database.write(actions.lose_host, gone)
    patience = timedelta(minutes=10)
    assert await database.write(actions.end_forsaken, patience) == []
    await clock.advance(601)
    assert await database.write(actions.end_forsaken, patience) == [gone]
    assert await state(database, there) == "live"
    assert await database.write(actions.end_forsaken, patience) == []


async def test_a_show_that_is_held_back_waits_until_a_host_who_came_in_time_is_seen(
    database: Database, clock: ManualClock, open_room
):
    show = await database.write(actions.air, (await open_room()).room, 60)
    await database.write(actions.lose_host, show)
    await clock.advance(659)
    assert await database.write(actions.end_forsaken, timedelta(minutes=10)) == []
    await clock.advance(1)
    assert await database.write(actions.end_forsaken, timedelta(minutes=10)) == [show]


async def test_a_plan_can_be_changed_cancelled_and_brought_back_until_it_begins(
    database: Database, clock: ManualClock, open_room
):
    room = (await open_room()).room
    show = await database.write(actions.schedule, room, "今晚", clock.now())
    await database.write(actions.reschedule, show, "明晚", clock.now() + timedelta(days=1))
    await database.write(actions.cancel, show)
    with pytest.raises(actions.BroadcastMovedOn):
        await database.write(actions.reschedule, show, "后天", clock.now())
    await database.write(actions.restore, show)
    assert await state(database, show) == "scheduled"
    with pytest.raises(actions.BroadcastMovedOn):
        await database.write(actions.end, show)
    with pytest.raises(actions.BroadcastNotFound):
        await database.write(actions.cancel, "nothing")


async def test_rooms_are_searched_by_part_of_their_title(database: Database, open_room):
    await open_room("津味小店")
    await open_room("100%棉")
    async with database.read() as session:
        assert [room.title for room in await reads.rooms(session, "小店")] == ["津味小店"]
        assert [room.title for room in await reads.rooms(session, "%")] == ["100%棉"]
        assert len(await reads.rooms(session)) == 2


async def test_shows_are_listed_by_when_they_are(database: Database, clock: ManualClock, open_room):
    room = (await open_room()).room
    late = await database.write(actions.schedule, room, "晚", clock.now() + timedelta(days=2))
    soon = await database.write(actions.schedule, room, "早", clock.now() + timedelta(days=1))
    past = await database.write(actions.air, room)
    await database.write(actions.end, past)
    async with database.read() as session:
        assert [show.id for show in await reads.shows(session, room, "coming")] == [soon, late]
        assert [show.id for show in await reads.shows(session, room, "past")] == [past]
        assert await reads.on_air(session, room) is None
        assert len(await reads.shows(session)) == 3
