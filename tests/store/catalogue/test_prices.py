"""A price is struck through only when somebody really had to pay it."""

import pytest

from store.catalogue import actions
from store.catalogue.actions.prices import StrikePriceBelow, StrikePriceTooHigh, StrikePriceUnproven, lowest_deal
from store.catalogue.actions.skus import Pricing
from store.catalogue.days import day_of

DAY = 86400


@pytest.fixture
def reprice(database, goods):
    async def price(product: str, fen: int, strike: int | None = None) -> None:
        pricing = Pricing(sku=await goods.sku(product), price=fen, strike_price=strike)
        await database.write(actions.price_skus, product, [pricing], "lin")

    return price


async def live_on(database, clock, days: int) -> None:
    """Every day the sweep writes down what things cost."""
    for _ in range(days):
        await database.write(actions.keep_day_prices)
        await clock.advance(DAY)


async def test_what_was_the_price_all_week_may_be_struck_through(database, goods, clock, reprice):
    product = await goods.shelved(price=12800)
    await live_on(database, clock, 8)
    await reprice(product, 9800, 12800)
    assert (await goods.skus(product))[0].strike_price == 12800


async def test_a_price_that_nobody_ever_paid_is_refused_with_what_is_allowed(database, goods, clock, reprice):
    product = await goods.shelved(price=12800)
    await live_on(database, clock, 8)
    with pytest.raises(StrikePriceTooHigh) as refused:
        await reprice(product, 9800, 12801)
    assert refused.value.facts["allowed"] == "128.00"
    assert "128.00" in refused.value.sentence("zh")


async def test_the_lowest_of_the_week_counts_and_not_the_latest(database, goods, clock, reprice):
    product = await goods.shelved(price=12800)
    await live_on(database, clock, 2)
    await database.write(actions.record_deal, await goods.sku(product), 9900)
    await live_on(database, clock, 3)
    with pytest.raises(StrikePriceTooHigh) as refused:
        await reprice(product, 9800, 12800)
    assert refused.value.facts["allowed"] == "99.00"
    await live_on(database, clock, 6)
    await reprice(product, 9800, 12800)


async def test_a_new_product_has_no_price_to_compare_with(database, goods, reprice):
    product = await goods.shelved(price=12800)
    with pytest.raises(StrikePriceUnproven):
        await reprice(product, 9800, 12800)
    await database.write(actions.keep_day_prices)
    with pytest.raises(StrikePriceUnproven):
        await reprice(product, 9800, 12800)


async def test_a_reduction_on_top_of_a_reduction_starts_from_the_lower_price(database, goods, clock, reprice):
    product = await goods.shelved(price=12800)
    await live_on(database, clock, 8)
    await reprice(product, 9800, 12800)
    await live_on(database, clock, 2)
    await reprice(product, 9800, 12800)
    with pytest.raises(StrikePriceTooHigh) as refused:
        await reprice(product, 8800, 12800)
    assert refused.value.facts["allowed"] == "98.00"


async def test_a_price_that_was_raised_first_proves_nothing(database, goods, clock, reprice):
    product = await goods.shelved(price=9800)
    await live_on(database, clock, 8)
    await reprice(product, 19800)
    with pytest.raises(StrikePriceTooHigh) as refused:
        await reprice(product, 9800, 19800)
    assert refused.value.facts["allowed"] == "98.00"


async def test_a_struck_through_price_is_above_the_present_one(database, goods, clock, reprice):
    product = await goods.shelved(price=12800)
    await live_on(database, clock, 8)
    for strike in (12800, 9000):
        with pytest.raises(StrikePriceBelow):
            await reprice(product, 12800, strike)


async def test_a_day_keeps_its_lowest_price_and_ends_at_midnight_in_china(database, goods, clock):
    product = await goods.shelved(price=500)
    sku = await goods.sku(product)
    assert day_of(clock.now()) == "2026-11-22"
    for price in (400, 300, 450):
        await database.write(actions.record_deal, sku, price)
    assert await database.write(actions.keep_day_prices) == 0
    await clock.advance(4 * 3600)
    assert day_of(clock.now()) == "2026-11-23"
    assert await database.write(lowest_deal, sku) == 300
    assert await database.write(actions.keep_day_prices) == 1


async def test_only_what_is_on_the_shelf_is_written_down(database, goods):
    await goods.make(price=500)
    assert await database.write(actions.keep_day_prices) == 0
