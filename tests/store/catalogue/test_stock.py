"""Stock moves once, and never below what is promised."""

import asyncio

import pytest
from sqlalchemy import func, select

from appliance.events import StockRanLow
from store.catalogue import actions
from store.catalogue.actions.stock import NoteMissing, PiecesUnusable
from store.catalogue.models import Product, StockEntry


async def ledger(database, sku: str) -> tuple[int, int]:
    async with database.read() as session:
        sums = select(func.sum(StockEntry.on_hand), func.sum(StockEntry.reserved)).where(StockEntry.sku == sku)
        row = (await session.execute(sums)).one()
        return int(row[0]), int(row[1])


async def test_a_piece_goes_its_way_from_the_door_to_the_buyer_and_back(database, goods, stocked):
    sku = await stocked(5)
    await database.write(actions.reserve, {sku: 2}, "order1")
    assert await goods.held(sku) == (5, 2)
    await database.write(actions.ship, {sku: 2}, "order1")
    assert await goods.held(sku) == (3, 0)
    await database.write(actions.bring_back, {sku: 1}, "order1")
    assert await goods.held(sku) == (4, 0)
    async with database.read() as session:
        assert await session.scalar(select(Product.sold)) == 1
    assert await ledger(database, sku) == (4, 0)


@pytest.mark.parametrize(
    "verb",
    [actions.reserve, actions.release, actions.ship, actions.bring_back, actions.carve, actions.uncarve],
)
async def test_the_same_move_twice_moves_once(database, goods, stocked, verb):
    sku = await stocked(5)
    await database.write(actions.reserve, {sku: 3}, "before")
    await database.write(verb, {sku: 1}, "order1")
    once = await goods.held(sku)
    await database.write(verb, {sku: 1}, "order1")
    assert await goods.held(sku) == once
    assert await ledger(database, sku) == once


async def test_the_last_piece_is_sold_once(database, goods, stocked):
    sku = await stocked(3)
    buying = [database.write(actions.reserve, {sku: 1}, f"order{number}") for number in range(12)]
    answers = await asyncio.gather(*buying, return_exceptions=True)
    assert sum(answer is None for answer in answers) == 3
    refused = [answer for answer in answers if answer is not None]
    assert {(type(answer), answer.facts["available"]) for answer in refused} == {(actions.SoldOut, 0)}
    assert await goods.held(sku) == (3, 3)


async def test_an_order_that_cannot_have_everything_gets_nothing(database, goods, stocked):
    plenty, scarce = await stocked(5), await stocked(1)
    with pytest.raises(actions.SoldOut) as refused:
        await database.write(actions.reserve, {plenty: 2, scarce: 2}, "order1")
    assert refused.value.facts == {"sku": scarce, "available": 1}
    assert await goods.held(plenty) == (5, 0)
    await database.write(actions.reserve, {plenty: 2, scarce: 1}, "order1")
    assert (await goods.held(plenty), await goods.held(scarce)) == ((5, 2), (1, 1))


async def test_a_promise_that_was_not_given_is_neither_kept_nor_taken_back(database, goods, stocked):
    sku = await stocked(5)
    for verb in (actions.release, actions.ship):
        with pytest.raises(actions.StockContradicts):
            await database.write(verb, {sku: 1}, "order1")
    assert await goods.held(sku) == (5, 0)


async def test_what_is_promised_is_not_written_off_and_not_counted_away(database, goods, stocked):
    sku = await stocked(5)
    await database.write(actions.reserve, {sku: 3}, "order1")
    with pytest.raises(actions.PromisedToBuyers):
        await database.write(actions.write_off, sku, 3, "1", by="lin", note="进水")
    with pytest.raises(actions.PromisedToBuyers):
        await database.write(actions.count, sku, 2, "2", by="lin")
    await database.write(actions.write_off, sku, 2, "3", by="lin", note="进水")
    assert await database.write(actions.count, sku, 7, "4", by="lin") == 4
    assert await goods.held(sku) == (7, 3)
    assert await ledger(database, sku) == (7, 3)


async def test_a_warning_comes_once_when_the_level_is_crossed(database, goods, stocked, told):
    product = await goods.make(stock=5)
    sku = await goods.sku(product)
    await database.write(actions.price_skus, product, [actions.Pricing(sku=sku, price=1280, low=3)], "lin")
    for number in range(4):
        await database.write(actions.reserve, {sku: 1}, f"order{number}")
    assert [fact.available for fact in told if isinstance(fact, StockRanLow)] == [3]


async def test_a_write_off_says_why_and_how_many(database, stocked):
    sku = await stocked(5)
    with pytest.raises(NoteMissing):
        await database.write(actions.write_off, sku, 1, "1", by="lin", note=" ")
    for pieces in (0, -1, 1_000_001):
        with pytest.raises(PiecesUnusable):
            await database.write(actions.receive, sku, pieces, "2", by="lin")
    with pytest.raises(actions.SkuNotFound):
        await database.write(actions.receive, "nowhere", 1, "3", by="lin")
    with pytest.raises(actions.SkuNotFound):
        await database.write(actions.count, "nowhere", 1, "3", by="lin")


async def test_what_is_carved_for_an_activity_is_nobody_elses(database, goods, stocked):
    sku = await stocked(3)
    await database.write(actions.carve, {sku: 2}, "round1")
    with pytest.raises(actions.SoldOut) as refused:
        await database.write(actions.reserve, {sku: 2}, "order1")
    assert refused.value.facts == {"sku": sku, "available": 1}
    await database.write(actions.uncarve, {sku: 1}, "round1/rest")
    await database.write(actions.reserve, {sku: 2}, "order1")
    assert await goods.held(sku) == await ledger(database, sku) == (3, 3)


async def test_no_more_is_carved_than_there_is(database, goods, stocked):
    sku = await stocked(1)
    with pytest.raises(actions.SoldOut) as refused:
        await database.write(actions.carve, {sku: 2}, "round1")
    assert refused.value.facts == {"sku": sku, "available": 1}
    with pytest.raises(actions.SkuNotFound):
        await database.write(actions.carve, {"none": 1}, "round1")
    assert await goods.held(sku) == (1, 0)
