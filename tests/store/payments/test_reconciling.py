"""A day of the shop beside the simulated providers' bills."""

import msgspec
import pytest

from appliance.alarms import reads as alarms
from appliance.clock import ManualClock
from appliance.db import Database
from appliance.simulator import Simulator
from appliance.simulator.control import pay_trade
from appliance.simulator.faults import Fault
from store.accounts.actions import give_up
from store.payments import actions
from store.payments.actions.beginning import Wish
from store.payments.billing import first_moment
from store.payments.comparing import Compared, compare
from store.payments.problems import DayUnusable
from store.payments.provider import BillRow, Provider, ProviderUnreachable
from store.payments.providers import ACCOUNTS
from store.payments.reads import reconciled
from store.payments.reconciling import keep, missing, reconcile, reconcile_missing
from store.payments.settlement import settled

DAY = "2026-11-22"
UNTIL_THE_BILLS = 14.5 * 3600


@pytest.fixture
def sold(database: Database, cashier, sells, buys, simulator: Simulator):
    """``await sold("wechat")``: somebody bought a piece for 1990 fen and paid; the attempt."""
    counted = iter(range(100))

    async def sell(name: str, *, lost: bool = False) -> tuple[str, str]:
        sku = await sells(f"s{next(counted)}")
        order = await buys({sku: 1})
        provider = await cashier.providers.get(name)
        way = "native" if name == "wechat" else "precreate"
        wish = Wish(provider=name, way=way, merchant=provider.merchant, app=provider.app)
        attempt = await database.write(actions.begin, order, "m1", wish)
        await cashier.hand_over(attempt)
        pay_trade(simulator, attempt.upper(), "o-payer")
        if not lost:
            await database.write(actions.settle, await provider.ask(attempt.upper()), name)
        return order, attempt

    return sell


async def test_a_day_without_trouble_leaves_four_empty_lists_and_its_fees_in_the_books(
    database: Database, cashier, sold, books, clock: ManualClock
):
    order, _ = await sold("wechat")
    await sold("alipay")
    await database.write(actions.ask_refund, order, 990, "after-sale/a", "破损", "a")
    for _ in range(4):
        await cashier.sweep()
        await clock.advance(30)
    await clock.advance(UNTIL_THE_BILLS)
    for _ in range(2):
        found = {one.provider: one.result for one in await reconcile(database, cashier, DAY)}
    assert {name: result.differences for name, result in found.items()} == {"wechat": 0, "alipay": 0}
    assert (found["wechat"].paid, found["wechat"].refunded, found["alipay"].paid) == (1990, 990, 1990)
    fees = found["wechat"].fees + found["alipay"].fees
    assert fees > 0
    assert (await books())["fees"] == fees
    async with database.read() as session:
        (channels,) = (await settled(session, DAY, DAY)).values()
    assert [(one.channel, one.paid, one.refunded) for one in channels] == [
        ("channel:wechat", 1990, 990),
        ("channel:alipay", 1990, 0),
    ]
    assert sum(one.net for one in channels) == found["wechat"].net + found["alipay"].net


async def test_money_that_only_the_bill_knows_is_asked_about_and_booked(
    database: Database, cashier, sold, bought, clock: ManualClock
):
    order, _ = await sold("wechat", lost=True)
    await clock.advance(UNTIL_THE_BILLS)
    (wechat,) = [one for one in await reconcile(database, cashier, DAY) if one.provider == "wechat"]
    assert wechat.result.differences == 0
    assert (await bought(order)).order.payment == "paid"


async def test_what_one_side_does_not_know_is_listed(
    database: Database, cashier, sold, simulator: Simulator, clock: ManualClock
):
    _, here = await sold("wechat")
    _, there = await sold("wechat")
    trade = simulator.books.trades.pop(("wechat", here.upper()))
    trade.number = "NOBODYSNUMBER"
    simulator.books.trades["wechat", "NOBODYSNUMBER"] = trade
    simulator.books.trades["wechat", there.upper()].amount = 5
    await clock.advance(UNTIL_THE_BILLS)
    (wechat,) = [one for one in await reconcile(database, cashier, DAY) if one.provider == "wechat"]
    assert [one.number for one in wechat.result.ours_not_theirs] == [here.upper()]
    assert [one.number for one in wechat.result.theirs_not_ours] == ["NOBODYSNUMBER"]
    assert [(one.ours, one.theirs) for one in wechat.result.amount_differs] == [(1990, 5)]


