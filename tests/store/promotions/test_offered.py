"""What goes on with goods is told wherever they are: on cards, on their page, to staff."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from appliance.db import Database
from appliance.house import House
from media.broadcasts import actions as broadcasts
from store.catalogue.models import Sku
from store.pricing.cart import TimedPrice
from store.promotions import deals
from store.promotions.bargains import actions as bargains
from store.promotions.flash_sales import actions as flash_sales
from store.promotions.group_buys import actions as group_buys


@pytest.fixture
def database(house: House) -> Database:
    """The app's own: goods are put on its shelf."""
    return house.db


@pytest.fixture
async def room(house: House, sells) -> str:
    """It is on air; s1 costs 19.90."""
    await sells("s1")
    opened = (await house.db.write(broadcasts.open_room, house.keys, "一号直播间")).room
    await house.db.write(broadcasts.air, opened)
    return opened


@pytest.fixture
def flash(house: House, room, clock):
    """``await flash(price=990)``: a flash sale of s1 in the room, unless told otherwise open since now."""

    async def announce(**more) -> str:
        plan = {"room": room, "sku": "s1", "price": 990, "quantity": 2, "opens_at": clock.now(), **more}
        return await house.db.write(flash_sales.announce, flash_sales.Plan(**plan), "lin")

    return announce


@pytest.fixture
def group(house: House, room):
    """``await group(room="")``: a group buy of s1 for 15 yuan in the whole shop."""

    async def announce(**more) -> str:
        plan = {"sku": "s1", "price": 1500, "quantity": 10, **more}
        return await house.db.write(group_buys.announce, group_buys.Plan(**plan), "lin")

    return announce


@pytest.fixture
def bargain(house: House, room):
    """``await bargain()``: a bargain of s1 down to 5 yuan in the whole shop."""

    async def announce(**more) -> str:
        plan = {"sku": "s1", "floor_price": 500, "helpers": 4, "quantity": 5, **more}
        return await house.db.write(bargains.open_bargain, bargains.Plan(**plan), None, "lin")

    return announce


@pytest.fixture
def told(viewer):
    """``await told()``: kind and state of what the product's page tells, and its card in the list alike."""

    async def look() -> list[tuple[str, str]]:
        page = (await viewer.get("/products/p-s1"))["deals"]
        (card,) = [one for one in (await viewer.get("/products"))["items"] if one["id"] == "p-s1"]
        assert card["deals"] == page
        return [(one["kind"], one["state"]) for one in page]

    return look


async def test_every_list_tells_of_every_kind_and_a_price_that_holds_comes_first(viewer, flash, group, bargain, clock):
    made = [await flash(), await group(), await bargain()]
    page = await viewer.get("/products/p-s1")
    assert [one["activity"] for one in page["deals"]] == made
    assert [(one["kind"], one["price"], one["floor"]) for one in page["deals"]] == [
        ("flash-sale", 990, False), ("group-buy", 1500, False), ("bargain", 500, True),
    ]  # fmt: skip
    assert (page["deals"][0]["sku"], page["deals"][0]["state"]) == ("s1", "open")
    assert page["deals"][0]["ends_at"][:19] == (clock.now() + timedelta(minutes=10)).isoformat()[:19]
    await viewer.ask("PUT", "/products/p-s1/favourite")
    for path in ("/products", "/me/favourites", "/me/footprints"):
        listed = await viewer.get(path)
        assert listed["items"][0]["deals"] == page["deals"], path
        assert listed["now"][:19] == clock.now().isoformat()[:19]
    assert (await viewer.get("/shop"))["new"][0]["deals"] == page["deals"]


async def test_what_comes_within_a_day_is_told_and_what_is_over_is_not(house, told, flash, group, bargain, clock):
    soon, late = clock.now() + timedelta(hours=2), clock.now() + timedelta(days=2)
    sale = await flash(opens_at=soon)
    await group(opens_at=late)
    await bargain(lasts=timedelta(hours=1))
    assert await told() == [("bargain", "open"), ("flash-sale", "announced")]
    await clock.advance(2 * 3600)
    assert await told() == [("flash-sale", "open")]
    await house.db.write(flash_sales.end, sale, "staff")
    assert await told() == []


async def test_a_rooms_is_told_while_anybody_finds_it_there(house, told, room, flash, group, clock):
    await flash()
    await group(room=room)
    assert await told() == [("flash-sale", "open"), ("group-buy", "open")]
    await house.db.write(broadcasts.change_room, room, "一号直播间", "", public=False)
    assert await told() == []


async def test_without_a_show_a_room_has_only_what_has_not_begun(house, told, sells, flash, clock):
    dark = (await house.db.write(broadcasts.open_room, house.keys, "二号直播间")).room
    await flash(room=dark)
    assert await told() == []
    await flash(room=dark, opens_at=clock.now() + timedelta(hours=1))
    assert await told() == [("flash-sale", "announced")]


async def test_what_costs_this_viewer_no_less_is_not_told(told, flash, group, run):
    await flash()
    await group()
    await run(TimedPrice({"s1": 1200}), name="限时价")
    assert await told() == [("flash-sale", "open")]
    await run(TimedPrice({"s1": 900}), name="限时价")
    assert await told() == []


async def test_what_is_gone_stands_last(house, told, flash, group, bargain):
    sale = await flash()
    await house.db.write(flash_sales.claim, sale, [flash_sales.Ask("m1", 1), flash_sales.Ask("m2", 1)])
    await group(quantity=2)
    assert await told() == [("group-buy", "open"), ("flash-sale", "sold-out")]
    await house.db.write(lambda tx: tx.execute(update(Sku).where(Sku.id == "s1").values(on_hand=Sku.reserved)))
    assert await told() == [("group-buy", "sold-out"), ("flash-sale", "sold-out")]


async def test_what_is_set_aside_is_to_be_had_while_nothing_else_is(house, told, flash):
    await flash()
    await house.db.write(lambda tx: tx.execute(update(Sku).where(Sku.id == "s1").values(on_hand=Sku.reserved)))
    assert await told() == [("flash-sale", "open")]


async def test_each_kind_is_asked_once_for_a_whole_list(viewer, sells, monkeypatch):
    for number in range(5):
        await sells(f"g{number}")
    asked = []
    for kind in deals.KINDS:
        monkeypatch.setattr(kind, "offered", _noting(kind.offered, asked))
    await viewer.get("/products")
    assert [len(products) for products in asked] == [5] * len(deals.KINDS)


def _noting(act, asked: list):
    async def offered(session, products, now):
        asked.append(list(products))
        return await act(session, products, now)

    return offered
