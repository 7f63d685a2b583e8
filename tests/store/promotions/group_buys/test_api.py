"""Group buys over HTTP: staff begin and end them, viewers open teams, join them and see who is in."""

import itertools

import pytest

from appliance.db import Database
from appliance.house import House
from appliance.identity.permissions import Role
from media.broadcasts import actions as broadcasts
from store.orders import actions as orders
from store.promotions.group_buys import reads
from store.promotions.group_buys.holding import HOLDING

HOME = {"name": "李明", "phone": "13812345678"}
KEY = "a-key-of-the-tap"
BUY = {"sku": "s1", "price": 990, "quantity": 10}


@pytest.fixture
def database(house: House) -> Database:
    """The app's own: goods are put on its shelf."""
    return house.db


@pytest.fixture
async def room(house: House) -> str:
    return (await house.db.write(broadcasts.open_room, house.keys, "一号直播间")).room


@pytest.fixture
async def cookie(house: House) -> str:
    await house.door.first_run(house.door.code(), "owner", "", "a long evening", "10.0.0.2", "")
    return await house.door.sign_in("lin", await house.door.invite("lin", "", Role.OPERATOR), "10.0.0.2", "")


@pytest.fixture
async def ask(app, house: House, cookie: str):
    """``await ask("POST", path, body)`` as an operator: status and answer."""
    headers = {"cookie": f"jinbo_session={cookie}", "x-csrf-token": house.keys.fingerprint("csrf", cookie)[:40]}

    async def send(method: str, path: str, body=None):
        answer = await app.test_client().open(f"/api/v1{path}", method=method, headers=headers, json=body)
        return answer.status_code, await answer.get_json()

    return send


@pytest.fixture
async def group_buy(sells, room, ask) -> str:
    await sells("s1")
    status, run = await ask("POST", f"/rooms/{room}/group-buys", BUY)
    assert (status, run["group_buy"]["state"], run["paid"]) == (201, "open", 0)
    return run["group_buy"]["group_buy"]


@pytest.fixture
def buy(house: House, clock):
    """``await buy(phone, claim)``: orders it for pick-up, each to a number of its own, and pays; the order."""
    numbers = itertools.count()

    async def order(phone, claim: str) -> str:
        contact = {**HOME, "phone": f"138{next(numbers):08d}"}
        wish = {"claim": claim, "delivery": "pickup", "contact": contact, "seen_total": 990}
        status, placed = await phone.ask("POST", "/orders", wish, key=f"order-{claim}")
        assert status == 201, placed
        await house.db.write(orders.pay, placed["order"], clock.now())
        return placed["order"]

    return order


@pytest.fixture
def opens(group_buy):
    async def open_team(phone, key: str = KEY) -> tuple[int, dict]:
        return await phone.ask("POST", f"/group-buys/{group_buy}/teams", {}, key=key)

    return open_team


async def test_one_that_is_asked_for_twice_is_begun_once_and_another_wish_is_another(sells, room, ask):
    await sells("s1")
    path = f"/rooms/{room}/group-buys"
    first, twin, other = [await ask("POST", path, {**BUY, "key": key}) for key in (KEY, KEY, "another-tap")]
    assert (first[0], twin[0], other[0]) == (201, 201, 201)
    assert twin[1]["group_buy"]["group_buy"] == first[1]["group_buy"]["group_buy"] != other[1]["group_buy"]["group_buy"]


async def test_two_phones_form_a_team(group_buy, room, viewer, enter, opens, buy):
    status, sat = await opens(viewer)
    assert status == 201
    first = await buy(viewer, sat["claim"])
    other = await enter()
    (seen,) = (await other.get(f"/rooms/{room}/group-buys"))["items"]
    assert [(one["team"], one["missing"]) for one in seen["teams"]] == [(sat["team"], 1)]
    page = await other.get(f"/teams/{sat['team']}")
    assert (page["state"], page["missing"], page["mine"]) == ("open", 1, None)
    assert [(one["leader"], one["me"]) for one in page["faces"]] == [(True, False)]
    assert page["faces"][0]["name"].startswith("游客")
    status, joined = await other.ask("POST", f"/teams/{sat['team']}/seats", {}, key=KEY)
    assert status == 201
    await buy(other, joined["claim"])
    page = await viewer.get(f"/teams/{sat['team']}")
    assert (page["state"], page["missing"], page["mine"]["order"]) == ("full", 0, first)
    order = await viewer.get(f"/orders/{first}")
    assert (order["status"], order["team"]["state"], order["team"]["waits"]) == ("to-pick-up", "full", False)


async def test_an_order_says_how_many_are_missing_and_keeps_its_pick_up_code_back(viewer, opens, buy):
    _, sat = await opens(viewer)
    order = await viewer.get(f"/orders/{await buy(viewer, sat['claim'])}")
    assert (order["status"], order["pickup_code"]) == ("waiting", None)
    assert (order["team"]["team"], order["team"]["missing"], order["team"]["waits"]) == (sat["team"], 1, True)


async def test_a_request_that_is_sent_again_sits_down_once(viewer, opens):
    assert await opens(viewer) == await opens(viewer)
    assert (await opens(viewer, key="another-key"))[0] == 409


