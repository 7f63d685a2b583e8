import asyncio
from datetime import UTC, timedelta

import pytest

from appliance.clock import ManualClock, SystemClock, doze


def test_the_time_of_day_is_utc_and_whole_milliseconds():
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0


async def test_sleepers_wake_in_the_order_of_their_time(clock: ManualClock):
    woken: list[tuple[str, float]] = []

    async def sleep(name: str, seconds: float):
        await clock.sleep(seconds)
        woken.append((name, clock.monotonic()))

    tasks = [asyncio.create_task(sleep("late", 2)), asyncio.create_task(sleep("soon", 1))]
    await asyncio.sleep(0)
    before = clock.now()
    await clock.advance(5)
    assert woken == [("soon", 1), ("late", 2)]
    assert clock.now() - before == timedelta(seconds=5)
    await asyncio.gather(*tasks)


async def test_a_sleeper_who_gave_up_does_not_stop_the_clock(clock: ManualClock):
    task = asyncio.create_task(clock.sleep(1))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await clock.advance(2)
    assert clock.monotonic() == 2


async def test_who_dozes_wakes_when_the_time_has_passed(clock: ManualClock):
    dozing = asyncio.create_task(doze(clock, 3, asyncio.Event()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await clock.advance(2.9)
    assert not dozing.done()
    await clock.advance(0.1)
    await dozing


async def test_the_bell_wakes_who_dozes_at_once_and_stays_set(clock: ManualClock):
    bell = asyncio.Event()
    dozing = asyncio.create_task(doze(clock, 3, bell))
    await asyncio.sleep(0)
    bell.set()
    await dozing
    assert clock.monotonic() == 0
    assert bell.is_set()
    await doze(clock, 3, bell)  # it was rung while nobody slept
    assert clock.monotonic() == 0


@pytest.mark.parametrize("how", ["bell", "time", "cancelled"])
async def test_nothing_goes_on_beside_who_has_dozed(clock: ManualClock, how: str):
    before, bell = asyncio.all_tasks(), asyncio.Event()
    dozing = asyncio.create_task(doze(clock, 3, bell))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    if how == "bell":
        bell.set()
    elif how == "time":
        await clock.advance(3)
    else:
        dozing.cancel()
    await asyncio.gather(dozing, return_exceptions=True)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
