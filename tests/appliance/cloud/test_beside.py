"""What takes long to send holds up nothing: the shop's own data and withdrawals go beside it, a show goes before it."""

import asyncio

import msgspec
import pytest

from appliance.cloud import actions, reads, segments
from appliance.cloud.actions import Thing
from appliance.cloud.bucket import Bucket
from appliance.cloud.sending import PART
from appliance.cloud.sync import REST_SECONDS
from appliance.keys import Keys


@pytest.fixture
def parts(monkeypatch):
    """The numbers of those that were sent; `parts.before` is awaited before each."""
    put = Bucket.put_part

    class Parts(list):
        async def before(self):
            pass

    sent = Parts()

    async def counted(bucket, name, upload, number, content):
        await sent.before()
        sent.append(number)
        return await put(bucket, name, upload, number, content)

    monkeypatch.setattr(Bucket, "put_part", counted)
    return sent


@pytest.fixture
async def running(sync, shop, sqlite_database, terms):
    """``await running()``: a shop whose own data goes, too."""
    tasks = []

    async def run():
        key = segments.new_key()
        sealed = msgspec.structs.replace(terms, replica_key=key.hex(), replica_lock=segments.lock(key, b"words"))
        await sqlite_database.write(actions.set_storage, Keys.of(shop.data), sealed, "wang")
        tasks.append(asyncio.create_task(sync.run()))

    yield run
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def until(what):
    async with asyncio.timeout(10):
        while not what():  # noqa: ASYNC110 - threads and a storage do it
            await asyncio.sleep(0.01)


async def later(clock, what):
    """The clock moves until then: who is at work when it does would not hear of a single step."""
    async with asyncio.timeout(10):
        while not what():
            await clock.advance(REST_SECONDS)
            await asyncio.sleep(0.1)


async def test_orders_and_withdrawals_reach_the_storage_while_a_large_file_is_on_its_way(
    running, sqlite_database, clock, reel, far, parts
):
    small = reel(1)
    await running()
    await until(lambda: small in far.names() and any(name.endswith("000000.seg") for name in far.names()))
    stuck, let = asyncio.Event(), asyncio.Event()

    async def before():
        stuck.set()
        await let.wait()

    parts.before = before
    large = reel(2, 2 * PART)
    await later(clock, stuck.is_set)
    await sqlite_database.write(actions.withdraw, small)
    await later(clock, lambda: small not in far.names() and any(name.endswith("000001.seg") for name in far.names()))
    assert large not in far.names()
    let.set()
    await until(lambda: large in far.names())


async def test_a_file_that_was_begun_stops_for_a_show_and_goes_on_behind_it(
    sync, drained, terms, reel, far, parts, busy, sqlite_database
):
    async def before():
        busy[0] = True

    parts.before = before
    careful = msgspec.structs.replace(terms, when="off-air")
    large = reel(1, 3 * PART)
    await drained(careful)
    assert (parts, sync._why) == ([1], "off-air")
    async with sqlite_database.read() as session:
        assert await reads.troubles(session) == []
    busy[0] = False

    async def idle():
        pass

    parts.before = idle
    await drained(careful)
    assert parts == [1, 2, 3]
    assert far.content(large) == bytes([1]) * 3 * PART


async def test_what_was_found_before_it_was_deleted_is_not_queued_again(
    sync, bucket, terms, sqlite_database, reel, closed
):
    name = reel(1)
    await sqlite_database.write(actions.find, [Thing(name, "recording", 5, 1000)])

    class Slow:
        async def find(self, *_):
            found = list(closed)
            await sqlite_database.write(actions.withdraw, name)
            self.leaving = asyncio.create_task(sync.tend(bucket, terms))
            await asyncio.sleep(0.2)
            return found

    sync._finders = (slow := Slow(),)
    await sync._find(terms)
    await slow.leaving
    async with sqlite_database.read() as session:
        assert await reads.tallies(session) == []