async def test_a_refund_that_is_heard_of_after_midnight_is_of_the_day_on_which_it_was_taken(
    database: Database, cashier, sold, refunds, clock: ManualClock, simulator: Simulator
):
    order, _ = await sold("wechat")
    midnight = first_moment("2026-11-23")
    await clock.advance((midnight - clock.now()).total_seconds() - 20)
    await database.write(actions.ask_refund, order, 990, "after-sale/a", "破损", "a")
    simulator.refunds_take = 90
    simulator.faults.waiting.append(Fault(path="/v3/refund", kind="cut", after=True, times=1))
    for _ in range(4):
        await cashier.sweep()
        await clock.advance(60)
    (back,) = await refunds()
    assert (back.state, back.accepted_at < midnight < back.done_at) == ("done", True)
    await clock.advance(UNTIL_THE_BILLS)
    assert [one.result.differences for one in await reconcile(database, cashier, DAY)] == [0, 0]


async def test_a_refund_that_was_paid_out_by_hand_and_done_by_the_provider_too_is_listed_and_booked(
    database: Database, cashier, sold, refunds, books, clock: ManualClock
):
    order, _ = await sold("alipay")
    await database.write(actions.ask_refund, order, 990, "after-sale/a", "破损", "a")
    (back,) = await refunds()
    provider = await cashier.providers.get("alipay")
    done = await provider.refund((await database.write(actions.try_refund, back.id)).repayment)
    await database.write(actions.refund_moved, msgspec.structs.replace(done, state="abnormal"), "alipay")
    await database.write(actions.pay_out, back.id, "lin", "transfer")
    await clock.advance(UNTIL_THE_BILLS)
    (alipay,) = [one for one in await reconcile(database, cashier, DAY) if one.provider == "alipay"]
    found = alipay.result.state_differs
    assert [(one.number, one.our_state, one.their_state) for one in found] == [(back.id, "by-hand", "SUCCESS")]
    for _ in range(2):
        await reconcile(database, cashier, DAY)
    await database.write(actions.refund_moved, done, "alipay")  # heard at last
    fees, now = alipay.result.fees, await books()
    paid = {"bank": -990, "channel:alipay": 1990 - 990 - fees, "fees": fees, "overpaid": 990}
    assert now == {**paid, "goods": -1990, "refunds": 990}
    (after,) = await refunds()
    assert after.done_twice_at == first_moment(DAY)
    async with database.read() as session:
        (channel,) = (await settled(session, DAY, DAY))[DAY]
    assert (channel.paid, channel.refunded, channel.net) == (1990, 990, alipay.result.net)


async def test_what_is_given_back_in_the_providers_own_pages_is_booked_while_the_bill_says_so(
    database: Database, cashier, sold, books, clock: ManualClock
):
    _, mine = await sold("alipay")
    await clock.advance(UNTIL_THE_BILLS)

    def bill(*charges: str) -> Compared:
        rows = [
            BillRow(
                number=f"HAND{place}", charge=charge, refund=True, transaction="", amount=500, fee=0, state="SUCCESS",
                at="",
            )
            for place, charge in enumerate(charges)
        ]  # fmt: skip
        return compare([], rows)

    for said, owed in (  # the last as the first: a bill may say again what it said before
        (bill("ANOTHERSHOPS", mine.upper()), 500),
        (bill("ANOTHERSHOPS", mine.upper()), 500),
        (bill(mine.upper(), mine.upper()), 1000),
        (bill(), 0),
        (bill(mine.upper()), 500),
    ):
        await database.write(keep, DAY, "alipay", said)
        now = await books()
        assert (now.get("overpaid", 0), now["channel:alipay"]) == (owed, 1990 - owed)


async def test_every_day_is_compared_once_after_ten(database: Database, cashier, sold, clock: ManualClock):
    await sold("wechat")
    await clock.advance(13.9 * 3600)
    assert not await reconcile_missing(database, cashier, clock)
    await clock.advance(3600)
    assert await reconcile_missing(database, cashier, clock)
    assert not await reconcile_missing(database, cashier, clock)


async def test_days_on_which_the_box_was_off_are_compared_when_it_is_on_again(
    database: Database, cashier, sold, clock: ManualClock
):
    await sold("wechat")
    await clock.advance(UNTIL_THE_BILLS + 3 * 86_400)
    days = ["2026-11-25", "2026-11-24", "2026-11-23", DAY]
    assert await missing(database, cashier, clock.now()) == [
        *[(days[0], name) for name in ("wechat", "alipay")], *[(day, "wechat") for day in days[1:]],
    ]  # fmt: skip
    assert await reconcile_missing(database, cashier, clock)
    async with database.read() as session:
        (found,) = await reconciled(session, DAY)
    assert (found.provider, found.result["paid"], found.result["ours_not_theirs"]) == ("wechat", 1990, [])
    assert not await reconcile_missing(database, cashier, clock)


