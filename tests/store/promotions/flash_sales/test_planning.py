"""A flash sale is announced, opens by the clock, and ends."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from appliance.events import FlashSaleAnnounced, FlashSaleEnded, FlashSaleOpened
from store.catalogue.actions import SkuNotFound, SoldOut
from store.catalogue.days import day_of
from store.catalogue.models import DayPrice, Product
from store.promotions.flash_sales import actions, reads
from store.promotions.flash_sales.problems import (
    FlashPriceUnusable,
    FlashQuantityUnusable,
    FlashSaleMovedOn,
    FlashSaleNotFound,
    FlashTimeUnusable,
    GoodsNotOnSale,
    TooManySales,
)
from tests.store.promotions.flash_sales.conftest import COUNTDOWN, ROOM


async def test_its_pieces_are_set_aside_and_everybody_sees_it_coming(announced, stock, heard, clock):
    sale = await announced(quantity=4)
    assert await stock() == (10, 4)
    (told,) = heard(FlashSaleAnnounced)
    assert (told.room, told.sale, told.price, told.plain_price, told.quantity) == (ROOM, sale, 990, 990, 4)
    assert told.opens_at == clock.now() + timedelta(seconds=COUNTDOWN)
    assert told.ends_at == told.opens_at + timedelta(minutes=20)


@pytest.mark.parametrize(("deal", "plain"), [(1990, 1990), (1500, 1500), (2500, 1990), (800, 990)])
async def test_its_price_is_lowered_from_what_the_days_before_prove(database, announced, heard, clock, deal, plain):
    yesterday = day_of(clock.now(), ago=1)
    await announced(quantity=1)
    await database.write(lambda tx: tx.add_once(DayPrice, sku="s1", day=yesterday, lowest=deal))
    await announced(quantity=1, stocked=True)
    assert [told.plain_price for told in heard(FlashSaleAnnounced)] == [990, plain]


async def test_it_opens_once_when_its_moment_has_come(database, announced, clock, heard):
    sale = await announced()
    assert await database.write(actions.open_due) == []
    await clock.advance(COUNTDOWN)
    assert await database.write(actions.open_due) == [sale]
    assert await database.write(actions.open_due) == []
    assert [one.sale for one in heard(FlashSaleOpened)] == [sale]


async def test_one_that_was_planned_for_later_is_opened_at_once(database, announced, clock, heard):
    sale = await announced(opens_at=clock.now() + timedelta(hours=1))
    await database.write(actions.open_now, sale)
    told = heard(FlashSaleAnnounced)[-1]
    assert told.opens_at == clock.now() + timedelta(seconds=COUNTDOWN)
    assert told.ends_at - told.opens_at == timedelta(minutes=20)
    with pytest.raises(FlashSaleMovedOn):
        await database.write(actions.open_now, sale)
    with pytest.raises(FlashSaleNotFound):
        await database.write(actions.open_now, "none")


async def test_what_nobody_got_is_ordinary_stock_again(database, opened, grabs, stock, rows, heard):
    sale = await opened(quantity=4)
    await grabs(sale, "m1")
    await database.write(actions.end, sale, "staff")
    assert await stock() == (10, 1)
    found = await rows(sale)
    assert (found["left"], found["returned"], found["state"]) == (0, 3, "ended")
    assert [(one.sale, one.reason) for one in heard(FlashSaleEnded)] == [(sale, "staff")]
    with pytest.raises(FlashSaleMovedOn):
        await database.write(actions.end, sale, "time")


async def test_what_went_on_in_a_show_ends_with_it_and_what_was_won_stays_won(
    database, clock, opened, grabs, announced, rows, heard, stock
):
    sale = await opened(quantity=4)
    await grabs(sale, "m1")
    counted_down = await announced(quantity=1, stocked=True)
    later = await announced(quantity=2, stocked=True, opens_at=clock.now() + timedelta(hours=1))
    for _ in range(2):
        await database.write(actions.end_show, ROOM, clock.now())
    found = await rows(sale)
    assert (found["state"], found["returned"], found["claims"]) == ("ended", 3, [("m1", "won")])
    assert (await rows(later))["state"] == "announced"
    assert [(one.sale, one.reason) for one in heard(FlashSaleEnded)] == [(sale, "show"), (counted_down, "show")]
    assert await stock() == (10, 3)


async def test_it_needs_pieces_that_are_there(announced, stock):
    with pytest.raises(SoldOut) as refused:
        await announced(quantity=11)
    assert refused.value.facts["available"] == 10
    assert await stock() == (10, 0)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"price": 0}, FlashPriceUnusable),
        ({"price": 1990}, FlashPriceUnusable),
        ({"quantity": 0}, FlashQuantityUnusable),
        ({"quantity": 10_001}, FlashQuantityUnusable),
        ({"per_member": 0}, FlashQuantityUnusable),
        ({"per_member": 6}, FlashQuantityUnusable),
        ({"lasts": timedelta(seconds=59)}, FlashTimeUnusable),
        ({"lasts": timedelta(hours=25)}, FlashTimeUnusable),
        ({"sku": "none"}, SkuNotFound),
    ],
)
async def test_a_plan_that_makes_no_sense_is_refused(announced, wrong, problem):
    with pytest.raises(problem):
        await announced(**wrong)


@pytest.mark.parametrize("off", [timedelta(seconds=-1), timedelta(days=31)])
async def test_it_opens_neither_in_the_past_nor_in_another_season(announced, clock, off):
    with pytest.raises(FlashTimeUnusable):
        await announced(opens_at=clock.now() + off)


async def test_what_is_not_on_sale_is_not_sold_in_a_flash(database, sells, announced):
    await sells("s1")
    await database.write(lambda tx: tx.execute(update(Product).values(state="unshelved")))
    with pytest.raises(GoodsNotOnSale):
        await announced(stocked=True)


async def test_a_room_does_not_fill_up_with_sales(announced):
    await announced(quantity=1, pieces=30)
    for _ in range(19):
        await announced(quantity=1, stocked=True)
    with pytest.raises(TooManySales):
        await announced(quantity=1, stocked=True)


async def test_each_state_has_its_word(database, announced, grabs, clock, rows, buys):
    sale = await announced(quantity=1)

    async def word() -> str:
        async with database.read() as session:
            return (await reads.sale(session, sale)).word(clock.now())

    assert await word() == "announced"
    await clock.advance(COUNTDOWN)
    assert await word() == "open"
    await grabs(sale, "m1")
    assert await word() == "queueing"
    await database.write(lambda tx: tx.execute(update(reads.FlashClaim).values(state="paid")))
    assert await word() == "sold-out"
    await clock.advance(20 * 60)
    assert await word() == "ended"
    await database.write(actions.end, sale, "sold-out")
    assert await word() == "sold-out"
