"""Many asks go in one write, in the order in which they came."""

import asyncio
from collections.abc import Sequence

import pytest

from appliance.clock import ManualClock
from appliance.gathering import MOST, Gathering


class Desk:
    """Writes when it is let."""

    def __init__(self) -> None:
        self.written: list[list[int]] = []
        self.open = asyncio.Event()
        self.open.set()

    async def write(self, asks: Sequence[int]) -> list[int]:
        await self.open.wait()
        self.written.append(list(asks))
        if 13 in asks:
            raise ValueError("unlucky")
        return [ask * 10 for ask in asks]


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_an_ask_that_comes_alone_goes_alone(desk, clock):
    gathering = Gathering("desk", desk.write, ManualClock())
    assert await gathering.ask(1) == 10
    assert desk.written == [[1]]


async def test_what_comes_during_a_write_goes_with_the_next(desk, clock: ManualClock):
    gathering = Gathering("desk", desk.write, clock)
    desk.open.clear()
    asks = [asyncio.create_task(gathering.ask(number)) for number in (1, 2, 3)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    asks.append(asyncio.create_task(gathering.ask(4)))
    await asyncio.sleep(0)
    desk.open.set()
    answers = asyncio.gather(*asks)
    while not answers.done():
        await clock.advance(0)
    assert await answers == [10, 20, 30, 40]
    assert desk.written == [[1, 2, 3], [4]]


async def test_no_write_is_longer_than_allowed(desk, clock: ManualClock):
    gathering = Gathering("desk", desk.write, clock)
    answers = asyncio.gather(*(gathering.ask(number) for number in range(100, 100 + MOST + 1)))
    while not answers.done():
        await clock.advance(0)
    assert [len(asks) for asks in desk.written] == [MOST, 1]


async def test_a_write_that_fails_fails_for_those_in_it_and_for_no_other(desk, clock: ManualClock):
    gathering = Gathering("desk", desk.write, clock, pause=1)
    failed = await asyncio.gather(gathering.ask(1), gathering.ask(13), return_exceptions=True)
    assert [str(one) for one in failed] == ["unlucky", "unlucky"]
    later = asyncio.create_task(gathering.ask(2))
    await asyncio.sleep(0)
    assert not later.done()
    await clock.advance(1)
    await clock.advance(0)
    assert await later == 20


async def test_who_has_left_is_not_told(desk, clock):
    gathering = Gathering("desk", desk.write, clock)
    desk.open.clear()
    gone, stays = (asyncio.create_task(gathering.ask(number)) for number in (1, 2))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    desk.open.set()
    assert await stays == 20
    assert desk.written == [[1, 2]]


async def test_at_the_end_nobody_waits_for_ever(desk, clock):
    gathering = Gathering("desk", desk.write, clock)
    desk.open.clear()
    first = asyncio.create_task(gathering.ask(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    second = asyncio.create_task(gathering.ask(2))
    await asyncio.sleep(0)
    await gathering.stop()
    ends = await asyncio.gather(first, second, return_exceptions=True)
    assert [type(end) for end in ends] == [asyncio.CancelledError] * 2
    assert desk.written == []
