import asyncio
from datetime import UTC, timedelta

from appliance.clock import ManualClock, SystemClock


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
