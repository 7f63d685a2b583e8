"""Small made-up streams, a slate, and renditions that write down what they are given."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from appliance.bus import LocalBus
from appliance.clock import ManualClock
from appliance.db import Database
from appliance.events import BroadcastEnded, PictureCut, StreamKeyRotated
from appliance.keys import Keys
from media.broadcasts import actions, reads
from media.hls.origin import Variant
from media.on_air.feed import Feed, Stretch
from media.on_air.gate import Gate
from media.on_air.pictures import Pictures
from media.on_air.publication import Publication
from media.on_air.rungs import Rungs
from media.packets import TIMESCALE, AudioConfig, Packet, VideoConfig
from media.slate.loop import Kind, Slate
from media.slate.silence import silence

FRAME = TIMESCALE // 25
VIDEO = VideoConfig("h264", b"\x01\x64\x00\x1f", 1280, 720)
SMALL = VideoConfig("h264", b"\x01\x64\x00\x1e", 854, 480)
AUDIO, SILENCE = silence(48_000, 2)


class Written(NamedTuple):
    """Stretches in order, each with its configurations and packets."""

    stretches: list[tuple[VideoConfig, AudioConfig, list[Packet]]]

    def begin(self, video: VideoConfig, audio: AudioConfig, *, slate: bool = False) -> None:
        self.stretches.append((video, audio, []))

    def write(self, packet: Packet) -> None:
        self.stretches[-1][2].append(packet)

    @property
    def packets(self) -> list[Packet]:
        return [packet for *_, packets in self.stretches for packet in packets]

    def check(self) -> None:
        """What every rendition is promised."""
        for _, _, packets in self.stretches:
            assert packets[0].track == "video"
            assert packets[0].keyframe
        for track in ("video", "audio"):
            stamps = [packet.dts for packet in self.packets if packet.track == track]
            assert stamps == sorted(set(stamps))


def stream(
    seconds: float, start: int = 0, *, gop: int = 50, sound: bool = True, picture: bool = True
) -> Iterator[Packet]:
    """What a host sends in `seconds`, by his own clock from `start` ticks."""
    end = start + int(seconds * TIMESCALE)
    heard = start
    for number in range(int(seconds * 25)):
        dts = start + number * FRAME
        while sound and heard <= dts < end:
            yield Packet("audio", heard, b"s", keyframe=True)
            heard += 1920
        if picture:
            yield Packet("video", dts, b"p" * 100, keyframe=number % gop == 0)


@pytest.fixture(scope="session")
def made() -> SimpleNamespace:
    """``made.stream(2.0)`` and the configurations that go with it."""
    return SimpleNamespace(
        stream=stream, video=VIDEO, small=SMALL, audio=AUDIO, frame=FRAME, stretch=lambda: Stretch(VIDEO, AUDIO)
    )


@pytest.fixture
def slates() -> dict[Kind, Slate]:
    pictures = tuple(
        Packet("video", number * FRAME, b"slate", keyframe=number == 0, duration=FRAME) for number in range(50)
    )
    still = Slate(SMALL, AUDIO, (*pictures, Packet("audio", 0, SILENCE, keyframe=True, duration=1920)), 50 * FRAME)
    return {"soon": still, "back": still, "sound": still}


@pytest.fixture
def written() -> dict[str, Written]:
    return {name: Written([]) for name in ("source", "480p")}


@pytest.fixture
def feeds(written: dict[str, Written]) -> Iterator[dict[str, Feed]]:
    yield {name: Feed(rendition) for name, rendition in written.items()}
    for rendition in written.values():
        rendition.check()


@pytest.fixture(scope="session")
def slate_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Slates are drawn once for all tests."""
    return tmp_path_factory.mktemp("slates")


class Door:
    """Remembers whom it threw out."""

    def __init__(self) -> None:
        self.thrown: list[str] = []

    def cut(self, room: str, why: str) -> None:
        assert why
        self.thrown.append(room)


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys.of(tmp_path)


@pytest.fixture
def gate(clock: ManualClock) -> Gate:
    return Gate(bytes(32), clock)


@pytest.fixture
async def pictures(
    sqlite_database: Database, keys: Keys, clock: ManualClock, bus: LocalBus, slate_cache: Path, gate: Gate
):
    pictures = Pictures(
        db=sqlite_database,
        keys=keys,
        clock=clock,
        gate=gate,
        variants=[Variant(name="source", width=1280, height=720, bandwidth=1, codecs="avc1.64001F,mp4a.40.2")],
        rungs=lambda _room, feeds: Rungs(feeds, lambda _video, _audio, _rungs: None),
        cache=slate_cache,
    )
    pictures.door = Door()
    await pictures.start()
    bus.listen(pictures.hear, (BroadcastEnded, PictureCut, StreamKeyRotated), name="pictures")
    return pictures


@pytest.fixture
async def opened(sqlite_database: Database, keys: Keys) -> actions.Opened:
    return await sqlite_database.write(actions.open_room, keys, "茶铺")


@pytest.fixture
def pushes(pictures: Pictures, opened: actions.Opened, made: SimpleNamespace) -> Callable[[], Awaitable[Publication]]:
    """``await pushes()``: a host sends two seconds into the room."""

    async def push() -> Publication:
        _, publication = await pictures.admit(opened.stream_key, "10.0.0.2")
        publication.configure(made.video)
        publication.configure(made.audio)
        for packet in made.stream(2):
            publication.packet(packet)
        return publication

    return push


async def on_air(pictures: Pictures, database: Database, room: str) -> str:
    """What the database says once it has been told everything."""
    while not pictures.airing.settled:
        await pictures.airing.tell_next()
    async with database.read() as session:
        show = await reads.on_air(session, room)
    return show.state if show else "off"
