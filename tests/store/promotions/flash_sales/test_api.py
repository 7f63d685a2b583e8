"""Flash sales over HTTP: staff announce, open and end; viewers see, quote and order."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from appliance.db import Database
from appliance.house import House
from appliance.identity.models import Staff
from appliance.identity.permissions import Role
from media.broadcasts import actions as broadcasts
from store.checkout.models import CartItem
from store.promotions.flash_sales import actions
from store.promotions.flash_sales.actions import Ask
from store.promotions.flash_sales.holding import HOLDING
from store.promotions.flash_sales.models import FlashSale

HOME = {"name": "李明", "phone": "13812345678", "region": "天津市 和平区", "street": "南京路 1 号"}
KEY = "a-key-of-the-tap"
SALE = {"sku": "s1", "price": 990, "quantity": 5}


@pytest.fixture
def database(house: House) -> Database:
    """The app's own: goods are put on its shelf."""
    return house.db


@pytest.fixture
async def room(house: House) -> str:
    return (await house.db.write(broadcasts.open_room, house.keys, "一号直播间")).room


@pytest.fixture
async def ask(app, house: House):
    """``await ask("POST", path, body)`` as an operator: status and answer."""
    await house.door.first_run(house.door.code(), "owner", "", "a long evening", "10.0.0.2", "")
    cookie = await house.door.sign_in("lin", await house.door.invite("lin", "", Role.OPERATOR), "10.0.0.2", "")
    headers = {"cookie": f"jinbo_session={cookie}", "x-csrf-token": house.keys.fingerprint("csrf", cookie)[:40]}

    async def send(method: str, path: str, body=None):
        answer = await app.test_client().open(f"/api/v1{path}", method=method, headers=headers, json=body)
        return answer.status_code, await answer.get_json()

    return send


@pytest.fixture
async def member(sells, viewer, house: House) -> str:
    """The viewer's id; s1 is on the shelf."""
    await sells("s1")
    await viewer.ask("PUT", "/cart/s1", {"quantity": 1})
    async with house.db.read() as session:
        return str(await session.scalar(select(CartItem.member)))


async def test_staff_run_a_sale_and_viewers_see_each_state(sells, room, ask, viewer, clock):
    await sells("s1")
    later = (clock.now() + timedelta(hours=1)).isoformat()
    status, run = await ask("POST", f"/rooms/{room}/sales", {**SALE, "opens_at": later, "minutes": 5})
    sale = run["sale"]["sale"]
    assert (status, run["sale"]["state"], run["unpaid"], run["paid"]) == (201, "announced", 0, 0)
    status, run = await ask("POST", f"/sales/{sale}/opening")
    assert (status, run["sale"]["state"]) == (200, "announced")
    await clock.advance(3)
    (shown,) = (await viewer.get(f"/rooms/{room}/sales"))["items"]
    assert (shown["state"], shown["left"], shown["price"], shown["mine"]) == ("open", 5, 990, None)
    status, run = await ask("DELETE", f"/sales/{sale}")
    assert (status, run["sale"]["state"]) == (200, "ended")
    assert (await viewer.get(f"/rooms/{room}/sales"))["items"][0]["state"] == "ended"
    await clock.advance(31 * 60)
    assert (await viewer.get(f"/rooms/{room}/sales"))["items"] == []
    assert (await ask("DELETE", f"/sales/{sale}"))[0] == 409


async def test_a_sale_whose_answer_was_lost_is_not_announced_a_second_time(sells, room, ask, clock):
    await sells("s1")
    first = await ask("POST", f"/rooms/{room}/sales", {**SALE, "key": KEY})
    later = (clock.now() + timedelta(hours=1)).isoformat()
    status, again = await ask("POST", f"/rooms/{room}/sales", {**SALE, "opens_at": later, "key": KEY})
    assert (first[0], status, again["sale"]["sale"]) == (201, 201, first[1]["sale"]["sale"])
    _, found = await ask("GET", f"/rooms/{room}/sales/whole")
    assert len(found["items"]) == 1
    assert (await ask("POST", f"/rooms/{room}/sales", {**SALE, "key": "another-tap"}))[0] == 201
    assert len((await ask("GET", f"/rooms/{room}/sales/whole"))[1]["items"]) == 2


