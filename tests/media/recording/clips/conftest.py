"""A show that is recorded, and the workshop that cuts clips of it."""

from datetime import timedelta

import pytest

from appliance.blobs import DiskBlobs
from appliance.keys import Keys
from media.broadcasts import actions as broadcasts
from media.recording import actions as recordings
from media.recording.actions import Closed
from media.recording.clips import actions, reads
from media.recording.clips.workshop import Workshop


class Room:
    """A room on air, with a show that the studio records."""

    def __init__(self, db, studio, tmp_path, clock) -> None:
        self.db, self.studio, self.clock = db, studio, clock
        self.folder = tmp_path / "clips"
        self.blobs = DiskBlobs(tmp_path / "blobs")
        self.keys = Keys.of(tmp_path)

    async def air(self):
        self.room = (await self.db.write(broadcasts.open_room, self.keys, "茶铺")).room
        self.show = await self.db.write(broadcasts.air, self.room)
        self.studio.channel = self.studio.origin.open(self.room, self.studio.variants())
        self.studio.shows[self.room] = self.show
        self.began = self.clock.now()
        return self

    @property
    def workshop(self):
        return Workshop(self.db, self.studio.shelf, self.folder, self.blobs, self.clock)

    async def clip(self, name="w1", since=2.0, until=6.0):
        asked = {"since": self.began + timedelta(seconds=since), "until": self.began + timedelta(seconds=until)}
        return await self.db.write(actions.ask, name, self.room, self.show, product="p1", title="龙井", **asked)

    async def recorded(self):
        """The house knows of the recording, as it does once its first reel is closed."""
        at = int(self.began.timestamp() * 1000)
        await self.db.write(recordings.close_reel, self.room, self.show, Closed("source", 1, at, 1000, 9, "x"))

    async def row(self, name="w1"):
        async with self.db.read() as session:
            return await reads.clip(session, name)


@pytest.fixture
async def room(sqlite_database, studio, tmp_path, clock):
    return await Room(sqlite_database, studio, tmp_path, clock).air()


@pytest.fixture
async def told(bus):
    facts = []
    bus.listen(facts.append, name="test")
    return facts
