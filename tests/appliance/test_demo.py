from pathlib import Path

from appliance.blobs import DiskBlobs
from appliance.clock import ManualClock
from appliance.db import Database
from appliance.demo import LIVE, furnish
from appliance.keys import Keys
from media.broadcasts import reads


async def test_an_empty_box_gets_a_room_to_push_to_and_one_that_is_coming(
    sqlite_database: Database, clock: ManualClock, tmp_path: Path
):
    keys, blobs = Keys.of(tmp_path), DiskBlobs(tmp_path / "blobs")
    key = await furnish(sqlite_database, keys, clock, blobs)
    async with sqlite_database.read() as session:
        live, coming = sorted(await reads.rooms(session), key=lambda room: room.title != LIVE)
        assert (await reads.room_of_key(session, keys, key)).id == live.id
        assert [show.room for show in await reads.shows(session, when="coming")] == [coming.id]
    for room in (live, coming):
        assert (await blobs.get(room.cover)).startswith(b"\xff\xd8")


async def test_a_box_that_has_rooms_keeps_them(sqlite_database: Database, clock: ManualClock, tmp_path: Path):
    keys, blobs = Keys.of(tmp_path), DiskBlobs(tmp_path / "blobs")
    first = await furnish(sqlite_database, keys, clock, blobs)
    assert await furnish(sqlite_database, keys, clock, blobs) == first
    async with sqlite_database.read() as session:
        assert len(await reads.rooms(session)) == 2
