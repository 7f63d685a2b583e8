"""Peers in miniature: aiortc's own other end, with an encoder that makes what browsers send."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from fractions import Fraction

import av
import numpy as np
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.codecs import get_capabilities
from aiortc.mediastreams import MediaStreamTrack

from appliance.clock import SystemClock
from appliance.errors import NotAllowed
from media.child import Child
from media.loudness import Level
from media.packets import Config, Packet
from media.publishers import Publishers
from media.webrtc import sockets, wire
from media.webrtc.studios import Studios

WAYS = wire.Ways(loopback=True)


class Camera(MediaStreamTrack):
    """A moving pattern in H.264, a keyframe each half second."""

    kind = "video"

    def __init__(self, fps: int = 25) -> None:
        super().__init__()
        self._fps = fps
        self._began = time.monotonic()
        self._sent = 0
        self._encoder = av.CodecContext.create("libx264", "w")
        self._encoder.width, self._encoder.height, self._encoder.pix_fmt = 320, 180, "yuv420p"
        self._encoder.framerate, self._encoder.time_base = Fraction(fps), Fraction(1, fps)
        self._encoder.profile = "Baseline"
        self._encoder.gop_size = fps // 2
        self._encoder.options = {"preset": "ultrafast", "tune": "zerolatency"}

    async def recv(self) -> av.Packet:
        await asyncio.sleep(max(0, self._began + self._sent / self._fps - time.monotonic()))
        grey = np.full((180, 320), self._sent * 7 % 256, np.uint8)
        frame = av.VideoFrame.from_ndarray(grey, format="gray").reformat(format="yuv420p")
        frame.pts, self._sent = self._sent, self._sent + 1
        (packet,) = self._encoder.encode(frame)
        packet.time_base = Fraction(1, self._fps)
        return packet


class Microphone(MediaStreamTrack):
    """A tone in Opus."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._began = time.monotonic()
        self._sent = 0
        self._encoder = av.CodecContext.create("libopus", "w")
        self._encoder.sample_rate, self._encoder.layout, self._encoder.format = 48_000, "stereo", "s16"
        self._encoder.time_base = Fraction(1, 48_000)

    async def recv(self) -> av.Packet:
        await asyncio.sleep(max(0, self._began + self._sent * 0.02 - time.monotonic()))
        moment = (np.arange(960) + self._sent * 960) / 48_000
        wave = (8000 * np.sin(2 * np.pi * 440 * moment)).astype(np.int16).repeat(2)
        frame = av.AudioFrame.from_ndarray(wave.reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate, frame.pts = 48_000, self._sent * 960
        self._sent += 1
        packets = self._encoder.encode(frame)
        return packets[0] if packets else await self.recv()


class Sender:
    """A host's browser."""

    def __init__(self, *tracks: MediaStreamTrack) -> None:
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        for track in tracks:
            made = self.connection.addTransceiver(track, direction="sendonly")
            if track.kind == "video":
                made.setCodecPreferences(_h264())

    async def offer(self) -> str:
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return self.connection.localDescription.sdp

    async def take(self, answer: str) -> None:
        await self.connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    async def close(self) -> None:
        await self.connection.close()


def _h264() -> list[object]:
    return [
        codec for codec in get_capabilities("video").codecs if codec.mimeType.lower() in ("video/h264", "video/rtx")
    ]


@pytest.fixture(autouse=True, scope="session")
def _loopback() -> None:
    """This machine's own address is enough, but it may have none."""
    sockets.include_loopback()


@pytest.fixture
async def sender() -> AsyncIterator[Callable[..., Sender]]:
    made: list[Sender] = []

    def make(*tracks: MediaStreamTrack) -> Sender:
        made.append(Sender(*(tracks or (Camera(), Microphone()))))
        return made[-1]

    yield make
    await asyncio.gather(*(one.close() for one in made))


class Watching:
    """A colleague's browser that watches."""

    def __init__(self) -> None:
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.seen: asyncio.Queue[av.VideoFrame] = asyncio.Queue()
        self.heard: asyncio.Queue[av.AudioFrame] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self.connection.on("track", self._track)

    async def offer(self) -> str:
        self.connection.addTransceiver("video", direction="recvonly").setCodecPreferences(_h264())
        self.connection.addTransceiver("audio", direction="recvonly")
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return self.connection.localDescription.sdp

    async def take(self, answer: str) -> None:
        await self.connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    async def close(self) -> None:
        await self.connection.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _track(self, track: MediaStreamTrack) -> None:
        self._tasks.append(asyncio.create_task(self._watch(track)))

    async def _watch(self, track: MediaStreamTrack) -> None:
        while True:
            frame = await track.recv()
            (self.seen if track.kind == "video" else self.heard).put_nowait(frame)


@pytest.fixture
async def watcher() -> AsyncIterator[Watching]:
    one = Watching()
    yield one
    await one.close()


@pytest.fixture
async def worker() -> AsyncIterator["Heard"]:
    """A worker process that has begun."""
    child: Child[wire.ToLive] = await Child.start("media.webrtc.worker", wire.ToLive)
    heard = Heard(child)
    yield heard
    await heard.end()


class Heard:
    """What a worker has said so far."""

    def __init__(self, child: Child[wire.ToLive]) -> None:
        self.child = child
        self.said: list[wire.ToLive] = []
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._listen())

    async def offer(self, session: str, sdp: str, *, sends: bool) -> str:
        await self.until(wire.Ready)
        await self.child.send(wire.Offer(session, sdp, sends))
        answer = await self.until(wire.Answer, wire.Refused, session=session)
        assert isinstance(answer, wire.Answer), answer
        return answer.sdp

    async def until(self, *kinds: type, session: str = "", count: int = 1, seconds: float = 20) -> wire.ToLive:
        """The first, or the `count`-th, of these that was said."""
        async with asyncio.timeout(seconds):
            while True:
                found = [
                    one for one in self.said if isinstance(one, kinds) and session in ("", getattr(one, "session", ""))
                ]
                if len(found) >= count:
                    return found[count - 1]
                self._news.clear()
                await self._news.wait()

    def packets(self, session: str, track: str) -> list:
        found = [one.packet for one in self.said if isinstance(one, wire.Media) and one.session == session]
        return [packet for packet in found if packet.track == track]

    async def end(self) -> int:
        status = await self.child.end()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        return status

    async def _listen(self) -> None:
        async for message in self.child.messages():
            if isinstance(message, wire.Ready):
                await self.child.send(wire.Begin(WAYS))
            self.said.append(message)
            self._news.set()
        self._news.set()


