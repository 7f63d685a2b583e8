"""What is deleted here goes from the storage too, whatever the line does meanwhile."""

from appliance.cloud import actions, reads
from appliance.cloud.actions import Thing
from appliance.cloud.bucket import StorageRefused
from appliance.cloud.sending import send


async def test_what_is_deleted_here_goes_from_the_storage_too_and_its_neighbours_stay(
    drained, terms, reel, closed, far, sqlite_database
):
    first, second = reel(1), reel(2)
    await drained(terms)
    await withdraw(sqlite_database, "recordings/r/s_/")
    await drained(terms)
    assert {first, second} <= set(far.names()), "a line in a name stands for itself"
    closed.clear()
    await withdraw(sqlite_database, "recordings/r/s/")
    await drained(terms)
    assert far.names() == []
    async with sqlite_database.read() as session:
        assert await reads.tallies(session) == []


async def test_what_is_deleted_while_the_line_is_cut_goes_when_it_is_back(
    drained, terms, reel, closed, far, line, clock, sqlite_database
):
    recording = reel()
    await drained(terms)
    line.cut()
    closed.clear()
    await withdraw(sqlite_database, "recordings/r/s/")
    await drained(terms)
    assert far.names() == [recording]
    line.mend()
    await clock.advance(5)
    await drained(terms)
    assert far.names() == []


async def test_what_is_deleted_on_its_way_there_does_not_stay(
    drained, terms, reel, closed, far, sqlite_database, monkeypatch
):
    name = reel()

    async def slowly(bucket, *what):
        sent = await send(bucket, *what)
        closed.clear()
        await withdraw(sqlite_database, "recordings/r/s/")
        return sent

    monkeypatch.setattr("appliance.cloud.sync.send", slowly)
    await drained(terms)
    assert name not in far.names()
    assert await sqlite_database.write(actions.find, [Thing(name, "recording", 5, 1000)]) == 1, "it is no longer known"


async def test_what_the_storage_does_not_let_go_holds_up_nothing_else(
    sync, bucket, drained, terms, reel, closed, far, sqlite_database, monkeypatch
):
    stays = reel(1)
    await drained(terms)
    closed.clear()
    await withdraw(sqlite_database, "recordings/r/s/")

    async def refused(_):
        raise StorageRefused(status=403, code="AccessDenied", why=stays)

    monkeypatch.setattr(bucket, "delete", refused)
    fresh = Thing("recordings/r/t/source/0001.mp4", "recording", 5, 4)
    file = sync._config.data / fresh.name
    file.parent.mkdir(parents=True)
    file.write_bytes(b"film")
    closed.append(fresh)
    await drained(terms)
    assert far.names() == [stays, fresh.name]


async def withdraw(database, folder):
    await database.write(actions.withdraw, folder)