async def test_what_is_wrong_is_told(viewer, group_buy, enter, opens):
    assert (await viewer.ask("POST", f"/group-buys/{group_buy}/teams", {}))[0] == 400
    assert (await viewer.ask("POST", f"/group-buys/{group_buy}/teams", {"quantity": 2}, key=KEY))[0] == 400
    assert (await viewer.ask("GET", "/teams/none"))[0] == 404
    status, problem = await viewer.ask("POST", "/teams/none/seats", {}, key="another-key")
    assert (status, problem["title"]) == (404, "没有这个团")


async def test_in_a_private_room_teams_are_opened_by_its_guests_and_joined_by_whom_they_send_the_link(
    viewer, enter, opens, buy, room, house: House
):
    _, sat = await opens(viewer)
    await buy(viewer, sat["claim"])
    await house.db.write(broadcasts.change_room, room, "一号直播间", "", public=False)
    stranger = await enter()
    assert (await opens(stranger))[0] == 403
    assert (await stranger.ask("POST", f"/teams/{sat['team']}/seats", {}, key=KEY))[0] == 201


async def test_a_product_page_finds_the_shops_own_and_those_of_the_room_one_came_from(viewer, room, group_buy):
    assert (await viewer.get("/products/p-s1/group-buys"))["items"] == []
    assert (await viewer.get("/products/p-s1/group-buys?room=elsewhere"))["items"] == []
    (found,) = (await viewer.get(f"/products/p-s1/group-buys?room={room}"))["items"]
    assert (found["group_buy"], found["price"], found["size"]) == (group_buy, 990, 2)


async def test_staff_end_it_and_see_how_it_went(ask, room, group_buy):
    (run,) = (await ask("GET", f"/rooms/{room}/group-buys/whole"))[1]["items"]
    assert (run["group_buy"]["group_buy"], run["group_buy"]["waiting"]) == (group_buy, 0)
    status, run = await ask("DELETE", f"/group-buys/{group_buy}")
    assert (status, run["group_buy"]["state"]) == (200, "ended")
    assert (await ask("DELETE", f"/group-buys/{group_buy}"))[0] == 409


async def test_nobody_who_is_signed_in_to_the_console_fills_a_team(group_buy, viewer, cookie):
    status, problem = await viewer.ask(
        "POST", f"/group-buys/{group_buy}/teams", {}, key=KEY, cookie=f"jinbo_session={cookie}"
    )
    assert (status, "工作人员" in problem["title"]) == (403, True)


async def test_a_member_reads_of_every_seat_in_the_copy_of_their_data(viewer, opens, house: House):
    _, sat = await opens(viewer)
    async with house.db.read() as session:
        from_rows = (await viewer.get(f"/teams/{sat['team']}"))["mine"]
        assert from_rows["claim"] == sat["claim"]
        assert await HOLDING.everything(session, house.keys, "nobody") == []


async def test_what_is_over_is_told_for_half_an_hour_and_staff_find_it_for_ever(
    ask, viewer, room, group_buy, house, clock
):
    await ask("DELETE", f"/group-buys/{group_buy}")
    (over,) = (await viewer.get(f"/rooms/{room}/group-buys"))["items"]
    assert over["state"] == "ended"
    await clock.advance(31 * 60)
    assert (await viewer.get(f"/rooms/{room}/group-buys"))["items"] == []
    async with house.db.read() as session:
        known = {state: len(await reads.listed(session, clock.now(), state)) for state in ("", "on", "ended")}
    assert known == {"": 1, "on": 0, "ended": 1}


async def test_somebody_with_a_name_is_masked_and_their_picture_is_shown(viewer, enter, opens, buy, house: House):
    _, sat = await opens(viewer)
    await buy(viewer, sat["claim"])
    await viewer.ask("PATCH", "/me", {"nickname": "小满一家"})
    (face,) = (await (await enter()).get(f"/teams/{sat['team']}"))["faces"]
    assert (face["name"], face["avatar"], face["leader"]) == ("小**", None, True)


async def test_a_team_whose_time_is_over_has_failed_before_anybody_swept(viewer, enter, opens, buy, clock):
    _, sat = await opens(viewer)
    await buy(viewer, sat["claim"])
    await clock.advance(24 * 3600)
    stranger = await enter()
    assert (await stranger.get(f"/teams/{sat['team']}"))["state"] == "failed"
    status, problem = await stranger.ask("POST", f"/teams/{sat['team']}/seats", {}, key=KEY)
    assert (status, "时间到了" in problem["title"]) == (409, True)


async def test_staff_make_what_is_wrong_right(ask, room, sells):
    await sells("s1")
    for wrong, field in (
        ({"price": 1990}, "price"),
        ({"size": 1}, "size"),
        ({"hours": 99}, "hours"),
        ({"minutes": 5}, ""),
    ):
        status, problem = await ask("POST", f"/rooms/{room}/group-buys", BUY | wrong)
        assert (status, problem.get("field", "")) == (400, field), problem
    assert (await ask("POST", f"/rooms/{room}/group-buys", BUY | {"sku": "none"}))[0] == 404
    assert (await ask("POST", "/rooms/nowhere/group-buys", BUY))[0] == 404
