"""Twelve hours of a show: recorded, indexed, played and let go, by a clock that does not wait."""

import os
import re
import time
from datetime import timedelta

import msgspec
import pytest

from appliance.clock import ManualClock
from appliance.config import Config
from appliance.keys import Keys
from media.broadcasts import actions as broadcasts
from media.packets import TIMESCALE, Packet, VideoConfig
from media.recording import drawing, manifest, places, pruning, reading, reads
from media.recording.album import album
from media.recording.keeper import Keeper
from media.recording.pruning import Pruning
from media.recording.retention import Disk
from media.recording.takes import Span, moment, position
from media.slate.silence import silence

pytestmark = pytest.mark.proof

HOURS = 12
FPS = 2
LOOK = 20
"""Seconds between two looks of the recorder; the channel remembers half a minute."""
LAW = timedelta(days=1095)
GB = 1 << 30
BREAK = 7
"""In this hour the host is gone for a minute, and back with other codec parameters."""


class Marathon:
    def __init__(self, db, studio, clock: ManualClock, tmp_path) -> None:
        self.db, self.studio, self.clock = db, studio, clock
        self.keeper = Keeper(db, studio.shelf, None, clock, LAW)
        self.pruning = Pruning(db, studio.shelf, clock, Config(data=tmp_path), Keys.of(tmp_path))
        self.keys = Keys.of(tmp_path)
        self.pruned = []

    async def begin(self) -> None:
        self.room = (await self.db.write(broadcasts.open_room, self.keys, "马拉松")).room
        self.show = await self.db.write(broadcasts.air, self.room)
        self.studio.channel = self.studio.origin.open(self.room, self.studio.variants())
        self.studio.shows[self.room] = self.show
        self._stretch(0x1F)

    async def hour(self, number: int) -> None:
        if number == BREAK:
            await self.clock.advance(60)
            self._stretch(0x28)
        for _ in range(3600 // LOOK):
            await self._play()
            await self.studio.recorder.look()
        await self.keeper.look()
        self.pruned += await self.pruning.look()

    async def end(self) -> None:
        await self.db.write(broadcasts.end, self.show)
        self.studio.shows.clear()
        await self.studio.recorder.look()
        await self.clock.advance(20)
        await self.keeper.look()

    @property
    def folder(self):
        return self.studio.shelf.show(self.room, self.show)

    async def row(self):
        async with self.db.read() as session:
            return await session.get(reads.Recording, self.show)

    def _stretch(self, level: int) -> None:
        audio, _ = silence(48_000, 2)
        for number, rendition in enumerate(self.studio.channel.renditions.values()):
            config = bytes((1, 0x64, 0, level + number, 0xFF, 0xE1, 0, 0, 1, 0, 0))
            rendition.begin(VideoConfig("h264", config, 1280, 720), audio)

    async def _play(self) -> None:
        for _ in range(LOOK * FPS):
            frame = self.studio.at
            packet = Packet("video", frame * TIMESCALE // FPS, bytes(200), keyframe=frame % (2 * FPS) == 0)
            for rendition in self.studio.channel.renditions.values():
                rendition.write(packet)
            self.studio.at += 1
        await self.clock.advance(LOOK)


@pytest.fixture
def marathon(sqlite_database, studio, clock, tmp_path, monkeypatch):
    async def nothing(reel, *, poster=False):
        """Pictures are other programs' work, and there is nothing to see here."""

    async def tight(session, config):
        return Disk(free=4 * GB, spare=5 * GB, quota=0, used=0)

    monkeypatch.setattr(os, "fdatasync", lambda _: None)  # what a power cut leaves is another proof
    monkeypatch.setattr(drawing, "draw", nothing)
    monkeypatch.setattr(pruning, "disk_of", tight)
    return Marathon(sqlite_database, studio, clock, tmp_path)


async def test_twelve_hours_are_indexed_played_and_pruned(marathon, clock, capsys):
    began = time.monotonic()
    await marathon.begin()
    for hour in range(HOURS):
        await marathon.hour(hour)
    assert marathon.pruned == []
    await marathon.end()
    recorded = time.monotonic() - began

    row = await marathon.row()
    assert row.state == "kept"
    assert row.length == pytest.approx(HOURS * 3_600_000, abs=5000)
    assert list(manifest.check(marathon.folder)) == []
    reels = {name: places.reels(marathon.folder / name) for name in ("source", "480p")}
    assert all(reading.index(reel).closed for found in reels.values() for reel in found)
    assert len(reels["source"]) == pytest.approx(HOURS * 12, abs=2)
    _the_spans_lead_there_and_back(msgspec.convert(row.spans, list[Span]))

    opening = time.monotonic()
    playlists = album(marathon.folder).playlists
    opening = time.monotonic() - opening
    for name in reels:
        _plays_all_of_it(playlists[f"{name}/index.m3u8"].plain.decode(), marathon.folder / name)

    [thinned] = await marathon.pruning.look()
    assert (thinned.show, len((await marathon.row()).renditions)) == (marathon.show, 1)
    assert await marathon.pruning.look() == []
    stays = marathon.folder / thinned.stays
    _plays_all_of_it(album(marathon.folder).playlists[f"{stays.name}/index.m3u8"].plain.decode(), stays)
    clock._elapsed += (LAW + timedelta(days=1)).total_seconds()
    await marathon.pruning.look()
    assert not marathon.folder.exists()
    assert (await marathon.row()).state == "gone"
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{HOURS} hours: {sum(map(len, reels.values()))} reels recorded, sealed and indexed in {recorded:.0f} s, "
            f"playlists in {opening * 1000:.0f} ms, pruned by rule"
        )


def _the_spans_lead_there_and_back(spans: list[Span]) -> None:
    assert len(spans) == 2
    whole = sum(span.length for span in spans)
    for place in range(0, whole, 600_000):
        assert position(spans, moment(spans, place)) == place


def _plays_all_of_it(playlist: str, rendition) -> None:
    """Every second of it, from bytes that are there."""
    assert sum(map(float, re.findall(r"#EXTINF:([\d.]+)", playlist))) == pytest.approx(HOURS * 3600, abs=5)
    assert playlist.count("#EXT-X-DISCONTINUITY\n") == 1
    for length, offset, name in re.findall(r"#EXT-X-BYTERANGE:(\d+)@(\d+)\n(\S+)", playlist):
        assert int(offset) + int(length) <= (rendition / name).stat().st_size
