"""正在去买."""

import msgspec
import pytest

from appliance.events import ShoppersWent
from appliance.identity.seats import Seat
from appliance.tasks import Tasks
from chat.comments.going import AGAIN_SECONDS, TELL_SECONDS, Going


@pytest.fixture
async def going(bus, clock):
    return Going(bus, clock)


async def go(going, who="m1", product="p1", room="r1", role=""):
    await going.hear(Seat(room, who, 0, f"名字{who}", role=role), msgspec.json.encode({"product": product}))


async def test_those_who_went_are_told_together_once_a_second(going, clock, told, eventually):
    async with Tasks(clock) as tasks:
        tasks.start("going", going.run)
        for number in range(5):
            await go(going, f"m{number}")
        await go(going, "m9", "p2", "r2")
        await eventually(lambda: clock._sleepers)
        assert told == []
        await clock.advance(TELL_SECONDS)
        await eventually(lambda: len(told) == 2)
    assert told == [
        ShoppersWent(room="r1", names=["名字m2", "名字m3", "名字m4"], count=5, product="p1"),
        ShoppersWent(room="r2", names=["名字m9"], count=1, product="p2"),
    ]


async def test_who_looks_at_it_again_is_told_again_after_a_while(going, clock, told, eventually):
    for wait in (0, 5, AGAIN_SECONDS):
        await clock.advance(wait)
        await go(going)
        going.tell()
    await eventually(lambda: len(told) == 2)
    assert [fact.count for fact in told] == [1, 1]


async def test_colleagues_look_without_being_told_of(going, told):
    await go(going, "staff:s1", role="host")
    going.tell()
    assert going._went == {}


@pytest.mark.parametrize("product", ["", "<b>", "p" * 33, 7])
async def test_what_is_no_product_is_refused(going, product):
    with pytest.raises(msgspec.ValidationError):
        await go(going, product=product)
