"""直播价 at the checkout: in its room, during its show, and never above what others pay."""

import pytest
from sqlalchemy import delete, insert, select, update

from appliance.db import Database
from appliance.house import House
from appliance.identity import tokens
from chat.manners import actions as manners
from media.broadcasts.models import Room
from store.catalogue.models import Sku
from store.checkout import actions as checkout
from store.checkout.models import CartItem
from store.shelf import actions
from tests.store.shelf.conftest import ROOM

HOME = {"name": "李明", "phone": "13812345678", "region": "天津市 和平区", "street": "南京路 1 号"}
KEY = "a-key-of-the-tap"


@pytest.fixture
def database(house: House) -> Database:
    """The app's own: goods are put on its shelf."""
    return house.db


@pytest.fixture
async def lowered(database, shelved, airs, clock):
    """s1 costs 990 instead of 1990 in ROOM, which is on air; `another` room there is too."""
    for room in (ROOM, "another"):
        row = {"id": room, "title": room, "notice": "", "public": True, "key_sealed": "", "key_fingerprint": room}
        await database.write(lambda tx, row=row: tx.execute(insert(Room).values(**row, created_at=clock.now())))
    await shelved("s1")
    await database.write(actions.put, ROOM, "p-s1", {"s1": 990})
    return await airs()


def wish(**more):
    return {"items": [{"sku": "s1", "quantity": 2}], **more}


async def test_it_is_quoted_and_ordered_at_the_rooms_price(lowered, viewer):
    _, quoted = await viewer.ask("POST", "/quotes", wish(room=ROOM))
    assert (quoted["quote"]["total"], quoted["quote"]["lines"][0]["unit_price"]) == (1980, 990)
    assert [one["name"] for one in quoted["quote"]["lines"][0]["adjustments"]] == ["直播价"]
    status, placed = await viewer.ask("POST", "/orders", wish(room=ROOM, contact=HOME, seen_total=1980), KEY)
    assert (status, placed["total"]) == (201, 1980)
    assert (await viewer.get(f"/orders/{placed['order']}"))["room"] == ROOM


@pytest.mark.parametrize("elsewhere", [{}, {"room": "another"}])
async def test_elsewhere_it_costs_what_it_costs(lowered, viewer, elsewhere):
    _, quoted = await viewer.ask("POST", "/quotes", wish(**elsewhere))
    assert quoted["quote"]["total"] == 3980


async def test_when_the_show_is_over_the_buyer_is_shown_the_plain_price(lowered, database, viewer, clock):
    await database.write(actions.end_show, ROOM, lowered, clock.now())
    status, problem = await viewer.ask("POST", "/orders", wish(room=ROOM, contact=HOME, seen_total=1980), KEY)
    assert (status, problem["type"], problem["quote"]["total"]) == (409, "urn:jinbo:problem:price-moved", 3980)


async def test_a_row_of_the_cart_remembers_its_room(lowered, viewer):
    await viewer.ask("PUT", "/cart/s1", {"quantity": 2, "room": ROOM})
    assert (await viewer.get("/cart"))["quote"]["total"] == 1980
    status, placed = await viewer.ask("POST", "/orders", {"contact": HOME, "seen_total": 1980}, KEY)
    assert (status, placed["total"]) == (201, 1980)


async def test_what_lay_in_the_cart_and_is_found_again_in_a_room_has_its_price(lowered, viewer):
    await viewer.ask("PUT", "/cart/s1", {"quantity": 1})
    _, cart = await viewer.ask("PUT", "/cart/s1", {"quantity": 2, "room": ROOM})
    assert (cart["items"][0]["room"], cart["quote"]["total"]) == (ROOM, 1980)
    _, cart = await viewer.ask("PUT", "/cart/s1", {"quantity": 3})
    assert (cart["items"][0]["room"], cart["quote"]["total"]) == (ROOM, 2970), "the cart's own page knows no room"


async def test_what_a_guest_finds_in_a_room_keeps_its_price_when_he_logs_in(lowered, database):
    await database.write(checkout.put, "member", "s1", quantity=3, selected=False)
    await database.write(checkout.put, "guest", "s1", quantity=2, room=ROOM)
    await database.write(checkout.adopt, "guest", "member")
    async with database.read() as session:
        (row,) = await session.scalars(select(CartItem))
    assert (row.member, row.quantity, row.selected, row.room) == ("member", 3, True, ROOM)


async def test_a_room_that_a_member_found_it_in_outlives_a_guest_who_found_it_in_none(lowered, database):
    await database.write(checkout.put, "member", "s1", quantity=1, room=ROOM)
    await database.write(checkout.put, "guest", "s1", quantity=2)
    await database.write(checkout.adopt, "guest", "member")
    async with database.read() as session:
        (row,) = await session.scalars(select(CartItem))
    assert (row.member, row.quantity, row.room) == ("member", 2, ROOM)


async def test_the_products_page_shows_it_to_who_looks_from_there(lowered, viewer, database, clock):
    async def deal(room: str) -> int | None:
        return (await viewer.get(f"/products/p-s1?room={room}"))["skus"][0]["deal_price"]

    assert (await deal(ROOM), await deal("another"), await deal("")) == (990, None, None)
    await database.write(actions.end_show, ROOM, lowered, clock.now())
    assert await deal(ROOM) is None


async def test_a_plain_price_that_fell_below_the_rooms_holds(lowered, database, viewer):
    await database.write(lambda tx: tx.execute(update(Sku).values(price=700)))
    _, quoted = await viewer.ask("POST", "/quotes", wish(room=ROOM))
    assert (quoted["quote"]["total"], quoted["quote"]["lines"][0]["adjustments"]) == (1400, [])


@pytest.fixture(params=["private", "gone", "sent out"])
async def shut(lowered, database, house: House, viewer, clock, request) -> str:
    """A room that is on air with its price, and not for this viewer."""
    match request.param:
        case "private":
            await database.write(lambda tx: tx.execute(update(Room).where(Room.id == ROOM).values(public=False)))
        case "gone":
            await database.write(lambda tx: tx.execute(delete(Room).where(Room.id == ROOM)))
        case "sent out":
            who = tokens.read(house.keys.derive("tokens"), viewer._token, "viewer", clock.now()).viewer
            await database.write(manners.kick, ROOM, who, "小满", by="lin")
    return ROOM


async def test_who_may_not_enter_is_shown_what_everybody_pays(shut, viewer):
    page = await viewer.get(f"/products/p-s1?room={shut}")
    assert [(one["price"], one["deal_price"]) for one in page["skus"]] == [(1990, None)]
    for one in (wish(room=shut), {"items": [{"sku": "s1", "quantity": 2, "room": shut}]}):
        status, quoted = await viewer.ask("POST", "/quotes", one)
        assert (status, quoted["quote"]["total"]) == (200, 3980)


async def test_a_row_that_who_may_not_enter_puts_in_the_cart_knows_no_room(shut, viewer):
    _, cart = await viewer.ask("PUT", "/cart/s1", {"quantity": 2, "room": shut})
    assert (cart["items"][0]["room"], cart["quote"]["total"]) == (None, 3980)


async def test_what_who_may_not_enter_orders_was_not_sold_in_the_room(shut, viewer):
    status, problem = await viewer.ask("POST", "/orders", wish(room=shut, contact=HOME, seen_total=1980), KEY)
    assert (status, problem["quote"]["total"]) == (409, 3980)
    status, placed = await viewer.ask("POST", "/orders", wish(room=shut, contact=HOME, seen_total=3980), KEY + "2")
    assert status == 201
    assert (await viewer.get(f"/orders/{placed['order']}"))["room"] is None
