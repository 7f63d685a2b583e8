"""Both providers by the port: the same questions get the same kinds of answers."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from appliance.clock import ManualClock
from appliance.db import Database
from appliance.simulator import Simulator
from appliance.simulator.accounts import records
from appliance.simulator.control import pay_trade
from appliance.simulator.faults import Fault
from store.accounts.actions import give_up, set_account
from store.accounts.records import KINDS
from store.payments.alipay.standings import in_fen, moment, standing
from store.payments.cashier import Cashier
from store.payments.counter import Counter
from store.payments.problems import WayUnavailable
from store.payments.provider import Charge, Provider, ProviderRefused, ProviderUnreachable, Repayment
from store.payments.providers import works
from store.payments.ways import ways

NUMBER = "01M83JNJKS8ZD296RW7N"
CODES = [("wechat", "native"), ("alipay", "precreate")]


@pytest.fixture
def charge(clock: ManualClock) -> Callable[..., Charge]:
    def make(**more) -> Charge:
        asked = {"number": NUMBER, "way": "native", "amount": 1990, "what": "麻花 & “茶”"}
        return Charge(**{**asked, "expires_at": clock.now() + timedelta(minutes=15), **more})

    return make


def back(**more) -> Repayment:
    asked = {"number": "RABC234", "charge": NUMBER, "transaction": "", "amount": 500, "total": 1990, "reason": "破损"}
    return Repayment(**{**asked, **more})


@pytest.mark.parametrize(("name", "way"), CODES)
async def test_a_charge_goes_from_unknown_to_paid_and_back(
    cashier: Cashier, charge, clock: ManualClock, simulator: Simulator, name: str, way: str
):
    provider: Provider = await cashier.providers.get(name)
    assert (await provider.ask(NUMBER)).state == "unknown"
    await provider.charge(charge(way=way))
    assert (await provider.ask(NUMBER)).state in ("waiting", "unknown")
    pay_trade(simulator, NUMBER, "o-payer")
    said = await provider.ask(NUMBER)
    assert (said.state, said.amount, said.merchant, said.app) == ("paid", 1990, provider.merchant, provider.app)
    assert (said.number, said.at, bool(said.transaction)) == (NUMBER, clock.now(), True)
    assert (await provider.close(NUMBER)).state == "paid"
    assert (await provider.ask_refund("RABC234", NUMBER)).state == "unknown"
    assert (await provider.refund(back())).state in ("accepted", "done")
    again = await provider.refund(back())
    assert (again.state, again.amount) == ("done", 500)
    assert (await provider.ask_refund("RABC234", NUMBER)).state == "done"
    assert simulator.books.trades[name, NUMBER].refunded == 500


@pytest.mark.parametrize(("name", "way"), CODES)
async def test_what_was_closed_cannot_be_charged_again_and_what_nobody_knows_is_closed(
    cashier: Cashier, charge, name: str, way: str
):
    provider = await cashier.providers.get(name)
    assert (await provider.close(NUMBER)).state == "closed"
    await provider.charge(charge(way=way))
    assert (await provider.close(NUMBER)).state == "closed"


@pytest.mark.parametrize("name", ["wechat", "alipay"])
async def test_a_refund_of_more_than_there_is_is_given_up(cashier: Cashier, charge, simulator: Simulator, name: str):
    provider = await cashier.providers.get(name)
    await provider.charge(charge(way=dict(CODES)[name]))
    pay_trade(simulator, NUMBER, "o-payer")
    said = await provider.refund(back(amount=1991))
    assert said.state == "abnormal"
    assert said.said


async def test_a_trade_that_alipay_will_not_refund_as_it_stands_is_told_from_one_it_never_will(
    cashier: Cashier, charge, simulator: Simulator
):
    provider = await cashier.providers.get("alipay")
    refusal = {"path": "alipay.trade.refund", "kind": "refuse", "code": "ACQ.TRADE_STATUS_ERROR", "times": 1}
    simulator.faults.waiting.append(Fault(**refusal))
    said = await provider.refund(back())
    assert (said.state, said.said.split()[0]) == ("unwilling", "ACQ.TRADE_STATUS_ERROR")


async def test_the_same_number_for_another_amount_is_refused(cashier: Cashier, charge):
    provider = await cashier.providers.get("wechat")
    await provider.charge(charge())
    with pytest.raises(ProviderRefused):
        await provider.charge(charge(amount=1))


@pytest.mark.parametrize("name", ["wechat", "alipay"])
@pytest.mark.parametrize("kind", ["cut", "forge", "refuse"])
async def test_no_believable_answer_is_no_answer(cashier: Cashier, simulator: Simulator, name: str, kind: str):
    provider = await cashier.providers.get(name)
    simulator.faults.waiting.append(Fault(kind=kind, times=9))
    with pytest.raises(ProviderUnreachable):
        await provider.ask(NUMBER)
    with pytest.raises(ProviderUnreachable):
        await provider.refund(back())
    assert await works(provider) != ""
    simulator.faults.waiting.clear()
    assert await works(provider) == ""


async def test_a_changed_account_is_used_at_once_and_one_given_up_is_gone(
    cashier: Cashier, database: Database, keys, simulator: Simulator
):
    before = await cashier.providers.get("wechat")
    assert await cashier.providers.get("wechat") is before
    changed = {**records(simulator.seals, simulator.origin)["wechat-pay"], "mchid": "1900000009"}
    await database.write(set_account, keys, msgspec.convert(changed, KINDS["wechat-pay"]), "owner")
    assert (await cashier.providers.get("wechat")).merchant == "1900000009"
    await database.write(give_up, "wechat-pay")
    with pytest.raises(WayUnavailable):
        await cashier.providers.get("wechat")
    assert await cashier.providers.names() == ["alipay", "counter"]


async def test_the_counter_waits_for_a_colleague(charge):
    counter = Counter()
    assert await counter.charge(charge()) == {"number": NUMBER}
    assert ((await counter.ask(NUMBER)).state, (await counter.close(NUMBER)).state) == ("waiting", "closed")
    assert ((await counter.refund(back())).state, await counter.bill("2026-11-22")) == ("accepted", [])


def test_a_wholly_refunded_trade_of_alipays_was_paid():
    closed = {"out_trade_no": NUMBER, "trade_status": "TRADE_CLOSED", "total_amount": "19.90"}
    assert standing(closed, app="a", seller="s").state == "closed"
    assert standing({**closed, "send_pay_date": "2026-11-22 20:00:05"}, app="a", seller="s").state == "paid"
    assert standing({"trade_status": "NEWS"}, app="a", seller="s").state == "unknown"


@pytest.mark.parametrize(
    ("yuan", "fen"), [("19.90", 1990), ("0.01", 1), ("20", 2000), ("", -1), (None, -1), ("1e3", -1)]
)
def test_an_amount_that_cannot_be_read_fits_no_order(yuan, fen):
    assert in_fen(yuan) == fen


def test_alipays_times_are_chinas():
    found = moment("2026-11-22 20:00:05")
    assert found is not None
    assert found.isoformat() == "2026-11-22T20:00:05+08:00"
    assert moment("soon") is None


def test_a_client_is_only_offered_what_the_shop_has():
    assert [way.provider for way in ways("browser", ["alipay", "counter"])] == ["alipay", "counter"]
    assert [way.way for way in ways("mini", ["wechat", "counter"])] == ["jsapi", "counter"]
    assert [way.way for way in ways("mini", ["wechat"], known_to_wechat=False)] == []
