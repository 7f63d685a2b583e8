"""A channel whose segments close when a test says so, and a storage that answers at once."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from media.hls.origin import Channel, Origin, Variant
from media.packets import TIMESCALE, AudioConfig, Packet, VideoConfig

VIDEO = VideoConfig("h264", bytes.fromhex("0142c00cffe100086742c00cda0a364001000468ce0fc8"), 160, 96)
AUDIO = AudioConfig("aac", bytes.fromhex("1190"), 48_000, 2)
FRAME = TIMESCALE // 10
SECONDS = 2
"""Of a segment."""


class Stage:
    """A host in miniature: ten pictures a second into every rendition, a keyframe each two seconds."""

    def __init__(self, channel: Channel, size: int = 100) -> None:
        self.channel = channel
        self.size = size
        self._number = 0

    def begin(self) -> None:
        for rendition in self.channel.renditions.values():
            rendition.begin(VIDEO, AUDIO)

    def play(self, segments: float = 1) -> None:
        """So many more are closed; the next one is open with its first picture."""
        for _ in range(round(segments * SECONDS * 10)):
            self._picture()

    def _picture(self) -> None:
        key = self._number % (SECONDS * 10) == 0
        data = (self.size).to_bytes(4, "big") + bytes([0x65 if key else 0x41]) + bytes(self.size - 1)
        dts = self._number * FRAME
        for rendition in self.channel.renditions.values():
            rendition.write(Packet("video", dts, data, keyframe=key, offset=0, duration=0))
            rendition.write(Packet("audio", dts, b"\x21" * 30, keyframe=True, offset=0, duration=FRAME))
        self._number += 1


VARIANTS = [
    Variant(name="source", width=160, height=96, bandwidth=800_000, codecs="avc1.42c00d,mp4a.40.2"),
    Variant(name="480p", width=160, height=96, bandwidth=400_000, codecs="avc1.42c00d,mp4a.40.2"),
]


@pytest.fixture
def origin(clock) -> Origin:
    return Origin(clock)


@pytest.fixture
def stage(origin) -> Stage:
    """On air, with one segment closed."""
    stage = Stage(origin.open("r1", VARIANTS))
    stage.begin()
    stage.play(1.05)
    return stage


@pytest.fixture
def source(stage):
    return stage.channel.rendition("source")


@pytest.fixture(scope="session")
def cloud() -> ModuleType:
    """The S3 on loopback and the line to it that `appliance.cloud` is tested with."""
    file = Path(__file__).parents[2] / "appliance" / "cloud" / "conftest.py"
    spec = importlib.util.spec_from_file_location("cloud", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def s3(cloud):
    yield from cloud.s3.__wrapped__()


@pytest.fixture
def far(cloud, s3: int):
    """The bucket, with somebody else's eyes; everybody may read it."""
    return cloud.far.__wrapped__(s3)


@pytest.fixture
async def line(cloud, s3: int):
    line = cloud.Line(s3)
    await line.start()
    yield line
    await line.stop()


@pytest.fixture
def storage(cloud, far, line):
    return cloud.storage.__wrapped__(far, line)
