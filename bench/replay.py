"""How soon a replay of two hours opens: its playlists, its init segment and its first segment, from the edge.

The first time after a start everything is read from the disk; later the playlists are remembered.
"""

import asyncio
import re
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from appliance.clock import ManualClock
from appliance.db import Database, Transaction, migrate
from appliance.keys import Keys
from bench.lines import at_most
from bench.shop import Shop
from media.broadcasts import actions as broadcasts
from media.hls.origin import Origin, Variant
from media.packets import TIMESCALE, Packet, VideoConfig
from media.recording import actions, manifest, places, reading
from media.recording.actions import Closed, Kept
from media.recording.deck import Deck
from media.recording.places import Shelf
from media.recording.recorder import Recorder
from media.recording.takes import spans, takes
from media.slate.silence import silence

HOURS = 2
STARTS = 3
LIMIT = 1.0
_FPS = 5
_HEAVY = 6_000_000 // 8 // _FPS
"""Of the first ten seconds, which are what is fetched; what follows is as long and takes less room."""
_LIGHT = 1000
_NAMES = ("source", "480p")
_RANGE = re.compile(r'BYTERANGE="(\d+)@0"|#EXT-X-BYTERANGE:(\d+)@(\d+)\n(\S+)')


def main() -> str:
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        data.mkdir()
        address = asyncio.run(_record(data))
        first, again = zip(*(_opened(data, address) for _ in range(STARTS)), strict=True)
    slowest = max(first)
    return (
        f"replay: two hours open in {slowest:.2f} s at the first time (slowest of {STARTS} starts), "
        f"{slowest / LIMIT:.2f} x the limit ({at_most(slowest, LIMIT)}), in {max(again):.2f} s after that"
    )


async def _record(data: Path) -> str:
    """Where its playlist is, below the edge."""
    clock, shelf = ManualClock(), Shelf(data / "recordings")
    url = f"sqlite:///{data / 'jinbo.db'}"
    migrate(url)
    db = Database(url, clock=clock)
    await db.start()
    room = (await db.write(broadcasts.open_room, Keys.of(data), "津味小店")).room
    show = await db.write(broadcasts.air, room)
    await _play(clock, shelf, room, show)
    await db.write(broadcasts.end, show)
    await db.write(_keep, shelf, room, show)
    await db.stop()
    return f"/replay/{room}/{show}"


async def _play(clock: ManualClock, shelf: Shelf, room: str, show: str) -> None:
    origin = Origin(clock)
    shows = {room: show}
    recorder = Recorder(Deck(shelf), origin.channels, lambda: shows, clock, reserve=0, told=_nobody)
    channel = origin.open(room, [Variant(name, 6_000_000, 1280, 720, "avc1.64001F,mp4a.40.2") for name in _NAMES])
    audio, _ = silence(48_000, 2)
    for number, rendition in enumerate(channel.renditions.values()):
        level = bytes((1, 0x64, 0, 0x1F + number, 0xFF, 0xE1, 0, 0, 1, 0, 0))
        rendition.begin(VideoConfig("h264", level, 1280, 720), audio)
    for frame in range(HOURS * 3600 * _FPS):
        size = _HEAVY if frame < 10 * _FPS else _LIGHT
        packet = Packet("video", frame * TIMESCALE // _FPS, bytes(size), keyframe=frame % (2 * _FPS) == 0)
        for rendition in channel.renditions.values():
            rendition.write(packet)
        if frame % (10 * _FPS) == 10 * _FPS - 1:
            await clock.advance(10)
            await recorder.look()
    shows.clear()
    await recorder.look()


def _keep(tx: Transaction, shelf: Shelf, room: str, show: str) -> None:
    """As the keeper tells it, without pictures: there is nothing to see in this film."""
    found = spans(takes(reading.shots(shelf.show(room, show) / "source")))
    size = places.reel(shelf.show(room, show) / "source", 1).stat().st_size
    actions.close_reel(tx, room, show, Closed("source", 1, found[0].at, found[0].length, size, "0" * 64))
    listed = manifest.write(shelf.show(room, show), {})
    kept = Kept(list(_NAMES), found, listed.size, listed.sha256, None, None)
    actions.keep(tx, show, kept, timedelta(days=1095))


def _opened(data: Path, address: str) -> tuple[float, float]:
    """Seconds of the first time after a start, and of the second."""
    shop = Shop(data)
    with shop.running("live"):
        return _open(shop.edge + address), _open(shop.edge + address)


def _open(address: str) -> float:
    began = time.perf_counter()
    with httpx.Client(trust_env=False) as viewer:
        names = viewer.get(f"{address}/index.m3u8").raise_for_status().text
        rendition = next(line for line in names.splitlines() if line.endswith("index.m3u8"))
        playlist = viewer.get(f"{address}/{rendition}").raise_for_status().text
        init, segment = list(_RANGE.finditer(playlist))[:2]
        reel = f"{address}/{rendition.replace('index.m3u8', segment[4].rpartition('/')[2])}"
        start, length = int(segment[3]), int(segment[2])
        head = viewer.get(reel, headers={"range": f"bytes=0-{int(init[1]) - 1}"}).raise_for_status().content
        media = viewer.get(reel, headers={"range": f"bytes={start}-{start + length - 1}"}).raise_for_status().content
    took = time.perf_counter() - began
    if head[4:8] != b"ftyp" or media[4:8] != b"moof" or len(media) != length:
        raise AssertionError("that is no replay")
    return took


async def _nobody(full: bool) -> None:
    """The disk is not full."""


if __name__ == "__main__":
    print(main())
