"""Shows: planning, changing, cancelling and taking it back."""

from datetime import timedelta

import pytest

from console.words import for_field
from media.broadcasts import actions, reads
from store.reach.actions import reserve


def field(house, **ahead) -> str:
    return for_field(house.clock.now() + timedelta(**ahead))


async def stored(house, when="all"):
    async with house.db.read() as session:
        return await reads.shows(session, when=when)


async def test_without_rooms_the_list_leads_to_the_rooms(owner):
    text = await owner.read("/console/shows")
    assert "先开一个直播间，再来排场次" in text
    assert "/console/shows/new" not in text


async def test_a_show_is_planned_in_the_boxs_time(owner, house, room):
    answer = await owner.post("/console/shows", {"title": "年货夜", "room": room, "starts_at": field(house, days=1)})
    text = await owner.read(answer.headers["location"])
    assert "年货夜" in text
    assert "场次排好了" in text
    [show] = await stored(house)
    assert show.starts_at == house.clock.now().replace(second=0, microsecond=0) + timedelta(days=1)


async def test_the_list_says_how_many_wait_to_be_told_of_a_show(owner, house, room):
    show = await house.db.write(actions.schedule, room, "年货夜", house.clock.now() + timedelta(days=1))
    assert "人预约了提醒" not in await owner.read("/console/shows")
    for member in ("m1", "m2"):
        await house.db.write(reserve, member, show)
    assert "2 人预约了提醒" in await owner.read("/console/shows")


async def test_the_form_proposes_the_next_evening(owner, house, room):
    assert 'T20:00"' in await owner.read(f"/console/shows/new?room={room}")


@pytest.mark.parametrize(
    ("starts_at", "why"), [("", "请选一个开播时间"), ("soon", "请选一个开播时间"), ("2020-01-01T20:00", "已经过去了")]
)
async def test_an_impossible_time_is_told_beside_the_time(owner, house, room, starts_at, why):
    answer = await owner.post("/console/shows", {"title": "年货夜", "room": room, "starts_at": starts_at})
    text = await answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert 'id="starts_at-wrong"' in text
    assert why in text
    assert 'value="年货夜"' in text
    assert not await stored(house)


async def test_a_planned_show_is_changed(owner, house, room):
    show = await house.db.write(actions.schedule, room, "旧", house.clock.now() + timedelta(days=1))
    assert 'value="旧"' in await owner.read(f"/console/shows/{show}")
    await owner.post(f"/console/shows/{show}", {"title": "新", "starts_at": field(house, days=2)})
    assert [one.title for one in await stored(house)] == ["新"]


async def test_cancelling_is_done_at_once_and_can_be_undone(owner, house, room):
    show = await house.db.write(actions.schedule, room, "年货夜", house.clock.now() + timedelta(days=1))
    answer = await owner.post(f"/console/shows/{show}/cancel")
    text = await owner.read(answer.headers["location"])
    assert "这场已取消" in text
    assert f'action="/console/shows/{show}/restore"' in text
    assert not await stored(house, "coming")
    await owner.post(f"/console/shows/{show}/restore")
    assert [one.id for one in await stored(house, "coming")] == [show]


async def test_a_show_on_air_is_not_cancelled(owner, house, room):
    show = await house.db.write(actions.air, room)
    answer = await owner.post(f"/console/shows/{show}/cancel")
    assert answer.status_code == 409
    assert "已经变了" in await answer.get_data(as_text=True)


async def test_the_filters_live_in_the_address(owner, house, room):
    show = await house.db.write(actions.air, room)
    assert "直播中" in await owner.read("/console/shows?when=on-air")
    await house.db.write(actions.end, show)
    assert "播了" in await owner.read("/console/shows?when=past")
    assert "没有符合的场次" in await owner.read("/console/shows?when=past&search=zzz")
    assert "没有待开播的场次" in await owner.read("/console/shows?when=nonsense")
