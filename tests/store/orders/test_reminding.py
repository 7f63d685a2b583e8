"""Who has not paid is reminded once, and only while it helps."""

from appliance.events import PaymentReminded
from store.orders import actions
from store.orders.actions.reminding import AFTER, LEFT
from store.orders.models import Order


async def reminded(told):
    return sorted((fact.member, fact.room, fact.total) for fact in told if isinstance(fact, PaymentReminded))


async def test_everybody_who_waits_in_the_room_is_reminded_once(database, sells, buys, told, clock, eventually):
    await sells(pieces=50)
    for member, room in (("m1", "r1"), ("m2", "r1"), ("m3", "r2"), ("m4", None)):
        await buys({"s1": 1}, member=member, room=room)
    await clock.advance(AFTER.total_seconds())
    assert await database.write(actions.remind, "r1") == 2
    assert await database.write(actions.remind, "r1") == 0
    await eventually(lambda: len([fact for fact in told if isinstance(fact, PaymentReminded)]) == 2)
    assert await reminded(told) == [("m1", "r1", 1990), ("m2", "r1", 1990)]


async def test_one_order_is_reminded_of_by_itself(database, sells, buys, told, clock, eventually):
    await sells(pieces=50)
    await buys({"s1": 1}, member="m1", room="r1")
    second = await buys({"s1": 1}, member="m2", room="r1")
    await clock.advance(AFTER.total_seconds())
    assert await database.write(actions.remind, "r1", second) == 1

    async def heard():
        return [member for member, *_ in await reminded(told)] == ["m2"]

    await eventually(heard)
    assert await database.write(actions.remind, "another", second) == 0


async def test_who_ordered_just_now_who_paid_and_whose_time_is_up_are_left_in_peace(database, sells, buys, told, clock):
    await sells(pieces=50)
    late = await buys({"s1": 1}, member="late", room="r1")
    await database.write(actions.pay, await buys({"s1": 1}, member="paid", room="r1"), clock.now())
    async with database.read() as session:
        expires = (await session.get(Order, late)).expires_at
    await clock.advance((expires - clock.now() - LEFT).total_seconds() + 1)
    await buys({"s1": 1}, member="new", room="r1")
    assert await database.write(actions.remind, "r1") == 0
    assert await reminded(told) == []
