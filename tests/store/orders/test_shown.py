"""An order as its buyer sees it: one word out of four axes, and what may be done now."""

from datetime import UTC, datetime, timedelta

import pytest

from appliance.keys import Keys
from store.members import contact as contacts
from store.orders import actions
from store.orders.actions import Packed
from store.orders.shown import shown

BY = "lin"


@pytest.fixture
def keys() -> Keys:
    return Keys(bytes(range(32)))


@pytest.fixture
def see(bought, keys, clock):
    async def look(order: str):
        return shown(await bought(order), keys, clock.now())

    return look


def allowed(seen) -> set[str]:
    return {name for name in seen.can.__struct_fields__ if getattr(seen.can, name)}


async def test_an_order_that_waits_may_be_paid_or_taken_back(sells, buys, see, clock):
    await sells()
    seen = await see(await buys({"s1": 1}))
    assert (seen.status, allowed(seen)) == ("to-pay", {"pay", "cancel"})
    assert seen.expires_at == clock.now() + timedelta(minutes=15)
    assert (seen.pickup_code, seen.receives_at, seen.return_until) == (None, None, None)


async def test_a_pick_up_code_is_shown_from_payment_to_hand_over(database, sells, pays, see):
    await sells()
    order = await pays({"s1": 1})
    seen = await see(order)
    assert seen.status == "to-pick-up"
    assert seen.pickup_code
    await database.write(actions.hand_over, seen.pickup_code, BY)
    seen = await see(order)
    assert (seen.status, seen.pickup_code, allowed(seen)) == ("received", None, {"after_sale"})


async def test_an_order_goes_from_word_to_word(database, sells, pays, see, clock):
    await sells()
    order = await pays({"s1": 2})
    (line,) = (await see(order)).lines
    await database.write(actions.ship, order, Packed(kind="city", lines={line.line: 1}), BY)
    assert (await see(order)).status == "to-pick-up"
    await database.write(actions.ship, order, Packed(kind="city"), BY)
    seen = await see(order)
    assert (seen.status, allowed(seen)) == ("shipped", {"confirm_receipt", "after_sale"})
    assert seen.receives_at == clock.now() + timedelta(days=10)
    await database.write(actions.receive, order)
    seen = await see(order)
    assert (seen.status, seen.receives_at, allowed(seen)) == ("received", None, {"after_sale"})
    assert seen.return_until == datetime(2026, 11, 29, 16, tzinfo=UTC), "midnight after the seventh day, in Tianjin"
    await database.write(actions.complete, order)
    assert (await see(order)).status == "done"


async def test_a_closed_order_says_why_and_offers_nothing(database, sells, buys, see):
    await sells()
    order = await buys({"s1": 1})
    await database.write(actions.close, order, "buyer")
    seen = await see(order)
    assert (seen.status, seen.close_reason, allowed(seen)) == ("closed", "buyer", set())
    assert [line.claimable for line in seen.lines] == [0]


async def test_what_staff_took_off_is_named(database, sells, buys, see):
    await sells()
    order = await buys({"s1": 1})
    await database.write(actions.change_price, order, BY, off=90, shipping=0, seen=1990)
    seen = await see(order)
    assert (seen.changed_by_shop, seen.total, seen.lines[0].amount, seen.lines[0].unit_price) == (90, 1900, 1900, 1990)


async def test_the_buyer_reads_their_own_contact_in_full(sells, buys, see, keys):
    await sells()
    sealed = contacts.seal(keys, contacts.contact("李明", "13812345678", "南京路 1 号"))
    seen = await see(await buys({"s1": 1}, contact_sealed=sealed))
    assert (seen.contact.name, seen.contact.phone, seen.contact.street) == ("李明", "13812345678", "南京路 1 号")


async def test_refunded_pieces_cannot_be_claimed_again(database, sells, pays, see):
    await sells()
    order = await pays({"s1": 3})
    (line,) = (await see(order)).lines
    await database.write(actions.refund_pieces, line.line, 1, 1990)
    seen = await see(order)
    assert (seen.payment, seen.refunded, seen.lines[0].refunded, seen.lines[0].claimable) == (
        "part-refunded",
        1990,
        1,
        2,
    )
