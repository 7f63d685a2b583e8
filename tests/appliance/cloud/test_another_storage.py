"""Another bucket has nothing of ours yet: what was closed before it was chosen goes there too, without a restart."""

import asyncio
import contextlib
import secrets

import msgspec
import pytest

from appliance.cloud import actions, reads
from appliance.keys import Keys
from tests.appliance.cloud.conftest import Far


@pytest.fixture
async def running(sync, clock, monkeypatch):
    """The task of the process."""
    monkeypatch.setattr(clock, "sleep", lambda _: asyncio.sleep(0.01))
    task = asyncio.create_task(sync.run())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


@pytest.fixture
def agree(sqlite_database, shop, clock):
    """``await agree(terms)``: as the console does."""

    async def agree(terms, *, moved=False):
        def change(tx):
            actions.set_storage(tx, Keys.of(shop.data), terms, "s1")
            if moved:
                actions.send_everything_again(tx)

        await clock.advance(1)
        await sqlite_database.write(change)

    return agree


@pytest.mark.usefixtures("running")
async def test_another_bucket_gets_what_was_closed_before_it_was_chosen(agree, terms, reel, far, eventually):
    names = [reel(1), reel(2)]
    await agree(terms)
    await eventually(lambda: far.names() == names)
    other = Far(far.endpoint, f"jinbo-{secrets.token_hex(4)}")
    storage = msgspec.structs.replace(terms.storage, bucket=other.bucket)
    await agree(msgspec.structs.replace(terms, storage=storage), moved=True)
    await eventually(lambda: other.names() == names)


@pytest.mark.usefixtures("running")
async def test_a_storage_that_was_given_up_and_is_the_same_again_gets_what_it_has_not(
    agree, terms, reel, far, sqlite_database, eventually
):
    name = reel()
    await agree(terms)
    await eventually(lambda: far.names() == [name])
    await sqlite_database.write(actions.give_up)
    far._s3.delete_object(Bucket=far.bucket, Key=name)
    await agree(terms)
    await eventually(lambda: far.names() == [name])
    async with sqlite_database.read() as session:
        assert [(tally.kind, tally.count) for tally in await reads.tallies(session)] == [("recording", 1)]
