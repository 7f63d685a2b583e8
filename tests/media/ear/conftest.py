"""AAC as a host sends it, and somebody who writes down how loud that was."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from fractions import Fraction

import av
import numpy as np
import pytest

from appliance.clock import SystemClock
from media.ear import wire
from media.ear.ear import Ear
from media.loudness import Level
from media.packets import AudioConfig


def aac(volume: float, seconds: float = 1.0, rate: int = 48_000, layout: str = "stereo") -> wire.Stretch:
    """A sine of 440 Hz that reaches `volume` of full scale."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as muxer:
        stream = muxer.add_stream("aac", rate=rate, layout=layout)
        wave = np.sin(np.arange(int((seconds + 0.1) * rate)) * 2 * np.pi * 440 / rate) * volume
        planes = len(stream.codec_context.layout.channels)
        frame = av.AudioFrame.from_ndarray(np.tile(wave, (planes, 1)).astype(np.float32), "fltp", layout)
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), 0
        muxer.mux(stream.encode(frame))
        muxer.mux(stream.encode(None))
    file.seek(0)
    with av.open(file) as demuxer:
        (stream,) = demuxer.streams.audio
        config = AudioConfig("aac", bytes(stream.codec_context.extradata or b""), rate, stream.codec_context.channels)
        frames = [bytes(packet) for packet in demuxer.demux(stream) if packet.size]
    return wire.Stretch(config, frames[3 : 3 + round(seconds * rate / 1024)])


class Host:
    def __init__(self) -> None:
        self.levels: list[Level] = []

    def loud(self, level: Level) -> None:
        self.levels.append(level)


async def until(condition: Callable[[], object], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - it happens in another process
            await asyncio.sleep(0.02)


@pytest.fixture
def host() -> Host:
    return Host()


@pytest.fixture(scope="session", name="aac")
def _aac() -> Callable[..., wire.Stretch]:
    return aac


@pytest.fixture(name="until")
def _until() -> Callable[..., object]:
    return until


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    """With a real child; it rests after half a second."""
    listening = Ear(SystemClock(), rest_seconds=0.5)
    running = asyncio.create_task(listening.run())
    yield listening
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
