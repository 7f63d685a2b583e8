"""The shelf over HTTP: what viewers get, what staff do, and who may do what."""

import pytest
from sqlalchemy import insert, select

from appliance.db import Database
from appliance.house import House
from appliance.identity.models import Staff
from appliance.identity.permissions import Role
from media.broadcasts import actions as broadcasts
from media.recording.clips.models import Clip
from store.accounts.actions import set_account
from store.accounts.records import WeChat
from store.shelf import actions
from store.shelf.models import ExplainWindow


@pytest.fixture
def database(house: House) -> Database:
    """The app's own: goods are put on its shelf."""
    return house.db


@pytest.fixture
async def room(house: House) -> str:
    return (await house.db.write(broadcasts.open_room, house.keys, "一号直播间")).room


@pytest.fixture
def colleague(app, house: House):
    """``ask = await colleague(Role.HOST)``, then ``await ask("PUT", path, body)``: status and answer."""

    async def join(role: Role = Role.OPERATOR):
        await house.door.first_run(house.door.code(), "owner", "", "a long evening", "10.0.0.2", "")
        cookie = await house.door.sign_in("lin", await house.door.invite("lin", "", role), "10.0.0.2", "")
        headers = {"cookie": f"jinbo_session={cookie}", "x-csrf-token": house.keys.fingerprint("csrf", cookie)[:40]}

        async def ask(method: str, path: str, body=None):
            answer = await app.test_client().open(f"/api/v1{path}", method=method, headers=headers, json=body)
            return answer.status_code, await answer.get_json()

        return ask

    return join


async def cut(house: House, room: str, product: str, **more) -> None:
    """A film of an explanation."""
    at = house.clock.now()
    known = {
        "id": f"w-{product}",
        "room": room,
        "show": "b1",
        "product": product,
        "title": "麻花",
        "since": at,
        "until": at,
    }
    ready = {
        "state": "ready",
        "asked_at": at,
        "length": 4000,
        "size": 9,
        "public": True,
        "upright": "",
        "upright_done": 0,
    }
    await house.db.write(lambda tx: tx.execute(insert(Clip).values(known | ready | more)))


async def test_viewers_hear_which_goods_can_be_watched_as_they_were_explained(house, room, colleague, viewer, sells):
    ask = await colleague()
    for sku in ("s1", "s2", "s3", "s4", "s5"):
        await sells(sku)
        await ask("PUT", f"/rooms/{room}/shelf/p-{sku}", {})
    guests_only = (await house.db.write(broadcasts.open_room, house.keys, "私密", public=False)).room
    for product, facts in (
        ("p-s5", {}), ("p-s1", {}), ("p-s2", {"public": False}), ("p-s3", {"state": "waiting"}),
        ("p-s4", {"room": guests_only}), ("p-s1", {"id": "w2"}), ("p-s9", {}),
    ):  # fmt: skip
        await cut(house, facts.pop("room", room), product, **facts)
    assert (await viewer.get(f"/rooms/{room}/shelf"))["clips"] == ["p-s1", "p-s5"]
    await ask("PUT", f"/rooms/{room}/shelf/p-s1/hiding")
    assert (await viewer.get(f"/rooms/{room}/shelf"))["clips"] == ["p-s5"]


async def test_staff_fill_a_shelf_and_viewers_see_it(sells, room, colleague, viewer):
    for sku in ("s1", "s2"):
        await sells(sku)
    ask = await colleague()
    assert (await ask("PUT", f"/rooms/{room}/shelf/p-s1", {"prices": {"s1": 990}}))[0] == 200
    await ask("PUT", f"/rooms/{room}/shelf/p-s2", {})
    status, whole = await ask("PUT", f"/rooms/{room}/shelf/order", {"products": ["p-s2", "p-s1"]})
    assert (status, [one["good"]["product"] for one in whole["goods"]]) == (200, ["p-s2", "p-s1"])
    assert whole["goods"][1]["prices"] == {"s1": 990}
    _, whole = await ask("PUT", f"/rooms/{room}/shelf/p-s2/hiding")
    assert [one["hidden"] for one in whole["goods"]] == [True, False]
    shown = await viewer.get(f"/rooms/{room}/shelf")
    assert ([one["number"] for one in shown["goods"]], shown["explaining"]) == ([2], None)
    _, whole = await ask("DELETE", f"/rooms/{room}/shelf/p-s2/hiding")
    assert [one["hidden"] for one in whole["goods"]] == [False, False]
    _, whole = await ask("DELETE", f"/rooms/{room}/shelf/p-s2")
    assert [one["good"]["number"] for one in whole["goods"]] == [1]


