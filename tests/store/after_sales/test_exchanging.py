"""An exchange for another variant: as dear, set aside on agreement, free again when nothing comes of it."""

import pytest
from sqlalchemy import insert, update

from store.after_sales import actions, reads
from store.after_sales.actions.exchanging import ExchangeCostsDifferent, ExchangeUnknown
from store.catalogue.actions import SoldOut
from store.catalogue.models import Sku
from store.orders.actions import Packed

BY = "lin"
SENT = Packed(carrier="SF", tracking="SF1234567890")


@pytest.fixture
def other(database):
    """``await other("s2", price=1990)``: another variant of what is bought."""

    async def put(sku: str = "s2", price: int = 1990, pieces: int = 3) -> str:
        row = insert(Sku).values(
            id=sku, product="p-s1", position=1, values=["咸香"], code=f"A-{sku}", weight=500, price=price,
            on_hand=pieces, reserved=0, low=0, active=True,
        )  # fmt: skip
        await database.write(lambda tx: tx.execute(row))
        return sku

    return put


@pytest.fixture
async def order(paid) -> str:
    return await paid(2, received=True)


async def test_what_is_wanted_is_set_aside_on_agreement_and_leaves(database, order, other, claims, look, stock):
    claim = await claims(order, 2, "exchange", "wrong", sku=await other())
    assert ((await look(claim)).wanted_spec, await stock("s2")) == ("咸香", (3, 0))
    await database.write(actions.agree, claim, BY)
    assert await stock("s2") == (3, 2)
    before = await stock("s1")
    await database.write(actions.resend, claim, BY, SENT, sellable=True)
    assert (await stock("s2"), await stock("s1")) == ((1, 0), (before[0] + 2, before[1]))


@pytest.mark.parametrize("how", ["refused", "cancelled", "not sent back in time"])
async def test_what_nobody_gets_can_be_bought_again(database, order, other, claims, stock, clock, how):
    claim = await claims(order, 1, "exchange", "wrong", sku=await other())
    await database.write(actions.agree, claim, BY)
    if how == "refused":
        await database.write(actions.send_back, claim, "m1", "SF", "SF1234567890")
        await database.write(actions.refuse, claim, BY, "不是我们的货")
    elif how == "cancelled":
        await database.write(actions.cancel, claim, "m1")
    else:
        await clock.advance(7 * 86_400 + 1)
        await database.write(actions.end_unsent)
    assert await stock("s2") == (3, 0)


@pytest.mark.parametrize("end", ["refuse", "cancel"])
async def test_a_claim_that_was_never_agreed_to_lets_go_of_nothing(database, order, other, claims, stock, end):
    claim = await claims(order, 1, "exchange", "wrong", sku=await other())
    await (
        database.write(actions.refuse, claim, BY, "不行")
        if end == "refuse"
        else database.write(actions.cancel, claim, "m1")
    )
    assert await stock("s2") == (3, 0)


async def test_a_variant_at_another_price_is_a_return_and_a_new_order(order, other, claims):
    with pytest.raises(ExchangeCostsDifferent) as refused:
        await claims(order, 1, "exchange", "wrong", sku=await other(price=2990))
    assert "再重新买" in refused.value.document("zh")["title"]


@pytest.mark.parametrize("sku", ["s1", "nothing", "x1"])
async def test_only_another_variant_of_the_same_product_can_be_wanted(order, other, claims, sells, sku):
    await sells("x1")
    with pytest.raises(ExchangeUnknown):
        await claims(order, 1, "exchange", "wrong", sku=sku)


async def test_the_shop_cannot_agree_to_what_is_gone(database, order, other, claims, look):
    claim = await claims(order, 1, "exchange", "wrong", sku=await other())
    await database.write(lambda tx: tx.execute(update(Sku).where(Sku.id == "s2").values(on_hand=0)))
    with pytest.raises(SoldOut):
        await database.write(actions.agree, claim, BY)
    assert (await look(claim)).state == "applied"


async def test_a_buyer_is_offered_what_is_as_dear_and_there(database, order, other, bought, clock):
    for sku, price, pieces in (("s2", 1990, 3), ("s3", 2990, 3), ("s4", 1990, 0)):
        await other(sku, price, pieces)
    async with database.read() as session:
        (line,) = await reads.claimable(session, await bought(order), clock.now())
    assert [(one.sku, one.spec) for one in line.others] == [("s2", "咸香")]


async def test_only_an_exchange_asks_for_another_variant(order, other, claims, look):
    claim = await claims(order, 1, "return", "wrong", sku=await other())
    assert (await look(claim)).wanted_sku is None


@pytest.fixture
def exchanged(database, claims):
    """``await exchanged(order, 1, "s2")``: so many pieces are another variant now; "" is the same again."""

    async def exchange(order: str, pieces: int, sku: str, *, sellable: bool = True) -> str:
        claim = await claims(order, pieces, "exchange", "wrong", sku=sku)
        await database.write(actions.agree, claim, BY)
        await database.write(actions.resend, claim, BY, SENT, sellable=sellable)
        return claim

    return exchange


@pytest.fixture
def returned(database, claims):
    async def give_back(order: str, pieces: int) -> str:
        claim = await claims(order, pieces, "return", "damaged")
        await database.write(actions.agree, claim, BY)
        await database.write(actions.take_in, claim, BY, sellable=True)
        return claim

    return give_back


async def test_what_was_exchanged_and_comes_back_is_in_stock_as_what_it_is(order, other, exchanged, returned, stock):
    await exchanged(order, 1, await other())
    before = await stock("s1")
    await returned(order, 1)
    assert (await stock("s1"), await stock("s2")) == (before, (3, 0))
    await returned(order, 1)
    assert (await stock("s1"), await stock("s2")) == ((before[0] + 1, before[1]), (3, 0))


async def test_what_was_sent_last_comes_back_first(order, other, exchanged, returned, stock, clock, look):
    for sku in ("s2", "s3"):
        await exchanged(order, 1, await other(sku))
        await clock.advance(60)
    claim = await returned(order, 2)
    assert ((await look(claim)).came_back, await stock("s1")) == ({"s3": 1, "s1": 1}, (10, 0))


async def test_the_same_again_is_what_the_buyer_has(order, other, exchanged, stock):
    await exchanged(order, 2, await other(pieces=4))
    before = await stock("s1")
    await exchanged(order, 1, "", sellable=False)
    assert (await stock("s1"), await stock("s2")) == (before, (1, 0))


async def test_who_has_another_variant_may_have_the_first_one_again(
    order, other, exchanged, claims, bought, database, clock
):
    await exchanged(order, 2, await other())
    async with database.read() as session:
        (line,) = await reads.claimable(session, await bought(order), clock.now())
    assert (line.spec, [one.sku for one in line.others]) == ("咸香", ["s1"])
    with pytest.raises(ExchangeUnknown):
        await claims(order, 1, "exchange", "wrong", sku="s2")
    await exchanged(order, 1, "s1")


async def test_staff_read_what_will_come_back(order, other, exchanged, claims, database):
    async def coming(claim: str):
        async with database.read() as session:
            return await reads.coming(session, await reads.claim(session, claim))

    await exchanged(order, 1, await other())
    assert await coming(await claims(order, 2, "return", "damaged")) == (("咸香", 1), ("原味", 1))
