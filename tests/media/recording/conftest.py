"""A room that plays made-up packets into a channel, and a recorder that looks at it."""

import importlib.util
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from appliance.clock import ManualClock
from appliance.cloud.cache import Cache
from appliance.cloud.far import Far
from appliance.db import Database
from appliance.keys import Keys
from media.hls.origin import Channel, Origin, Variant
from media.packets import TIMESCALE, Packet, VideoConfig
from media.recording.deck import Deck
from media.recording.places import Shelf
from media.recording.recorder import Recorder
from media.recording.replaying import Replays
from media.slate.silence import silence

FRAME = TIMESCALE // 25
AUDIO, _ = silence(48_000, 2)
VIDEO = VideoConfig("h264", b"\x01\x64\x00\x1f\xff\xe1\x00\x00\x01\x00\x00", 1280, 720)
SMALL = VideoConfig("h264", b"\x01\x64\x00\x1e\xff\xe1\x00\x00\x01\x00\x00", 854, 480)


class Studio:
    """One room of an origin: who plays, what is on air, and the recorder."""

    def __init__(self, folder: Path, clock: ManualClock) -> None:
        self.clock = clock
        self.origin = Origin(clock)
        self.shelf = Shelf(folder / "recordings")
        self.shows: dict[str, str] = {}
        self.told: list[bool] = []
        self.at = 0
        self.channel: Channel = self.open()
        self.recorder = self.machine()

    def machine(self, reserve: int = 0, term: int = 0) -> Recorder:
        async def told(full: bool) -> None:
            self.told.append(full)

        shows: Callable[[], dict[str, str]] = lambda: self.shows  # noqa: E731
        deck = Deck(self.shelf, term)
        return Recorder(deck, self.origin.channels, shows, self.clock, reserve=reserve, told=told)

    def open(self) -> Channel:
        """As after a restart: the room's timeline begins anew."""
        self.origin.close("r1")
        self.at = 0
        self.channel = self.origin.open("r1", self.variants())
        return self.channel

    def variants(self) -> list[Variant]:
        return [_variant("source"), _variant("480p")]

    def begin(self, *, slate: bool = False, own: bool = True) -> None:
        """A new stretch; `own`: the small rendition has an encoding of its own."""
        self.channel.rendition("source").begin(VIDEO, AUDIO, slate=slate)
        self.channel.rendition("480p").begin(SMALL if own and not slate else VIDEO, AUDIO, slate=slate)

    async def film(self, seconds: float = 6, *, look: float = 0.2, small: bool = False, **how: int) -> None:
        """A picture and a sound that can be decoded, in the source, and with `small` in an encoding of its own, too."""
        show = _real()._encode(seconds=seconds, **{"width": 320, **how})
        tracks = [(self.channel.rendition("source"), show)]
        if small:
            tracks.append((self.channel.rendition("480p"), _real()._encode(seconds=seconds, width=160)))
        for rendition, encoded in tracks:
            rendition.begin(encoded.video, encoded.audio)
        looked = self.at
        for packets in zip(*(encoded.shifted(self.at) for _, encoded in tracks), strict=True):
            for (rendition, _), packet in zip(tracks, packets, strict=True):
                rendition.write(packet)
            packet = packets[0]
            if packet.dts - looked >= look * TIMESCALE:
                looked = packet.dts
                await self.clock.advance(look)
                await self.recorder.look()
        self.at += show.length

    async def play(self, seconds: float, *, look: float = 0.2) -> None:
        """Packets in real order, and a look of the recorder every so often."""
        looked = self.at
        for packet in _packets(seconds, self.at):
            for rendition in self.channel.renditions.values():
                rendition.write(packet)
            self.at = packet.dts + FRAME if packet.track == "video" else self.at
            if packet.dts - looked >= look * TIMESCALE:
                looked = packet.dts
                await self.clock.advance(look)
                await self.recorder.look()

    def folder(self, rendition: str = "source", show: str = "b1") -> Path:
        return self.shelf.show("r1", show) / rendition


def _real() -> ModuleType:
    spec = importlib.util.spec_from_file_location("films", Path(__file__).parents[1] / "hls" / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _variant(name: str) -> Variant:
    return Variant(name=name, width=1280, height=720, bandwidth=800_000, codecs="avc1.64001F,mp4a.40.2")


def _packets(seconds: float, start: int) -> Iterator[Packet]:
    heard = start
    for number in range(int(seconds * 25)):
        dts = start + number * FRAME
        while heard <= dts:
            yield Packet("audio", heard, b"s" * 40, keyframe=True, duration=1920)
            heard += 1920
        yield Packet("video", dts, bytes([number % 256]) * 400, keyframe=number % 50 == 0)


@pytest.fixture
async def replays_of(clock: ManualClock) -> AsyncIterator[Callable[..., Replays]]:
    """``replays_of(db, shelf)``: the edge's library over a folder of recordings, and over the storage."""
    made: list[tuple[Far, Replays]] = []

    def make(db: Database, shelf: Shelf, clips: Path | None = None, cache: int = 1 << 30) -> Replays:
        data = shelf.root.parent
        far = Far(db, Keys.of(data), clock, Cache(data / "cache" / "cloud", cache))
        made.append((far, Replays(db, shelf, clips or data / "clips", clock, far)))
        return made[-1][1]

    yield make
    for far, replays in made:
        replays.close()
        await far.aclose()


@pytest.fixture
def studio(tmp_path: Path, clock: ManualClock) -> Studio:
    return Studio(tmp_path, clock)
