"""Who stands behind orders over HTTP: phones and doors are known again, and staff see why an order waits."""

import pytest
from sqlalchemy import select

from appliance.house import House
from store.orders.models import Order
from store.risk import actions, reads
from store.risk.models import Sighting
from store.risk.rules import Limit

HOME = {"name": "李明", "phone": "13812345678", "region": "天津市 和平区", "street": "南京路 1 号楼 2 单元 301 室"}


@pytest.fixture
def orders(enter):
    """``await orders(1, street=...)``: somebody new orders; the status."""

    async def one(number: int, device: str = "", **contact: str) -> int:
        somebody = await enter()
        phone = f"1380000{number:04d}"
        wish = {
            "items": [{"sku": "s1", "quantity": 1}],
            "seen_total": 1990,
            "contact": HOME | {"phone": phone} | contact,
        }
        head = {"x_device": device} if device else {}
        return (await somebody.ask("POST", "/orders", wish, f"key-number-{number}", **head))[0]

    return one


@pytest.fixture
def moving(enter):
    """``await moving(1, street=...)``: somebody new orders to a door of their own and changes their mind; the order."""

    async def one(number: int, **elsewhere: str) -> str:
        somebody, phone = await enter(), {"phone": f"1380000{number:04d}"}
        own = HOME | phone | {"street": f"解放路 {number} 号 {number * 7} 室"}
        wish = {"items": [{"sku": "s1", "quantity": 1}], "seen_total": 1990, "contact": own}
        _, placed = await somebody.ask("POST", "/orders", wish, f"key-number-{number}")
        where = {"contact": own | phone | elsewhere}
        assert (await somebody.ask("PUT", f"/orders/{placed['order']}/address", where))[0] == 200
        return placed["order"]

    return one


@pytest.fixture
def held(house: House):
    async def whether(order: str) -> bool:
        async with house.db.read() as session:
            return bool(await session.scalar(select(Order.held).where(Order.id == order)))

    return whether


@pytest.fixture
def reasons(house: House):
    async def why() -> list[list[str]]:
        async with house.db.read() as session:
            return [[reason["rule"] for reason in one.review.reasons] for one in await reads.reviews(session)]

    return why


async def test_one_phone_that_orders_as_many_members_is_looked_at(sells, orders, reasons):
    await sells(pieces=100)
    for number in range(4):
        assert await orders(number, "phone-1", street=f"南京路 {number} 号") == 201
    assert await reasons() == [["device-members"]]


async def test_one_phone_that_orders_without_end_is_refused(sells, viewer, house: House):
    await sells(pieces=100)
    await house.db.write(actions.change_rule, "boss", "device-velocity", Limit(2, 10, "refuse"))
    wish = {"items": [{"sku": "s1", "quantity": 1}], "seen_total": 1990, "contact": HOME}
    answers = [
        (await viewer.ask("POST", "/orders", wish, f"key-number-{number}", x_device="phone-1"))[0]
        for number in range(3)
    ]
    assert answers == [201, 201, 429]
    async with house.db.read() as session:
        (refusal,) = await reads.refusals(session)
    assert refusal.rule == "device-velocity"


async def test_one_door_of_many_members_is_looked_at_however_it_is_written(sells, orders, reasons, house: House):
    await sells(pieces=100)
    await house.db.write(actions.change_rule, "boss", "address-members", Limit(2, 60, "review"))
    written = ("南京路1号楼2单元301室", "南京路 １-2-301", "南京路1号楼，2单元，301")
    assert [await orders(number, street=street) for number, street in enumerate(written)] == [201] * 3
    assert await reasons() == [["address-members"]]


async def test_next_door_and_the_same_street_elsewhere_are_other_addresses(sells, orders, reasons, house: House):
    await sells(pieces=100)
    await house.db.write(actions.change_rule, "boss", "address-members", Limit(1, 60, "review"))
    await orders(1)
    await orders(2, street="南京路 1 号楼 2 单元 302 室")
    await orders(3, region="天津市 河西区")
    assert await reasons() == []


async def test_no_address_can_be_read_from_what_was_seen(sells, orders, house: House):
    await sells()
    await orders(1, "phone-1")
    async with house.db.read() as session:
        seen = (await session.execute(Sighting.__table__.select())).all()
    assert {row.kind for row in seen} == {"member", "device", "network", "phone", "address"}
    assert not any("南京路" in row.subject or "phone-1" in row.subject for row in seen)


async def test_all_addresses_of_one_line_are_one_network(app, sells, house: House):
    await sells(pieces=100)
    for number, address in enumerate(("2a01:4f8:1:2::1", "2a01:4f8:1:2::2", "2a01:4f8:1:3::1")):
        client, near = app.test_client(), {"client": (address, 1234)}
        token = (await (await client.post("/api/v1/sessions", json={"provider": "guest"})).get_json())["token"]
        head = {"authorization": f"Bearer {token}", "idempotency-key": f"key-number-{number}"}
        wish = {"items": [{"sku": "s1", "quantity": 1}], "seen_total": 1990, "contact": HOME}
        assert (await client.post("/api/v1/orders", json=wish, headers=head, scope_base=near)).status_code == 201
    async with house.db.read() as session:
        networks = await session.scalars(select(Sighting.subject).where(Sighting.kind == "network"))
    assert len(set(networks)) == 2


async def test_orders_that_are_moved_to_one_door_are_looked_at(sells, moving, held, reasons, house: House):
    await sells(pieces=100)
    await house.db.write(actions.change_rule, "boss", "address-members", Limit(2, 60, "review"))
    moved = [await moving(number, street=HOME["street"]) for number in range(3)]
    assert [await held(order) for order in moved] == [False, False, True]
    assert await reasons() == [["address-members"]]


async def test_orders_that_are_moved_to_one_phone_are_looked_at_and_none_is_refused(
    sells, moving, reasons, house: House
):
    await sells(pieces=100)
    await house.db.write(actions.change_rule, "boss", "phone-members", Limit(1, 60, "refuse"))
    for number in range(2):
        await moving(number, phone="13999990000")
    assert await reasons() == [["phone-members"]]


async def test_where_an_order_goes_no_more_does_not_count(sells, moving, orders, reasons, house: House):
    await sells(pieces=100)
    await house.db.write(actions.change_rule, "boss", "address-members", Limit(1, 60, "review"))
    await moving(1, street="友谊路 8 号")
    await orders(2, street="解放路 1 号 7 室")
    assert await reasons() == []


async def test_staff_see_why_a_phone_that_has_had_its_share_was_turned_away(sells, enter, house: House):
    await sells("s1", most=1)
    wish = {"items": [{"sku": "s1", "quantity": 1}], "seen_total": 1990, "contact": HOME}
    statuses = [(await (await enter()).ask("POST", "/orders", wish, f"key-number-{number}"))[0] for number in range(2)]
    assert statuses == [201, 409]
    async with house.db.read() as session:
        (refusal,) = await reads.refusals(session)
    assert (refusal.rule, refusal.en.partition(" is limited")[2] != "") == ("one-phone", True)
    assert "同一手机号" in refusal.zh
