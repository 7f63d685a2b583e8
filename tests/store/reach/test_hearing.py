"""Facts of the journal become messages, each once."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from appliance.events import (
    BroadcastAired,
    BroadcastCancelled,
    BroadcastEnded,
    FlashPieceWon,
    OrderChanged,
    ParcelSent,
    PrizeWon,
    RefundSettled,
)
from appliance.journal import Entry, Follower, entries
from store.after_sales import actions as after_sales
from store.orders import actions as orders
from store.orders.models import Order
from store.promotions.flash_sales.models import FlashSale
from store.reach import actions, reads
from store.reach.hearing import Ear


@pytest.fixture
def hear(database, clock):
    """The ear hears a fact twice, as after a crash."""
    ear = Ear(database)

    async def tell(fact, ago: timedelta = timedelta()) -> None:
        for _ in range(2):
            await ear.hear(Entry(1, clock.now() - ago, fact))

    return tell


@pytest.fixture
def sent(database, sells, buys, hear, clock):
    """Sends a member the one parcel of a paid order; answers with both ids."""

    async def send(member: str) -> tuple[str, str]:
        await sells()
        order = await buys({"s1": 1}, member=member)
        await database.write(lambda tx: tx.execute(update(Order).values(delivery="express")) and None)
        await database.write(orders.pay, order, clock.now())
        packed = orders.Packed(kind="express", carrier="ZTO", tracking="73100000001")
        parcel = await database.write(orders.ship, order, packed, "clerk")
        await hear(ParcelSent(order=order, parcel=parcel, all=True))
        return order, parcel

    return send


def aired(show: str = "b1") -> BroadcastAired:
    return BroadcastAired(room="tea", broadcast=show, title="麻花专场")


async def test_who_waits_for_a_show_is_told_once_that_it_began(database, taps, hear, messages, left):
    wang, li = await taps("oWang", "show"), await taps("oLi", "show")
    for member, show in ((wang, "b1"), (li, "b2")):
        await database.write(actions.reserve, member, show)
    await hear(aired())
    (one,) = await messages()
    assert (one.member, one.kind, one.subject, one.state) == (wang, "show", "b1", "waiting")
    assert (one.values["title"], one.page) == ("麻花专场", "pages/room/room?room=tea&from=notice")
    assert (await left(wang), await left(li)) == (0, 1)


async def test_many_are_told_in_steps(database, taps, hear, messages, monkeypatch):
    monkeypatch.setattr("store.reach.actions.telling.AT_ONCE", 2)
    for number in range(5):
        await database.write(actions.reserve, await taps(f"o{number}", "show"), "b1")
    await hear(aired())
    assert len(await messages()) == 5


async def test_who_allows_none_gets_none_and_waits_no_longer(database, taps, hear, messages):
    member = await taps("oWang", "won")
    await database.write(actions.reserve, member, "b1")
    await hear(aired())
    assert await messages() == []
    async with database.read() as session:
        assert await reads.reserved(session, member) == []


async def test_what_is_long_over_is_told_to_nobody(database, taps, hear, messages, left):
    member = await taps("oWang", "show")
    await database.write(actions.reserve, member, "b1")
    await hear(aired(), ago=timedelta(minutes=31))
    assert (await messages(), await left(member)) == ([], 1)


@pytest.mark.parametrize("fact", [BroadcastEnded, BroadcastCancelled])
async def test_a_show_that_is_over_is_waited_for_by_nobody(database, taps, hear, fact):
    member = await taps("oWang", "show")
    await database.write(actions.reserve, member, "b1")
    await hear(fact(room="tea", broadcast="b1"))
    async with database.read() as session:
        assert await reads.reserved(session, member) == []


async def test_a_parcel_is_told_with_its_carrier_and_number(sent, taps, messages):
    member = await taps("oWang", "shipped")
    order, parcel = await sent(member)
    (one,) = await messages()
    assert (one.subject, one.values["carrier"], one.values["tracking"]) == (parcel, "中通快递", "73100000001")
    assert (one.values["goods"], one.page) == ("麻花 s1", f"pages/more/order/order?id={order}&from=notice")


async def test_a_number_that_was_put_right_is_told_again(database, sent, taps, hear, messages):
    member, _ = await taps("oWang", "shipped"), await taps("oWang", "shipped")
    order, parcel = await sent(member)
    await database.write(orders.correct_parcel, parcel, "SF", "SF1234567890", "clerk")
    await hear(OrderChanged(order=order, what="parcel", by="clerk", parcel=parcel))
    await hear(OrderChanged(order=order, what="note", by="clerk"))
    assert {one.values["tracking"] for one in await messages()} == {"73100000001", "SF1234567890"}


async def test_what_goes_out_in_exchange_is_told_like_the_first_parcel(database, sent, bought, taps, messages, clock):
    member, _ = await taps("oWang", "shipped"), await taps("oWang", "shipped")
    order, first = await sent(member)
    (line,) = (await bought(order)).lines
    wanted = after_sales.Application(line=line.id, quantity=1, kind="exchange", reason="wrong", words="发错了")
    claim = await database.write(after_sales.apply, member, order, wanted)
    await database.write(after_sales.agree, claim, "clerk")
    packed = orders.Packed(kind="express", carrier="SF", tracking="SF1234567890")
    again = await database.write(after_sales.resend, claim, "clerk", packed, sellable=True)
    await Follower(database, "reach", Ear(database).hear, clock)._page()
    assert {one.subject: one.values["tracking"] for one in await messages()} == {
        first: "73100000001", again: "SF1234567890",
    }  # fmt: skip


async def test_what_was_handed_over_in_the_shop_needs_no_message(database, sells, buys, taps, hear, messages, clock):
    member = await taps("oWang", "shipped")
    await sells()
    order = await buys({"s1": 1}, member=member)
    await database.write(orders.pay, order, clock.now())
    parcel = await database.write(orders.ship, order, orders.Packed(kind="pickup"), "clerk")
    await hear(ParcelSent(order=order, parcel=parcel, all=True))
    await hear(ParcelSent(order=order, parcel="no such parcel", all=True))
    assert await messages() == []


async def test_money_is_told_when_it_went_back_and_not_before(database, sells, buys, taps, hear, messages):
    member = await taps("oWang", "refund")
    await sells("s1")
    await sells("s2")
    order = await buys({"s1": 1, "s2": 1}, member=member)
    await hear(RefundSettled(order=order, refund="r1", amount=1990, state="abnormal"))
    assert await messages() == []
    await hear(RefundSettled(order=order, refund="r1", amount=1990, state="done"))
    await hear(RefundSettled(order="no such order", refund="r2", amount=1, state="done"))
    (one,) = await messages()
    assert (one.values["amount"], one.values["goods"]) == (1990, "麻花 s1等 2 件")


async def test_a_prize_that_waits_to_be_claimed_is_told_until_then(taps, hear, messages, clock):
    member = await taps("oWang", "won")
    won = {"room": "tea", "member": member, "round": "r", "title": "麻花礼盒"}
    until = clock.now() + timedelta(days=7)
    await hear(PrizeWon(**won, win="w0", kind="points", until=None))
    await hear(PrizeWon(**won, win="w1", kind="goods", until=until))
    (one,) = await messages()
    assert (one.subject, one.until, one.page) == ("w1", until, "pages/more/wins/wins")


async def test_a_flash_piece_that_waits_to_be_paid_for_is_told_by_its_goods(
    database, sells, taps, hear, messages, clock
):
    member = await taps("oWang", "won")
    await sells()
    at = clock.now()
    sale = {
        "id": "f1", "room": "tea", "product": "p-s1", "sku": "s1", "title": "麻花", "spec": "", "picture": "",
        "price": 900, "plain_price": 1990, "quantity": 1, "per_member": 1, "members": False, "left": 0, "returned": 0,
        "state": "open", "opens_at": at, "ends_at": at, "reason": "", "by": "o", "created_at": at,
    }  # fmt: skip
    await database.write(lambda tx: tx.execute(insert(FlashSale).values(sale)) and None)
    until = at + timedelta(minutes=5)
    won = FlashPieceWon(room="tea", member=member, sale="f1", claim="c1", sku="s1", quantity=1, price=900, until=until)
    await hear(won)
    (one,) = await messages()
    assert (one.values["title"], one.until, one.page) == ("麻花", until, "pages/room/room?room=tea&from=notice")


async def test_without_a_template_nothing_is_made_and_nothing_taken(database, taps, hear, messages):
    member = await taps("oWang", "show")
    await database.write(actions.reserve, member, "b1")
    await database.write(actions.drop_template, "show")
    await hear(aired())
    assert await messages() == []


async def test_the_journal_is_followed_by_cursor(database, taps, messages, clock):
    """A house that was down when the show began tells of it when it is up again."""
    member = await taps("oWang", "show")
    await database.write(actions.reserve, member, "b1")
    await database.write(lambda tx: tx.record(aired()))
    assert await entries(database, 0, 100)
    follower = Follower(database, "reach", Ear(database).hear, clock)
    await follower._page()
    await follower._page()
    assert [one.member for one in await messages()] == [member]