async def test_a_host_pins_and_a_viewer_who_comes_later_sees_it(sells, room, colleague, viewer, house: House, clock):
    await sells("s1")
    await house.db.write(actions.put, room, "p-s1")
    ask = await colleague(Role.HOST)
    status, pinned = await ask("PUT", f"/rooms/{room}/pin", {"product": "p-s1"})
    assert status == 200
    shown = await viewer.get(f"/rooms/{room}/shelf")
    assert (shown["explaining"]["window"], shown["explaining"]["product"]) == (pinned["window"], "p-s1")
    assert (await ask("DELETE", f"/rooms/{room}/pin"))[0] == 200
    assert (await viewer.get(f"/rooms/{room}/shelf"))["explaining"] is None
    assert (await ask("PUT", f"/rooms/{room}/pin", {"product": "p-s9"}))[0] == 404
    assert (await ask("PUT", f"/rooms/{room}/shelf/p-s1", {}))[0] == 403


async def test_a_host_brings_a_card_up(sells, room, colleague, house: House):
    await sells("s1")
    await house.db.write(actions.put, room, "p-s1")
    ask = await colleague(Role.HOST)
    assert (await ask("POST", f"/rooms/{room}/pops", {"product": "p-s1"}))[0] in (200, 204)
    assert (await ask("POST", f"/rooms/{room}/pops", {"product": "p-s9"}))[0] == 404
    assert (await ask("POST", "/rooms/nowhere/pops", {"product": "p-s1"}))[0] == 404


async def test_staff_see_wishes_and_windows(sells, room, colleague, house: House, clock):
    await sells("s1")
    await house.db.write(actions.put, room, "p-s1")
    await house.db.write(actions.begin_show, room, "b1", clock.now())
    await house.db.write(actions.pin, room, "p-s1", "lin")
    await house.db.write(actions.want, [(room, "p-s1", "m1")])
    ask = await colleague()
    _, whole = await ask("GET", f"/rooms/{room}/shelf/whole")
    assert (whole["goods"][0]["wishes"], whole["windows"][0]["by"], whole["explaining"]["product"]) == (
        1,
        "lin",
        "p-s1",
    )


async def test_a_window_remembers_who_opened_it_whatever_they_are_called_later(sells, room, colleague, house: House):
    await sells("s1")
    await house.db.write(actions.put, room, "p-s1")
    ask = await colleague(Role.HOST)
    assert (await ask("PUT", f"/rooms/{room}/pin", {"product": "p-s1"}))[0] == 200
    async with house.db.read() as session:
        lin = await session.scalar(select(Staff.id).where(Staff.login == "lin"))
        assert await session.scalar(select(ExplainWindow.by)) == lin


async def test_figures_come_with_who_watches(sells, room, colleague, house: House, clock, app):
    await house.db.write(actions.begin_show, room, "b1", clock.now())
    app.extensions["audience"] = lambda _: 12
    ask = await colleague(Role.SCREEN)
    status, found = await ask("GET", f"/rooms/{room}/figures")
    assert (status, found["broadcast"], found["viewers"], found["gmv"], found["products"]) == (200, "b1", 12, 0, [])


async def test_a_room_that_is_not_there_has_no_shelf(sells, colleague, viewer):
    await sells("s1")
    ask = await colleague()
    assert (await viewer.ask("GET", "/rooms/nowhere/shelf"))[0] == 404
    for method, path, body in (
        ("GET", "shelf/whole", None), ("PUT", "shelf/p-s1", {}), ("PUT", "shelf/order", {"products": []}),
        ("PUT", "pin", {"product": "p-s1"}), ("DELETE", "pin", None), ("GET", "figures", None),
    ):  # fmt: skip
        assert (await ask(method, f"/rooms/nowhere/{path}", body))[0] == 404, path


