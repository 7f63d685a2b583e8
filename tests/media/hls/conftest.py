"""Small real shows (x264 and AAC by PyAV) and the rule checker, shared by the tests of this folder."""

import importlib.util
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import av
import msgspec
import numpy as np
import pytest

from appliance.clock import ManualClock
from media.hls.origin import Answer, Channel, Origin, Parked, Rendition, Variant
from media.packets import TIMESCALE, AudioConfig, Packet, VideoConfig


class Show(msgspec.Struct, frozen=True):
    video: VideoConfig
    audio: AudioConfig
    packets: list[Packet]
    """In the order of a publisher: by decoding time; video without durations, as they come from RTMP."""

    def shifted(self, ticks: int) -> "list[Packet]":
        return [msgspec.structs.replace(packet, dts=packet.dts + ticks) for packet in self.packets]

    @property
    def length(self) -> int:
        video = [packet.dts for packet in self.packets if packet.track == "video"]
        return video[-1] + (video[1] - video[0])


@pytest.fixture(scope="session")
def show() -> Callable[..., Show]:
    """`show(seconds=4, fps=30, gop=60, bframes=0, rate=48000, width=320)`, encoded once for each set of values."""
    return cache(_encode)


@pytest.fixture(scope="session")
def rules() -> ModuleType:
    """The checker of RFC 8216bis, see rules.py."""
    return _load(Path(__file__).with_name("rules.py"))


@pytest.fixture
def origin(clock: ManualClock) -> Origin:
    return Origin(clock)


@pytest.fixture(scope="session")
def variants() -> Callable[..., list[Variant]]:
    """`variants("source", "480p")`"""
    return lambda *names: [
        Variant(
            name=name,
            width=320,
            height=180,
            bandwidth=800_000 - 300_000 * number,
            codecs="avc1.42c00d,mp4a.40.2",
        )
        for number, name in enumerate(names)
    ]


@pytest.fixture
def channel(origin: Origin, variants: Callable[..., list[Variant]]) -> Channel:
    return origin.open("r1", variants("source", "480p"))


@pytest.fixture
def source(channel: Channel) -> Rendition:
    return channel.rendition("source")


class Viewer:
    """Asks an origin and remembers what was replied."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.replies: list[Answer] = []

    def ask(self, file: str, query: str = "", room: str = "r1") -> Answer | Parked:
        return self.origin.ask(room, file, query.encode(), self.replies.append)

    def get(self, file: str, query: str = "", room: str = "r1") -> Answer:
        answer = self.ask(file, query, room)
        assert isinstance(answer, Answer), f"{file} has to wait"
        return answer

    def text(self, file: str = "source/index.m3u8", query: str = "") -> str:
        answer = self.get(file, query)
        assert answer.status == 200, answer
        return answer.body.decode()


@pytest.fixture
def viewer(origin: Origin) -> Viewer:
    return Viewer(origin)


@pytest.fixture
def judge(rules: ModuleType, viewer: Viewer) -> Any:
    """The judge of the source's playlist and of the media it names."""
    return rules.Judge(lambda uri: viewer.get(f"source/{uri}").body)


@pytest.fixture
def play(source: Rendition, viewer: Viewer, judge: Any) -> Callable[..., None]:
    """`play(show, ticks=0, query="")` writes a show that many ticks later and judges the playlist after every part."""

    def write(show: Show, ticks: int = 0, query: str = "") -> None:
        edge = source.edge
        for packet in show.shifted(ticks):
            source.write(packet)
            if source.edge != edge:
                edge = source.edge
                judge.see(viewer.text(query=query))

    return write


def _load(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _encode(
    *, seconds: float = 4, fps: int = 30, gop: int = 60, bframes: int = 0, rate: int = 48_000, width: int = 320
) -> Show:
    video, pictures = _pictures(int(seconds * fps), fps, gop, bframes, width)
    audio, sounds = _sounds(rate)
    end = round(seconds * TIMESCALE)
    heard = [packet for packet in sounds if 0 <= packet.dts < end]
    return Show(video, audio, sorted([*pictures, *heard], key=lambda packet: packet.dts))


def _pictures(count: int, fps: int, gop: int, bframes: int, width: int) -> tuple[VideoConfig, list[Packet]]:
    file, height = io.BytesIO(), width * 9 // 16
    with av.open(file, "w", format="mp4") as out:
        video = out.add_stream("libx264", rate=fps)
        video.width, video.height, video.pix_fmt, video.gop_size = width, height, "yuv420p", gop
        video.options = {
            "preset": "ultrafast",
            "bf": str(bframes),
            "x264-params": f"keyint={gop}:min-keyint={gop}:scenecut=0:bframes={bframes}",
        } | ({} if bframes else {"tune": "zerolatency"})
        across = np.arange(width, dtype=np.uint16)[None, :, None] + np.zeros((height, 1, 3), np.uint16)
        for number in range(count):
            picture = ((across + 3 * number) % 256).astype(np.uint8)
            picture[: height // 4, : width * (number % 30 + 1) // 30] = 255
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = number
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
    stream, packets = _demuxed(file)
    config = VideoConfig("h264", bytes(stream.codec_context.extradata), width, height)
    return config, [msgspec.structs.replace(packet, duration=0) for packet in packets]


@cache
def _sounds(rate: int) -> tuple[AudioConfig, list[Packet]]:
    """Half a minute of a tone; the encoder's run-in lies before 0."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as out:
        sound = out.add_stream("aac", rate=rate)
        sound.layout, sound.options = "stereo", {"aac_coder": "fast"}
        for number in range(30 * rate // 1024):
            times = (np.arange(1024) + number * 1024) / rate
            wave = (0.2 * np.sin(2 * np.pi * 440 * times)).astype(np.float32)
            frame = av.AudioFrame.from_ndarray(np.stack([wave, wave]), format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = rate, number * 1024
            out.mux(sound.encode(frame))
        out.mux(sound.encode(None))
    stream, packets = _demuxed(file)
    config = AudioConfig("aac", bytes(stream.codec_context.extradata), rate, 2)
    return config, [msgspec.structs.replace(packet, keyframe=True) for packet in packets]


def _demuxed(file: io.BytesIO) -> tuple[av.stream.Stream, list[Packet]]:
    """The one stream of a file, its decoding times beginning at 0."""
    file.seek(0)
    with av.open(file) as done:
        stream = done.streams[0]
        raw = [packet for packet in done.demux(stream) if packet.size]
        start = raw[0].dts if stream.type == "video" else 0
        return stream, [_packet(packet, start) for packet in raw]


def _packet(packet: av.Packet, start: int) -> Packet:
    def ticks(time: int) -> int:
        return round(time * packet.time_base * TIMESCALE)

    return Packet(
        "video" if packet.stream.type == "video" else "audio",
        ticks(packet.dts - start),
        bytes(packet),
        keyframe=packet.is_keyframe,
        offset=ticks(packet.pts) - ticks(packet.dts),
        duration=ticks(packet.duration),
    )