class Stream:
    """A publication that keeps everything it is told."""

    def __init__(self) -> None:
        self.configs: list[Config] = []
        self.packets: list[Packet] = []
        self.levels: list[Level] = []
        self.losses: list[float] = []
        self.closed: list[str] = []

    def configure(self, config: Config) -> None:
        assert not self.closed
        self.configs.append(config)

    def packet(self, packet: Packet) -> None:
        assert not self.closed
        self.packets.append(packet)

    def loud(self, level: Level) -> None:
        assert not self.closed
        self.levels.append(level)

    def lossy(self, lost: float) -> None:
        self.losses.append(lost)

    def close(self, why: str) -> None:
        self.closed.append(why)


class WrongKey(NotAllowed):
    zh = "推流密钥不对"
    en = "This stream key is not known"


class Doorman:
    """Admits the keys ``a tea shop`` and ``a shoe shop`` to the rooms ``tea`` and ``shoe``."""

    def __init__(self) -> None:
        self.streams: list[Stream] = []

    async def admit(self, key: str, peer: str) -> tuple[str, Stream]:
        if not key.startswith("a "):
            raise WrongKey
        self.streams.append(Stream())
        return key.split()[1], self.streams[-1]


@pytest.fixture
def doorman() -> Doorman:
    return Doorman()


@pytest.fixture
async def studios(doorman: Doorman) -> AsyncIterator[Studios]:
    """With real workers."""
    clock = SystemClock()
    studios = Studios(doorman, Publishers(clock), clock, WAYS)
    yield studios
    await studios.stop()
