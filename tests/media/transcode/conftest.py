"""Real streams in miniature, and somebody who writes down what the transcoder delivers."""

import asyncio
import io
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from fractions import Fraction
from types import SimpleNamespace

import av
import msgspec
import numpy as np
import pytest

from appliance.clock import SystemClock
from media.ladder import Rung
from media.loudness import Level
from media.packets import TIMESCALE, AudioConfig, Config, Packet, VideoConfig
from media.transcode.supervisor import Transcoder
from tests.media.encoding import ordinary_thread

START = 7 * 3600 * TIMESCALE + 12_345
"""Rooms have long been open when a host comes."""


class Stream(msgspec.Struct):
    config: Config
    packets: list[Packet]


def small(name: str, height: int) -> Rung:
    return Rung(name, height, 200_000, 128_000, "ultrafast")


def moving(width: int, height: int, number: int, pixels: str = "yuv420p") -> av.VideoFrame:
    y, x = np.mgrid[0:height, 0:width]
    grey = ((x * 3 + y * 2 + number * 7) % 256).astype(np.uint8)
    return av.VideoFrame.from_ndarray(grey, format="gray").reformat(format=pixels)


def picture(
    seconds: float = 5,
    size: tuple[int, int] = (320, 180),
    *,
    codec: str = "libx264",
    start: int = START,
    gop: int = 1000,
    fps: int = 25,
    pixels: str = "yuv420p",
    **options: str,
) -> Stream:
    """A moving pattern as a host sends it: length-prefixed, on the room's timeline."""
    file = io.BytesIO()
    with ordinary_thread(), av.open(file, "w", format="mp4") as muxer:
        stream = muxer.add_stream(codec, rate=fps, options=options)
        stream.width, stream.height, stream.pix_fmt = *size, pixels
        stream.codec_context.gop_size = gop
        for number in range(round(seconds * fps)):
            frame = moving(*size, number, pixels)
            frame.pts, frame.time_base = number, Fraction(1, fps)
            muxer.mux(stream.encode(frame))
        muxer.mux(stream.encode(None))
    return _demuxed(file, "video", start)


def tone(
    seconds: float = 5,
    codec: str = "aac",
    rate: int = 48_000,
    layout: str = "stereo",
    *,
    start: int = START,
    container: str = "mp4",
    volume: float = 0.4,
) -> Stream:
    file = io.BytesIO()
    with av.open(file, "w", format=container) as muxer:
        stream = muxer.add_stream(codec, rate=rate, layout=layout)
        encoder, fifo = stream.codec_context, av.AudioFifo()
        sines = np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * 440 / rate) * volume
        kind = encoder.format.name
        planes = len(encoder.layout.channels)
        wave = np.tile(sines, (planes, 1)).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(wave, format="fltp", layout=layout)
        frame.sample_rate = rate
        for ready in av.AudioResampler(kind, layout, rate).resample(frame):
            ready.pts = None
            fifo.write(ready)
        done = 0
        while piece := fifo.read(encoder.frame_size or 960, partial=True):
            piece.pts, piece.time_base = done, Fraction(1, rate)
            done += piece.samples
            muxer.mux(stream.encode(piece))
        muxer.mux(stream.encode(None))
    return _demuxed(file, "audio", start)


def _demuxed(file: io.BytesIO, track: str, start: int) -> Stream:
    file.seek(0)
    with av.open(file) as demuxer:
        stream = demuxer.streams.get(**{track: 0})[0]
        context = stream.codec_context
        extradata = bytes(context.extradata or b"")
        if track == "video":
            config: Config = VideoConfig(
                context.name.replace("libdav1d", "av1"), extradata, context.width, context.height
            )
        else:
            name = {"mp3float": "mp3"}.get(context.name, context.name)
            config = AudioConfig(name, extradata.removeprefix(b"OpusHead"), context.sample_rate, context.channels)
        tick = stream.time_base * TIMESCALE
        packets = [
            Packet(
                track,
                start + round(packet.dts * tick),
                bytes(packet),
                keyframe=packet.is_keyframe,
                offset=round((packet.pts - packet.dts) * tick),
            )
            for packet in demuxer.demux(stream)
            if packet.size
        ]
    return Stream(config, packets)


