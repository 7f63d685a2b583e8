"""What was explained in a show is a chapter of its replay, with what it costs now."""

import pytest
from sqlalchemy import update

from appliance.db import Database
from appliance.house import House
from media.broadcasts import actions as broadcasts
from store.catalogue.models import Sku
from store.shelf import actions


@pytest.fixture
def database(house: House) -> Database:
    return house.db


@pytest.fixture
async def room(house: House) -> str:
    return (await house.db.write(broadcasts.open_room, house.keys, "一号直播间")).room


@pytest.fixture
async def explained(house: House, sells, room, clock):
    """A show in which s1, then s2 was explained; its id."""
    for sku in ("s1", "s2"):
        await sells(sku)
        await house.db.write(actions.put, room, f"p-{sku}")
    show = await house.db.write(broadcasts.air, room)
    await house.db.write(actions.begin_show, room, show, clock.now())
    for sku in ("s1", "s2"):
        await house.db.write(actions.pin, room, f"p-{sku}", "lin")
        await clock.advance(90)
        await house.db.write(actions.unpin, room)
        await clock.advance(10)
    return show


async def test_a_show_has_a_chapter_for_each_explained_product(viewer, room, explained):
    found = (await viewer.get(f"/rooms/{room}/shows/{explained}/chapters"))["chapters"]
    assert [chapter["product"]["id"] for chapter in found] == ["p-s1", "p-s2"]
    assert found[0]["since"] < found[0]["until"] < found[1]["since"]


async def test_a_chapter_tells_what_the_product_costs_and_how_much_there_is_now(
    viewer, room, explained, database: Database
):
    await database.write(reprice, "s1", 4321)
    [first, _] = (await viewer.get(f"/rooms/{room}/shows/{explained}/chapters"))["chapters"]
    assert first["product"]["price"] == 4321
    assert first["product"]["available"] > 0


def reprice(tx, sku, price):
    tx.execute(update(Sku).where(Sku.id == sku).values(price=price))


async def test_another_show_has_chapters_of_its_own(viewer, room, explained):
    assert (await viewer.get(f"/rooms/{room}/shows/another/chapters"))["chapters"] == []
