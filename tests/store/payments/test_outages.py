"""Minutes in which a part is not there: nothing is lost, nothing is doubled, and the buyer is told what to do."""

import pytest

from appliance.clock import ManualClock
from appliance.db import Database
from appliance.errors import Problem
from appliance.simulator import Simulator
from appliance.simulator.control import pay_trade
from appliance.simulator.faults import Fault
from store.catalogue.actions import receive
from store.checkout.sweeping import sweep as sweep_orders
from store.payments import actions
from store.payments.actions.beginning import Wish
from store.payments.cashier import Cashier
from store.payments.provider import ProviderUnreachable
from store.payments.sweeping import sweep as sweep_payments
from tests.store.proofs.money_audit import Auditor

PIECES = 10


@pytest.fixture
def wishes(database: Database, cashier: Cashier):
    """``await wishes(order)``: what a tap on 支付 does; the attempt."""

    async def wish(order: str, name: str = "wechat", way: str = "native") -> str:
        provider = await cashier.providers.get(name)
        given = Wish(provider=name, way=way, merchant=provider.merchant, app=provider.app, payer="")
        tried = await database.write(actions.begin, order, "m1", given)
        await cashier.hand_over(tried, address="10.0.0.9", back_to="http://shop/orders/1/payment")
        return tried

    return wish


@pytest.fixture
def pays(simulator: Simulator):
    """``pays(attempt)``: the buyer pays in their app, and the provider's notification is lost."""

    def pay(tried: str, name: str = "wechat") -> None:
        {"wechat": simulator.wechat_post, "alipay": simulator.alipay_post}[name].fate("lose")
        pay_trade(simulator, tried.upper(), "o-payer")

    return pay


@pytest.fixture
async def shop(database: Database, sells) -> Database:
    await sells(pieces=0)
    await database.write(receive, "s1", PIECES, "first", by="lin")
    return database


@pytest.fixture
def minutes(database: Database, cashier: Cashier, clock: ManualClock):
    """``await minutes(10)``: so much time with `back` at its work, unless it is dead."""

    async def go(count: int, *, back: bool = True) -> None:
        for _ in range(count * 2):
            await clock.advance(30)
            if back:
                await sweep_orders(database)
                await sweep_payments(database)
                await cashier.sweep()

    return go


@pytest.fixture
def outage(simulator: Simulator):
    """``with outage():`` every call to a provider is cut off."""

    class Outage:
        def __enter__(self) -> None:
            self.fault = Fault(kind="cut", times=1_000_000)
            simulator.faults.waiting.append(self.fault)

        def __exit__(self, *_: object) -> None:
            simulator.faults.waiting.remove(self.fault)

    return Outage


def complaints(database: Database) -> dict[str, object]:
    return {**Auditor(database.url.render_as_string(hide_password=False)).complaints()}


def told(problem: type[Problem] | Problem) -> str:
    return problem().sentence("zh") if isinstance(problem, type) else problem.sentence("zh")


@pytest.mark.parametrize("lasts", [10, 40])
async def test_providers_that_are_down_for_minutes_lose_no_payment_and_no_refund(
    shop: Database, buys, wishes, pays, minutes, outage, bought, refunds, books, simulator: Simulator, lasts: int
):
    """Ten minutes are shorter than an order waits, forty are longer: it is closed meanwhile, and revived."""
    returned, paid, late = [await buys({"s1": 1}) for _ in range(3)]
    pays(first := await wishes(returned))
    await minutes(1)
    second = await wishes(paid)
    with outage():
        pays(second)
        await shop.write(actions.give_back, returned, 990, "破损", "owner", "form-1")
        with pytest.raises(ProviderUnreachable) as unreachable:
            await wishes(late)
        await minutes(lasts)
        assert [back.state for back in await refunds()] == ["asked"]
        assert (await bought(paid)).order.payment == "unpaid"
    await minutes(40)
    assert told(unreachable.value) == "支付通道暂时连不上，请稍后再试或换一种方式"
    assert [(back.state, back.amount) for back in await refunds()] == [("done", 990)]
    assert simulator.books.trades["wechat", first.upper()].refunded == 990
    order = (await bought(paid)).order
    assert (order.state, order.payment) == ("confirmed", "paid")
    assert ((await bought(late)).order.state, (await bought(late)).order.payment) == ("closed", "unpaid")
    assert await books() == {"channel:wechat": 1990 + 1000, "goods": -2 * 1990, "refunds": 990}
    assert complaints(shop) == {}


async def test_who_could_not_pay_pays_when_the_provider_is_back(
    shop: Database, buys, wishes, pays, minutes, outage, bought, books
):
    order = await buys({"s1": 1})
    with outage():
        for _ in range(3):
            with pytest.raises(ProviderUnreachable):
                await wishes(order)
    pays(await wishes(order))
    await minutes(2)
    assert (await bought(order)).order.payment == "paid"
    assert await books() == {"channel:wechat": 1990, "goods": -1990}
    assert complaints(shop) == {}


@pytest.mark.parametrize("sold", [False, True])
async def test_money_that_comes_while_back_is_dead_is_found_when_it_lives_again(
    shop: Database, buys, wishes, pays, minutes, bought, refunds, books, simulator: Simulator, *, sold: bool
):
    """The notification was lost and nobody asks; the goods may be somebody else's by then."""
    order = await buys({"s1": PIECES})
    pays(tried := await wishes(order))
    await minutes(40, back=False)
    assert (await bought(order)).order.payment == "unpaid"
    if sold:
        await sweep_orders(shop)  # back lives long enough to close it, and dies again
        await buys({"s1": 1}, member="m2")
    await minutes(10)
    found = (await bought(order)).order
    if sold:
        assert (found.state, found.payment) == ("closed", "unpaid")
        assert [(back.id, back.state) for back in await refunds()] == [(f"R{tried.upper()}", "done")]
        assert simulator.books.trades["wechat", tried.upper()].refunded == PIECES * 1990
        assert await books() == {}
    else:
        assert (found.state, found.payment) == ("confirmed", "paid")
        assert await books() == {"channel:wechat": PIECES * 1990, "goods": -PIECES * 1990}
    assert complaints(shop) == {}


async def test_of_two_tabs_that_pay_the_same_order_one_payment_goes_back(
    shop: Database, buys, wishes, pays, minutes, bought, refunds, books, simulator: Simulator
):
    order = await buys({"s1": 1})
    first, second = await wishes(order), await wishes(order, "alipay", "precreate")
    assert await wishes(order) == first, "the same way in another tab is the same attempt"
    pays(first)
    pays(second, "alipay")
    await minutes(10)
    assert (await bought(order)).order.payment == "paid"
    assert [back.state for back in await refunds()] == ["done"]
    given_back = [trade.refunded for trade in simulator.books.trades.values()]
    assert sorted(given_back) == [0, 1990]
    assert sum((await books()).values()) == 0
    assert (await books())["goods"] == -1990
    assert complaints(shop) == {}
