"""Small made-up streams, a slate, and renditions that write down what they are given."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from media.on_air.feed import Feed, Stretch
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