async def test_a_sale_remembers_who_announced_it_whatever_they_are_called_later(sells, room, ask, house: House):
    await sells("s1")
    assert (await ask("POST", f"/rooms/{room}/sales", SALE))[0] == 201
    async with house.db.read() as session:
        assert await session.scalar(select(FlashSale.by)) == await session.scalar(
            select(Staff.id).where(Staff.login == "lin")
        )


async def test_what_was_won_is_quoted_ordered_and_shown(room, ask, viewer, member, house: House, clock):
    _, run = await ask("POST", f"/rooms/{room}/sales", SALE)
    sale = run["sale"]["sale"]
    await clock.advance(3)
    claimed = await house.db.write(actions.claim, sale, [Ask(member)])
    claim = claimed.answers[0].claim
    (shown,) = (await viewer.get(f"/rooms/{room}/sales"))["items"]
    assert (shown["left"], shown["mine"]["claim"], shown["mine"]["state"]) == (4, claim, "won")
    _, quoted = await viewer.ask("POST", "/quotes", {"claim": claim})
    line = quoted["quote"]["lines"][0]
    assert (quoted["quote"]["total"], line["unit_price"], quoted["gone"], quoted["troubles"]) == (990, 990, [], {})
    assert [(one["kind"], one["name"], one["amount"]) for one in line["adjustments"]] == [("activity", "秒杀价", 1000)]
    body = {"claim": claim, "contact": HOME, "seen_total": 990, "room": room}
    status, placed = await viewer.ask("POST", "/orders", body, KEY)
    assert (status, placed["total"]) == (201, 990)
    assert await viewer.ask("POST", "/orders", body, KEY) == (201, placed)
    order = await viewer.get(f"/orders/{placed['order']}")
    assert (order["total"], order["room"], order["discount"]) == (990, room, 1000)
    (shown,) = (await viewer.get(f"/rooms/{room}/sales"))["items"]
    assert (shown["mine"]["state"], shown["mine"]["order"]) == ("ordered", placed["order"])
    _, found = await ask("GET", f"/rooms/{room}/sales/whole")
    assert [(one["unpaid"], one["paid"]) for one in found["items"]] == [(1, 0)]


async def test_what_was_won_is_ordered_by_itself_and_by_nobody_else(room, ask, viewer, member, enter, house, clock):
    _, run = await ask("POST", f"/rooms/{room}/sales", SALE)
    await clock.advance(3)
    claim = (await house.db.write(actions.claim, run["sale"]["sale"], [Ask(member)])).answers[0].claim
    items = [{"sku": "s1", "quantity": 1}]
    status, problem = await viewer.ask("POST", "/quotes", {"claim": claim, "items": items})
    assert (status, problem["type"]) == (400, "urn:jinbo:problem:claim-is-whole")
    other = await enter()
    assert (await other.ask("POST", "/quotes", {"claim": claim}))[1]["type"] == "urn:jinbo:problem:claim-lapsed"
    body = {"claim": claim, "contact": HOME, "seen_total": 990}
    assert (await other.ask("POST", "/orders", body, KEY))[1]["type"] == "urn:jinbo:problem:claim-lapsed"


@pytest.mark.parametrize(
    "wrong", [{"price": 0}, {"quantity": 0}, {"minutes": 0}, {"minutes": 1441}, {"opens_at": "today"}, {"other": 1}]
)
async def test_a_sale_that_makes_no_sense_is_refused(sells, room, ask, wrong):
    await sells("s1")
    assert (await ask("POST", f"/rooms/{room}/sales", {**SALE, **wrong}))[0] == 400


async def test_a_room_or_a_sale_that_is_not_there_is_not_found(sells, ask, viewer):
    await sells("s1")
    assert (await viewer.ask("GET", "/rooms/nowhere/sales"))[0] == 404
    assert (await ask("GET", "/rooms/nowhere/sales/whole"))[0] == 404
    assert (await ask("POST", "/rooms/nowhere/sales", SALE))[0] == 404
    assert (await ask("POST", "/sales/none/opening"))[0] == 404
    assert (await ask("DELETE", "/sales/none"))[0] == 404


async def test_a_copy_of_ones_data_tells_what_was_won(room, ask, member, house, clock):
    _, run = await ask("POST", f"/rooms/{room}/sales", SALE)
    await clock.advance(3)
    await house.db.write(actions.claim, run["sale"]["sale"], [Ask(member)])
    async with house.db.read() as session:
        (told,) = await HOLDING.everything(session, house.keys, member)
    assert (told["title"], told["quantity"], told["state"]) == ("麻花 s1", 1, "won")