class Notes:
    """Everything that was delivered, by rung, in order."""

    def __init__(self) -> None:
        self.delivered: dict[str, list[Config | Packet]] = defaultdict(list)
        self.events: list[tuple[str, str]] = []
        self.levels: list[Level] = []

    def config(self, rung: str, config: Config) -> None:
        self.delivered[rung].append(config)

    def packet(self, rung: str, packet: Packet) -> None:
        self.delivered[rung].append(packet)

    def loud(self, level: Level) -> None:
        self.levels.append(level)

    def shed(self, rung: str) -> None:
        self.events.append(("shed", rung))

    def restored(self, rung: str) -> None:
        self.events.append(("restored", rung))

    def died(self, reason: str) -> None:
        self.events.append(("died", reason))

    def configs(self, rung: str, kind: type[Config] = VideoConfig) -> list[Config]:
        return [what for what in self.delivered[rung] if isinstance(what, kind)]

    def packets(self, rung: str, track: str = "video") -> list[Packet]:
        return [what for what in self.delivered[rung] if isinstance(what, Packet) and what.track == track]

    def keyframes(self, rung: str) -> list[int]:
        return [packet.dts for packet in self.packets(rung) if packet.keyframe]

    def decoded(self, rung: str) -> list[av.VideoFrame]:
        """As a player sees it, from the first configuration on."""
        frames, decoder = [], None
        for what in self.delivered[rung]:
            if isinstance(what, VideoConfig):
                decoder = av.CodecContext.create("h264", "r")
                decoder.extradata = what.extradata
            elif isinstance(what, Packet) and what.track == "video":
                frames += decoder.decode(av.Packet(what.data))
        return frames

    def heard(self, rung: str) -> list[av.AudioFrame]:
        (config,) = self.configs(rung, AudioConfig)
        decoder = av.CodecContext.create("aac", "r")
        decoder.extradata = config.extradata
        return [frame for packet in self.packets(rung, "audio") for frame in decoder.decode(av.Packet(packet.data))]


def merged(*streams: Stream) -> list[Config | Packet]:
    """All configurations, then the packets as they arrive."""
    packets = sorted((packet for stream in streams for packet in stream.packets), key=lambda packet: packet.dts)
    return [*(stream.config for stream in streams), *packets]


def feed(transcoder: Transcoder, what: Config | Packet) -> None:
    if isinstance(what, Packet):
        transcoder.packet(what)
    else:
        transcoder.configure(what)


async def until(condition: Callable[[], object], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - it happens in another process
            await asyncio.sleep(0.02)


async def play(
    transcoder: Transcoder,
    notes: Notes,
    pictures: Stream,
    sound: Stream,
    *,
    rungs: Sequence[str] = ("low",),
    track: str = "video",
) -> None:
    """Feeds both and waits until every rung has delivered nearly all of it."""
    for what in merged(pictures, sound):
        feed(transcoder, what)
    enough = pictures.packets[-1].dts - TIMESCALE // 3
    await until(lambda: all((got := notes.packets(rung, track)) and got[-1].dts >= enough for rung in rungs))


@pytest.fixture(name="small")
def _small() -> Callable[[str, int], Rung]:
    return small


@pytest.fixture
def streams() -> SimpleNamespace:
    """What the tests of this folder are made of."""
    return SimpleNamespace(
        START=START,
        Stream=Stream,
        small=small,
        picture=picture,
        tone=tone,
        moving=moving,
        merged=merged,
        feed=feed,
        play=play,
        until=until,
    )


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
async def transcoder(notes: Notes) -> AsyncIterator[Callable[..., Awaitable[Transcoder]]]:
    """Starts transcoders with a real worker, and stops them. The queue is long: tests feed faster than time runs."""
    started: list[Transcoder] = []

    async def start(rungs: Sequence[Rung], queue_seconds: float = 600) -> Transcoder:
        made = Transcoder("room", rungs, notes, SystemClock(), queue_seconds)
        started.append(made)
        await made.start()
        await until(lambda: made.health.alive)
        return made

    yield start
    for each in started:
        await each.stop()