async def test_a_day_whose_bill_is_not_to_be_had_keeps_no_other_day_from_being_compared(
    database: Database, cashier, sold, clock: ManualClock
):
    await sold("wechat")
    await clock.advance(UNTIL_THE_BILLS + 2 * 86_400)
    wechat = await cashier.providers.get("wechat")
    whole = wechat.bill

    async def bill(day: str):
        if day == "2026-11-23":
            raise ProviderUnreachable("no bill")
        return await whole(day)

    wechat.bill = bill
    assert await reconcile_missing(database, cashier, clock)
    assert await missing(database, cashier, clock.now()) == [("2026-11-23", "wechat")]


async def test_bills_that_the_providers_keep_no_more_are_not_asked_for(
    database: Database, cashier, sold, clock: ManualClock
):
    await sold("alipay")
    await clock.advance(UNTIL_THE_BILLS + 90 * 86_400)
    days = [day for day, name in await missing(database, cashier, clock.now()) if name == "alipay"]
    assert (len(days), days[0], days[-1]) == (60, "2027-02-20", "2026-12-23")


@pytest.fixture
def unreadable(cashier):
    """``await unreadable("alipay", failure)``: its bill leads to that; the provider."""

    async def break_bill(name: str, failure: Exception) -> Provider:
        async def bill(day: str):
            raise failure

        provider = await cashier.providers.get(name)
        provider.bill = bill
        return provider

    return break_bill


@pytest.mark.parametrize("failure", [ProviderUnreachable("no bill"), ZeroDivisionError()])
async def test_a_bill_that_cannot_be_read_keeps_no_other_from_being_compared(
    database: Database, cashier, sold, unreadable, clock: ManualClock, failure: Exception
):
    await sold("wechat")
    await unreadable("alipay", failure)
    await clock.advance(UNTIL_THE_BILLS)
    with pytest.raises(type(failure)):
        await reconcile(database, cashier, DAY)
    async with database.read() as session:
        assert [one.provider for one in await reconciled(session, DAY)] == ["wechat"]


@pytest.mark.parametrize("failure", [ProviderUnreachable("no bill"), ZeroDivisionError()])
async def test_a_bill_that_is_not_to_be_had_by_noon_is_an_alarm_until_its_day_is_compared(
    database: Database, cashier, sold, unreadable, clock: ManualClock, failure: Exception
):
    await sold("wechat")
    alipay = await unreadable("alipay", failure)
    await clock.advance(UNTIL_THE_BILLS)
    assert await reconcile_missing(database, cashier, clock)
    async with database.read() as session:
        assert [one.provider for one in await reconciled(session, DAY)] == ["wechat"]
        assert await alarms.standing(session) == []
    await clock.advance(2 * 3600)
    for _ in range(2):
        assert await reconcile_missing(database, cashier, clock)
    async with database.read() as session:
        [alarm] = await alarms.standing(session)
    assert alarm.zh.startswith(f"支付宝 {DAY} 的账单")
    del alipay.bill
    await reconcile(database, cashier, DAY)
    async with database.read() as session:
        assert await alarms.standing(session) == []


async def test_without_the_account_nobody_waits_for_its_bills(
    database: Database, cashier, sold, unreadable, clock: ManualClock
):
    await sold("wechat")
    await unreadable("alipay", ProviderUnreachable("no bill"))
    await clock.advance(UNTIL_THE_BILLS + 2 * 3600)
    await reconcile_missing(database, cashier, clock)
    async with database.read() as session:
        assert len(await alarms.standing(session)) == 1
    await database.write(give_up, ACCOUNTS["alipay"])
    await reconcile_missing(database, cashier, clock)
    async with database.read() as session:
        assert await alarms.standing(session) == []


async def test_the_books_hold_the_fees_of_the_latest_bill(database: Database, books):
    for fees in (30, 31, 31, 29):
        await database.write(keep, DAY, "wechat", Compared(fees=fees))
        assert await books() == {"channel:wechat": -fees, "fees": fees}


@pytest.mark.parametrize("day", ["", "yesterday", "2026-13-01", "20261122", "1999-01-01"])
async def test_a_day_is_written_in_one_way(sqlite_database: Database, day: str):
    with pytest.raises(DayUnusable):
        await reconcile(sqlite_database, None, day)
