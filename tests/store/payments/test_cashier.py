"""The cashier with the simulated providers: what is lost is found again, what fails is tried again."""

from datetime import timedelta

import pytest

from appliance.clock import ManualClock
from appliance.config import Config
from appliance.db import Database
from appliance.simulator import Simulator
from appliance.simulator.control import pay_trade
from appliance.simulator.faults import Fault
from store.orders import actions as orders
from store.payments import actions
from store.payments.actions.beginning import Wish
from store.payments.cashier import Cashier
from store.payments.problems import WayUnavailable
from store.payments.provider import Charge, ProviderRefused, ProviderUnreachable
from store.payments.providers import Providers

WAYS = [("wechat", "native"), ("wechat", "h5"), ("wechat", "jsapi"), ("alipay", "precreate"), ("alipay", "wap")]


@pytest.fixture
def wishes(database: Database, cashier: Cashier):
    """``await wishes(order, "wechat", "native")``: an attempt whose handover the buyer has."""

    async def wish(order: str, name: str = "wechat", way: str = "native") -> str:
        provider = await cashier.providers.get(name)
        payer = "o-payer" if way == "jsapi" else ""
        given = Wish(provider=name, way=way, merchant=provider.merchant, app=provider.app, payer=payer)
        attempt = await database.write(actions.begin, order, "m1", given)
        await cashier.hand_over(attempt, address="10.0.0.9", back_to="http://shop/orders/1/payment")
        return attempt

    return wish


@pytest.mark.parametrize(("name", "way"), WAYS)
async def test_each_way_gives_the_buyer_what_their_device_needs(
    cashier, sells, buys, wishes, attempt, simulator: Simulator, name: str, way: str
):
    await sells()
    found = await attempt(await wishes(await buys({"s1": 1}), name, way))
    if way == "jsapi":
        assert set(found.handover) == {"appId", "timeStamp", "nonceStr", "package", "signType", "paySign"}
    elif way in ("native", "precreate"):
        assert found.handover["code"]
    else:
        assert found.handover["address"].startswith(simulator.origin)
    if way != "wap":
        assert simulator.books.trades[name, found.id.upper()].amount == 1990


async def test_a_notification_that_was_lost_is_made_good_by_asking(
    cashier, sells, buys, wishes, bought, simulator: Simulator, clock: ManualClock
):
    await sells()
    tried = await wishes(order := await buys({"s1": 1}))
    simulator.wechat_post.fate("lose")
    pay_trade(simulator, tried.upper(), "o-payer")
    assert await cashier.sweep() == 0
    await clock.advance(15)
    assert await cashier.sweep() == 1
    assert (await bought(order)).order.payment == "paid"


async def test_a_payment_is_asked_about_once_more_before_its_time_is_over(
    cashier, sells, buys, wishes, attempt, clock: ManualClock
):
    await sells()
    tried = await wishes(await buys({"s1": 1}))
    over = (await attempt(tried)).expires_at
    while (await attempt(tried)).ask_at < over:
        last = (await attempt(tried)).ask_at
        await clock.advance((last - clock.now()).total_seconds())
        await cashier.sweep()
    assert last == over - timedelta(seconds=30)


async def test_an_order_that_was_taken_back_cannot_be_paid_any_more(
    cashier, database: Database, sells, buys, wishes, attempt, simulator: Simulator
):
    await sells()
    tried = await wishes(order := await buys({"s1": 1}))
    await database.write(orders.close, order, "buyer")
    await cashier.sweep()
    assert (await attempt(tried)).state == "closed"
    assert simulator.books.trades["wechat", tried.upper()].state == "closed"


async def test_an_attempt_that_was_paid_while_it_was_being_closed_is_a_payment(
    cashier, database: Database, sells, buys, wishes, bought, attempt, simulator: Simulator
):
    await sells()
    tried = await wishes(order := await buys({"s1": 1}))
    simulator.wechat_post.fate("lose")
    pay_trade(simulator, tried.upper(), "o-payer")
    await database.write(orders.close, order, "expired")
    await cashier.sweep()
    assert ((await attempt(tried)).state, (await bought(order)).order.state) == ("paid", "confirmed")


@pytest.mark.parametrize(("name", "way"), [("wechat", "native"), ("alipay", "precreate")])
async def test_what_nobody_pays_is_closed_at_its_time(
    cashier, sells, buys, wishes, attempt, clock: ManualClock, name: str, way: str
):
    await sells()
    tried = await wishes(await buys({"s1": 1}), name, way)
    await clock.advance(15 * 60)
    await cashier.sweep()
    assert (await attempt(tried)).state == "closed"


@pytest.mark.parametrize("kind", ["cut", "forge", "refuse"])
async def test_an_answer_that_is_not_the_providers_says_nothing(
    cashier, sells, buys, wishes, attempt, clock: ManualClock, simulator: Simulator, kind: str
):
    await sells()
    tried = await wishes(await buys({"s1": 1}))
    simulator.books.trades["wechat", tried.upper()].state = "closed"
    simulator.faults.waiting.append(Fault(path="/v3/pay/transactions", kind=kind, times=1))
    await cashier.look(await attempt(tried))
    assert ((await attempt(tried)).state, (await attempt(tried)).asked) == ("waiting", 1)
    await cashier.look(await attempt(tried))
    assert (await attempt(tried)).state == "closed"


