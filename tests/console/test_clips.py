"""The console's clips: which there are, how large and how old, which no page shows, and what goes by one question."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from appliance.identity.permissions import Role
from media.recording.clips import actions, reads
from media.recording.clips.actions import Film
from tests.console.conftest import _put_on_shelf

MB = 1 << 20


@pytest.fixture
def clip(house, room):
    async def cut(name, title="明前龙井", product="p1", size=5 * MB, seconds=0):
        since = house.clock.now() + timedelta(seconds=seconds)
        stretch = {"since": since, "until": since + timedelta(seconds=40)}
        await house.db.write(actions.ask, name, room, show, product=product, title=title, **stretch)
        await house.db.write(actions.finish, name, Film(40_000, size, None))
        folder = house.config.data / "clips"
        folder.mkdir(exist_ok=True)
        with (folder / f"{name}.mp4").open("wb") as film:
            film.truncate(size)

    show = "s1"
    return cut


def named(page):
    return re.findall(r'class="name">([^<]+)<', page.split('id="list"')[1])


async def test_the_list_tells_what_each_takes_with_its_upright_film_and_what_all_take(owner, clip, house):
    await clip("w1")
    await clip("w2", "碧螺春", seconds=60)
    (house.config.data / "clips" / "w1-upright.mp4").write_bytes(bytes(2 * MB))
    shown = await owner.read("/console/clips")
    assert named(shown) == ["碧螺春", "明前龙井"]
    assert "7.0 MB" in shown
    assert "切片共 12.0 MB" in shown
    assert "/clips/w1.mp4" in shown
    assert '<a class="button" href="/console/clips">' in await owner.read("/console/recordings")


async def test_it_is_searched_and_narrowed_to_a_product_and_to_what_no_page_shows(owner, clip, house):
    await house.db.write(_put_on_shelf)
    await clip("w1")
    await clip("w2", "碧螺春", "p2", seconds=60)
    await house.db.write(actions.lose_sight, ["w2"])
    assert named(await owner.read(f"/console/clips?search={quote('龙井')}")) == ["明前龙井"]
    of_product = await owner.read("/console/clips?product=p1")
    assert named(of_product) == ["明前龙井"]
    assert "十八街麻花 的切片" in of_product
    assert "/console/clips?product=p1" in await owner.read("/console/goods/p1")
    unseen = await owner.read("/console/clips?unseen=1")
    assert named(unseen) == ["碧螺春"]
    assert "起没有页面展示" in unseen
    assert "没有符合的切片" in await owner.read(f"/console/clips?search={quote('西瓜')}")
    assert (await owner.get("/console/clips?product=nothing")).status_code == 404


async def test_one_is_deleted_by_who_runs_rooms_alone(owner, clip, house, colleague):
    await clip("w1")
    there = "/console/clips/w1/deletion"
    assert f'data-action="{there}"' in await owner.read("/console/clips")
    host = await colleague(Role.HOST)
    assert there not in await host.read("/console/clips")
    assert (await host.post(there)).status_code == 403
    assert (await owner.post(there)).status_code == 303
    assert "还没有切片" in await owner.read("/console/clips")
    async with house.db.read() as session:
        assert await reads.of_product(session, "p1") == []
    assert (await owner.post(there)).status_code == 404


async def test_many_clips_are_turned_over_page_by_page(owner, clip):
    for turn in range(51):
        await clip(f"w{turn:02}", f"切片{turn:02}", size=1, seconds=turn)
    first = await owner.read("/console/clips")
    assert len(named(first)) == 50
    assert "下一页" in first
    assert named(await owner.read("/console/clips?page=2")) == ["切片00"]