@pytest.mark.parametrize("body", [{"prices": {"s1": "free"}}, {"prices": {"s1": -1}}, {"price": 1}, []])
async def test_a_price_that_makes_no_sense_is_refused(sells, room, colleague, body):
    await sells("s1")
    ask = await colleague()
    assert (await ask("PUT", f"/rooms/{room}/shelf/p-s1", body))[0] == 400


@pytest.mark.parametrize(("role", "status"), [(Role.WAREHOUSE, 201), (Role.HOST, 403), (Role.SERVICE, 403)])
async def test_stock_is_corrected_by_who_may_move_it(sells, room, colleague, house: House, role, status):
    await sells("s1")
    await house.db.write(actions.put, room, "p-s1")
    ask = await colleague(role)
    answer, told = await ask("POST", f"/rooms/{room}/stock/s1", {"key": "tap-0001", "more": 3})
    assert answer == status
    if status == 201:
        assert told == {"changed": 3}


@pytest.mark.parametrize(("price", "status"), [(1899, 201), (1900, 400), (1950, 400), (1990, 400)])
async def test_a_flash_sale_is_cheaper_than_what_the_room_pays_already(
    sells, room, colleague, house, clock, price, status
):
    await sells("s1")
    ask = await colleague()
    await ask("PUT", f"/rooms/{room}/shelf/p-s1", {"prices": {"s1": 1900}})
    await house.db.write(actions.begin_show, room, "b1", clock.now())
    got, told = await ask("POST", f"/rooms/{room}/sales", {"sku": "s1", "price": price, "quantity": 5})
    assert got == status
    if status == 400:
        assert (told["field"], told["price"]) == ("price", "19.00")
        assert "19.00" in told["title"]
        assert (await ask("GET", f"/rooms/{room}/sales/whole"))[1]["items"] == []


@pytest.mark.parametrize(
    ("wechat", "asked", "members"), [(False, {}, False), (True, {}, True), (True, {"members": False}, False)]
)
async def test_a_flash_sale_is_for_members_where_one_can_log_in_unless_the_shop_says_otherwise(
    sells, room, colleague, house, wechat, asked, members
):
    await sells("s1")
    if wechat:
        account = WeChat(appid="wx0123456789abcdef", secret="s" * 32)
        await house.db.write(set_account, house.keys, account, "lin")
    ask = await colleague()
    got, told = await ask("POST", f"/rooms/{room}/sales", {"sku": "s1", "price": 990, "quantity": 5, **asked})
    assert (got, told["sale"]["members"]) == (201, members)


async def test_a_flash_sale_for_members_is_refused_where_nobody_can_log_in(sells, room, colleague):
    await sells("s1")
    ask = await colleague()
    wanted = {"sku": "s1", "price": 990, "quantity": 5, "members": True}
    got, told = await ask("POST", f"/rooms/{room}/sales", wanted)
    assert (got, told["field"]) == (400, "members")


async def test_staff_plan_the_minutes_of_a_show(sells, room, colleague, house: House):
    await sells("s1")
    await house.db.write(actions.put, room, "p-s1")
    ask = await colleague()
    status, whole = await ask("PUT", f"/rooms/{room}/run-sheet", {"minutes": {"p-s1": 6}})
    assert (status, whole["goods"][0]["minutes"]) == (200, 6)
    assert (await ask("PUT", f"/rooms/{room}/run-sheet", {"minutes": {"p-s1": 999}}))[0] == 400
    assert (await ask("PUT", f"/rooms/{room}/run-sheet", {"minutes": {"p-s1": "6"}}))[0] in (400, 422)


async def test_hosts_read_the_run_sheet_and_leave_planning_to_others(sells, room, colleague, house: House):
    await sells("s1")
    await house.db.write(actions.put, room, "p-s1")
    await house.db.write(actions.plan, room, {"p-s1": 6})
    ask = await colleague(Role.HOST)
    assert (await ask("GET", f"/rooms/{room}/shelf/whole"))[1]["goods"][0]["minutes"] == 6
    assert (await ask("PUT", f"/rooms/{room}/run-sheet", {"minutes": {}}))[0] == 403