async def test_a_provider_out_of_reach_is_said_to_the_buyer_and_asked_again(
    cashier, sells, buys, wishes, attempt, simulator: Simulator
):
    await sells()
    order = await buys({"s1": 1})
    simulator.faults.waiting.append(Fault(path="/v3/pay/transactions", kind="cut", times=1))
    with pytest.raises(ProviderUnreachable):
        await wishes(order)
    tried = await wishes(order)
    assert (await attempt(tried)).handover["code"]


async def test_a_clear_no_is_said_to_the_buyer_and_the_attempt_is_shut(
    cashier, database: Database, sells, buys, attempt, clock: ManualClock
):
    await sells()
    provider = await cashier.providers.get("wechat")
    wish = Wish(provider="wechat", way="native", merchant=provider.merchant, app=provider.app)
    tried = await database.write(actions.begin, await buys({"s1": 1}), "m1", wish)
    other = Charge(
        number=tried.upper(), way="native", amount=1, what="别的", expires_at=clock.now() + timedelta(hours=1)
    )
    await provider.charge(other)
    with pytest.raises(ProviderRefused):
        await cashier.hand_over(tried)
    await cashier.sweep()
    assert (await attempt(tried)).state == "closed"


@pytest.mark.parametrize(("name", "way"), [("wechat", "native"), ("alipay", "precreate")])
async def test_money_goes_back_through_the_provider(
    cashier, database: Database, sells, buys, wishes, refunds, books, clock: ManualClock, simulator: Simulator,
    name: str, way: str,
):  # fmt: skip
    await sells()
    tried = await wishes(order := await buys({"s1": 1}), name, way)
    pay_trade(simulator, tried.upper(), "o-payer")
    await clock.advance(15)
    await cashier.sweep()
    await database.write(actions.ask_refund, order, 990, "after-sale/a", "破损", "a")
    await database.write(actions.ask_refund, order, 1000, "after-sale/b", "破损", "b")
    for _ in range(8):
        await cashier.sweep()
        await clock.advance(30)
    assert [back.state for back in await refunds()] == ["done", "done"]
    assert simulator.books.trades[name, tried.upper()].refunded == 1990
    assert await books() == {"goods": -1990, "refunds": 1990}


async def test_a_refund_whose_answer_was_lost_is_the_same_refund(
    cashier, database: Database, sells, buys, wishes, refunds, clock: ManualClock, simulator: Simulator
):
    await sells()
    tried = await wishes(order := await buys({"s1": 1}))
    pay_trade(simulator, tried.upper(), "o-payer")
    await clock.advance(15)
    await cashier.sweep()
    await database.write(actions.ask_refund, order, 990, "after-sale/a", "破损", "a")
    simulator.faults.waiting.append(Fault(path="/v3/refund", kind="cut", after=True, times=1))
    for _ in range(8):
        await cashier.sweep()
        await clock.advance(30)
    assert [back.state for back in await refunds()] == ["done"]
    assert simulator.books.trades["wechat", tried.upper()].refunded == 990


async def test_money_that_came_too_late_goes_back_by_itself(
    cashier, database: Database, sells, buys, wishes, attempt, books, clock: ManualClock, simulator: Simulator
):
    await sells(pieces=1)
    tried = await wishes(order := await buys({"s1": 1}))
    simulator.wechat_post.fate("lose")
    pay_trade(simulator, tried.upper(), "o-payer")
    await database.write(orders.close, order, "expired")
    await buys({"s1": 1}, member="m2")
    for _ in range(6):
        await cashier.sweep()
        await clock.advance(30)
    assert ((await attempt(tried)).state, await books()) == ("late", {})
    assert simulator.books.refunds["wechat", f"R{tried.upper()}"].amount == 1990


async def test_a_shop_without_accounts_has_its_counter(database: Database, keys, clock: ManualClock):
    providers = Providers(database, keys, clock, Config())
    assert await providers.names() == ["counter"]
    with pytest.raises(WayUnavailable):
        await providers.get("wechat")
    await providers.aclose()


async def test_an_answer_of_an_odd_shape_holds_up_no_other_payment(
    cashier, sells, buys, wishes, attempt, bought, simulator: Simulator, clock: ManualClock, monkeypatch
):
    await sells()
    odd = await wishes(await buys({"s1": 1}))
    good = await wishes(order := await buys({"s1": 1}))
    simulator.wechat_post.fate("lose")
    pay_trade(simulator, good.upper(), "o-payer")
    wechat = await cashier.providers.get("wechat")
    ask = wechat.ask

    async def asked(number: str):
        if number == odd.upper():
            raise KeyError("amount")
        return await ask(number)

    monkeypatch.setattr(wechat, "ask", asked)
    await clock.advance(15)
    assert await cashier.sweep() == 2
    assert (await bought(order)).order.payment == "paid"
    found = await attempt(odd)
    assert (found.state, found.asked, found.ask_at > clock.now()) == ("waiting", 1, True)


async def test_a_refund_whose_answer_is_odd_comes_again_later(
    cashier, database: Database, sells, buys, wishes, refunds, simulator: Simulator, clock: ManualClock, monkeypatch
):
    await sells()
    tried = await wishes(order := await buys({"s1": 1}))
    pay_trade(simulator, tried.upper(), "o-payer")
    await clock.advance(15)
    await cashier.sweep()
    await database.write(actions.give_back, order, 500, "碰坏了一角", "lin", "once")
    wechat = await cashier.providers.get("wechat")

    async def odd(repayment: object) -> None:
        raise TypeError

    monkeypatch.setattr(wechat, "refund", odd)
    await cashier.sweep()
    (found,) = await refunds()
    assert (found.state, found.tries, found.try_at > clock.now()) == ("asked", 1, True)
    assert found.said
