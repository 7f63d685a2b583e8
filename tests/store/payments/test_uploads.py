"""WeChat lets the money go once it knows how the goods went."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update

from appliance.clock import ManualClock
from appliance.db import Database
from appliance.simulator import Simulator
from appliance.simulator.control import money_of, pay_trade
from appliance.simulator.faults import Fault
from store.orders import actions as orders
from store.orders.models import Order, Parcel
from store.payments import actions
from store.payments.actions.beginning import Wish
from store.payments.holding import HOLDING
from store.payments.models import Attempt, ShippingUpload
from store.payments.uploads import Uploads
from store.wechat.opened import Weixin
from store.wechat.shipping import Shipped


@pytest.fixture
async def uploads(database: Database, keys, clock: ManualClock, cashier) -> AsyncIterator[Uploads]:
    weixin = Weixin(database, keys, clock)
    yield Uploads(database, keys, clock, weixin)
    await weixin.aclose()


@pytest.fixture
def paid(database: Database, cashier, sells, buys, simulator: Simulator):
    """An order for pick-up, paid by WeChat Pay."""

    async def pay() -> str:
        await sells()
        order = await buys({"s1": 1})
        provider = await cashier.providers.get("wechat")
        wish = Wish(provider="wechat", way="native", merchant=provider.merchant, app=provider.app)
        attempt = await database.write(actions.begin, order, "m1", wish)
        await cashier.hand_over(attempt)
        pay_trade(simulator, attempt.upper(), "o-payer")
        await database.write(actions.settle, await provider.ask(attempt.upper()), "wechat")
        return order

    return pay


async def shipped(database: Database, bought, order: str) -> None:
    code = (await bought(order)).order.pickup_code
    await database.write(orders.hand_over, code, "clerk")


@pytest.fixture
def told(database: Database):
    async def look() -> list[tuple[str, int]]:
        async with database.read() as session:
            return [(one.state, one.tries) for one in await session.scalars(select(ShippingUpload))]

    return look


async def test_money_is_let_go_when_everything_has_left(
    database: Database, uploads: Uploads, paid, bought, told, simulator: Simulator
):
    order = await paid()
    assert await uploads.sweep() == 0
    assert money_of(simulator)["wechat"]["frozen"] == 1990
    await shipped(database, bought, order)
    assert await uploads.sweep() == 1
    assert (money_of(simulator)["wechat"]["frozen"], await told()) == (0, [("done", 0)])
    assert await uploads.sweep() == 0


async def test_a_payment_that_wechat_has_not_seen_yet_is_told_again_after_a_minute(
    database: Database, uploads: Uploads, paid, bought, told, simulator: Simulator, clock: ManualClock
):
    order = await paid()
    await shipped(database, bought, order)
    simulator.faults.waiting.append(Fault(path="/wxa/sec/order/upload_shipping_info", code="10060001"))
    assert await uploads.sweep() == 1
    assert await told() == [("waiting", 1)]
    assert await uploads.sweep() == 0
    await clock.advance(60)
    assert await uploads.sweep() == 1
    assert await told() == [("done", 1)]


async def test_what_wechat_never_takes_waits_for_a_colleague(database: Database, uploads: Uploads, paid, told):
    await paid()
    async with database.read() as session:
        attempt = (await session.scalars(select(Attempt))).one().id
    await database.write(actions.begin_upload, attempt)
    await database.write(actions.upload_failed, attempt, 40, "10060003")
    assert await told() == [("failed", 40)]


@pytest.fixture
def on_its_way(database: Database, paid, bought):
    """The parcel of a paid order that left by a courier."""

    async def ship() -> str:
        order = await paid()
        await database.write(lambda tx: tx.execute(update(Order).values(delivery="express")) and None)
        return await database.write(orders.ship, order, orders.Packed(carrier="ZTO", tracking="78123456789"), "lin")

    return ship


async def test_a_number_that_was_put_right_is_told_to_wechat_once_more(
    database: Database, uploads: Uploads, on_its_way, told, simulator: Simulator, clock: ManualClock
):
    parcel = await on_its_way()
    await uploads.sweep()
    for tracking in ("SF1234567890", "SF1234567891"):
        await clock.advance(60)
        await database.write(actions.correct_parcel, parcel, "SF", tracking, "lin")
        assert (await uploads.sweep(), await told()) == (1, [("done", 0)])
    (trade,) = simulator.books.trades.values()
    async with database.read() as session:
        (upload,) = await session.scalars(select(ShippingUpload))
    assert (trade.reshipped, "支付单已使用重新发货机会" in upload.said) == (True, True)


async def test_what_changed_hands_in_the_shop_for_an_order_by_courier_is_no_parcel_to_wechat(
    database: Database, uploads: Uploads, on_its_way, told, monkeypatch
):
    await on_its_way()
    await database.write(_exchanged_in_the_shop)
    shown: list[Shipped] = []

    async def hears(_client: object, shipped: Shipped, _now: object) -> None:
        shown.append(shipped)

    monkeypatch.setattr("store.payments.uploads.upload", hears)
    assert (await uploads.sweep(), await told()) == (1, [("done", 0)])
    assert [[one.tracking for one in shipped.parcels] for shipped in shown] == [["78123456789"]]


def _exchanged_in_the_shop(tx) -> None:
    parcel = tx.execute(select(Parcel.__table__)).one()._asdict()
    tx.add_once(Parcel, **{**parcel, "id": "exchanged", "kind": "pickup", "carrier": "", "tracking": ""})


async def test_a_correction_that_wechat_refuses_keeps_no_money_and_what_was_given_up_is_not_told_again(
    database: Database, uploads: Uploads, on_its_way, told
):
    parcel = await on_its_way()
    await uploads.sweep()
    await database.write(actions.correct_parcel, parcel, "SF", "SF1234567890", "lin")
    async with database.read() as session:
        attempt = (await session.scalars(select(Attempt))).one()
    await database.write(actions.upload_failed, attempt.id, 40, "268485216 物流单号有误")
    assert await told() == [("done", 40)]
    await database.write(lambda tx: tx.execute(update(ShippingUpload).values(state="failed", known=False)) and None)
    await database.write(actions.give_up_upload, attempt.order, "款已到账", "lin")
    await database.write(actions.correct_parcel, parcel, "SF", "SF1234567891", "lin")
    assert await told() == [("given-up", 40)]


async def test_what_was_typed_into_wechats_own_console_counts_as_told(
    database: Database, uploads: Uploads, on_its_way, told, simulator: Simulator
):
    await on_its_way()
    simulator.faults.waiting.append(Fault(path="/wxa/sec/order/upload_shipping_info", code="10060002"))
    assert (await uploads.sweep(), await told()) == (1, [("done", 0)])


async def test_a_number_that_is_put_right_while_wechat_listens_is_told_again(
    database: Database, uploads: Uploads, on_its_way, told, clock: ManualClock, monkeypatch
):
    parcel, numbers = await on_its_way(), []

    async def listens(_client, shipped, _now) -> None:
        numbers.append(shipped.parcels[0].tracking)
        if len(numbers) == 1:
            await clock.advance(1)
            await database.write(actions.correct_parcel, parcel, "SF", "SF1234567890", "lin")

    monkeypatch.setattr("store.payments.uploads.upload", listens)
    for stands in ("waiting", "done"):
        await uploads.sweep()
        assert await told() == [(stands, 0)]
    assert numbers == ["78123456789", "SF1234567890"]


async def test_nothing_is_told_again_of_who_has_left(database: Database, uploads: Uploads, on_its_way, told):
    parcel = await on_its_way()
    await uploads.sweep()
    await database.write(HOLDING.forget, "m1")
    await database.write(actions.correct_parcel, parcel, "SF", "SF1234567890", "lin")
    assert await told() == [("done", 0)]
