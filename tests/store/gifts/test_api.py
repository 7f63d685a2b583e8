"""The panel says what one can give, and why not; giving is done once per key."""

import pytest

from appliance.events import GiftGiven
from media.broadcasts import actions as rooms
from store.gifts import actions
from store.promotions import actions as promotions


@pytest.fixture
async def room(house) -> str:
    return (await house.db.write(rooms.open_room, house.keys, "一号直播间")).room


@pytest.fixture
async def on_air(house, room) -> str:
    await house.db.write(rooms.air, room)
    return room


@pytest.fixture
async def lantern(house) -> str:
    await house.db.write(actions.set_rules, enabled=True, daily_points=100, by="owner")
    return await house.db.write(actions.add_gift, name="灯笼", points=30, effect="burst", picture="lantern.png")


async def grow_up(viewer) -> None:
    status, _ = await viewer.ask("POST", "/me/consents", {"document": "adult", "version": "1"})
    assert status == 201


async def pocket(house, viewer, points: int) -> None:
    await house.db.write(promotions.give_points, (await viewer.get("/me"))["id"], points, "pocket")


async def test_a_shop_without_gifts_says_so(viewer, on_air):
    panel = await viewer.get(f"/rooms/{on_air}/gifts")
    assert panel == {"enabled": False, "why": "off", "points": 0, "left_today": 1000, "gifts": []}
    assert (await viewer.ask("GET", "/rooms/none/gifts"))[0] == 404


async def test_the_panel_says_what_is_still_in_the_way(viewer, house, room, lantern):
    assert (await viewer.get(f"/rooms/{room}/gifts"))["why"] == "not-live"
    await house.db.write(rooms.air, room)
    assert (await viewer.get(f"/rooms/{room}/gifts"))["why"] == "adult"
    await grow_up(viewer)
    await pocket(house, viewer, 500)
    panel = await viewer.get(f"/rooms/{room}/gifts")
    assert panel == {
        "enabled": True,
        "why": "",
        "points": 500,
        "left_today": 100,
        "gifts": [{"gift": lantern, "name": "灯笼", "points": 30, "effect": "burst", "picture": "/blobs/lantern.png"}],
    }


async def test_a_minor_reads_why_and_gives_nothing_by_the_api_either(viewer, house, on_air, lantern):
    word = {"document": "adult", "version": "1"}
    await pocket(house, viewer, 500)
    assert (await viewer.ask("POST", "/me/consents", {**word, "given": False}))[0] == 201
    assert (await viewer.get(f"/rooms/{on_air}/gifts"))["why"] == "minor"
    await grow_up(viewer)
    panel = await viewer.get(f"/rooms/{on_air}/gifts")
    assert (panel["enabled"], panel["why"]) == (False, "minor")
    status, problem = await viewer.ask("POST", f"/rooms/{on_air}/gifts", {"gift": lantern}, key="gift-0001")
    assert (status, problem["title"]) == (403, "您说过自己未满 18 周岁，不能送礼")
    assert (await viewer.get(f"/rooms/{on_air}/gifts"))["points"] == 500


async def test_the_same_request_gives_once(viewer, house, on_air, lantern):
    await grow_up(viewer)
    await pocket(house, viewer, 500)
    answers = [await viewer.ask("POST", f"/rooms/{on_air}/gifts", {"gift": lantern}, key="gift-0001") for _ in range(3)]
    assert {status for status, _ in answers} == {201}
    assert len({answer["given"] for _, answer in answers}) == 1
    panel = await viewer.get(f"/rooms/{on_air}/gifts")
    assert (panel["points"], panel["left_today"]) == (470, 70)
    status, problem = await viewer.ask("POST", f"/rooms/{on_air}/gifts", {"gift": lantern, "count": 2}, key="gift-0001")
    assert (status, problem["type"]) == (409, "urn:jinbo:problem:key-reused")


async def test_a_refused_gift_may_be_tried_again_under_its_key(viewer, house, on_air, lantern):
    await grow_up(viewer)
    status, problem = await viewer.ask("POST", f"/rooms/{on_air}/gifts", {"gift": lantern}, key="gift-0001")
    assert (status, problem["title"]) == (409, "积分不够，送这个要 30 积分")
    await pocket(house, viewer, 30)
    assert (await viewer.ask("POST", f"/rooms/{on_air}/gifts", {"gift": lantern}, key="gift-0001"))[0] == 201


async def test_a_gift_without_a_key_or_with_nonsense_is_refused(viewer, on_air, lantern):
    await grow_up(viewer)
    assert (await viewer.ask("POST", f"/rooms/{on_air}/gifts", {"gift": lantern}))[0] == 400
    status, problem = await viewer.ask("POST", f"/rooms/{on_air}/gifts", {"gift": lantern, "count": 0}, key="gift-0001")
    assert (status, problem["field"]) == (400, "count")
    assert (await viewer.ask("POST", f"/rooms/{on_air}/gifts", {"gift": "none"}, key="gift-0002"))[0] == 404


async def test_when_the_day_is_full_the_panel_says_so(viewer, house, on_air, lantern):
    await house.db.write(actions.set_rules, enabled=True, daily_points=30, by="owner")
    await grow_up(viewer)
    await pocket(house, viewer, 500)
    await viewer.ask("POST", f"/rooms/{on_air}/gifts", {"gift": lantern}, key="gift-0001")
    panel = await viewer.get(f"/rooms/{on_air}/gifts")
    assert (panel["enabled"], panel["why"]) == (False, "limit")


async def test_a_giver_is_called_as_in_the_chat(viewer, house, on_air, lantern, bus, eventually):
    told = []
    bus.listen(told.append, GiftGiven, name="test")
    await grow_up(viewer)
    await pocket(house, viewer, 500)
    await viewer.ask("POST", f"/rooms/{on_air}/gifts", {"gift": lantern}, key="gift-0001")
    await viewer.ask("PATCH", "/me", {"nickname": "小明"})
    await viewer.ask("POST", f"/rooms/{on_air}/gifts", {"gift": lantern}, key="gift-0002")
    await eventually(lambda: len(told) == 2)
    names = [one.speaker.name for one in told]
    assert names[0].startswith("游客")
    assert names[1] == "小明"
    assert {one.picture for one in told} == {"/blobs/lantern.png"}
