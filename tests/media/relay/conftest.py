"""A far end: an RTMP server that keeps what it is sent; and a host's stream in miniature."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from appliance.clock import SystemClock
from appliance.config import Address
from appliance.errors import NotAllowed
from media.packets import TIMESCALE, AudioConfig, Packet, VideoConfig
from media.relay.sending import Sending
from media.rtmp.server import RtmpServer

VIDEO = VideoConfig("h264", bytes.fromhex("0142c00cffe100086742c00cda0a364001000468ce0fc8"), 160, 96)
AUDIO = AudioConfig("aac", bytes.fromhex("1190"), 48_000, 2)
START = 5 * 3600 * TIMESCALE
FRAME = TIMESCALE // 25


class Unknown(NotAllowed):
    zh = "没有这个流"
    en = "No such stream"


class Far:
    """One stream as it arrived."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.configs = []
        self.packets: list[Packet] = []
        self.closed = ""

    def configure(self, config) -> None:
        self.configs.append(config)

    def packet(self, packet: Packet) -> None:
        self.packets.append(packet)

    def close(self, why: str) -> None:
        self.closed = why

    @property
    def pictures(self) -> list[Packet]:
        return [packet for packet in self.packets if packet.track == "video"]


class Cdn:
    """The server somebody else runs; refuses everybody while `shut`."""

    def __init__(self) -> None:
        self.streams: list[Far] = []
        self.shut = False
        self._server: RtmpServer | None = None
        self._at = Address("127.0.0.1:0")

    async def admit(self, key: str, peer: str) -> tuple[str, Far]:
        if self.shut:
            raise Unknown
        self.streams.append(Far(key))
        return key.partition("?")[0], self.streams[-1]

    async def open(self) -> None:
        self._server = RtmpServer(self, SystemClock())
        self._at = await self._server.start(self._at)

    async def close(self) -> None:
        if self._server is not None:
            await self._server.stop()
        self._server = None

    def address(self, stream: str) -> str:
        return f"rtmp://{self._at}/live/{stream}"


@pytest.fixture
async def cdn() -> AsyncIterator[Cdn]:
    cdn = Cdn()
    await cdn.open()
    yield cdn
    await cdn.close()


@pytest.fixture
def host() -> "Host":
    return Host()


class Host:
    """Frames in time order, on a room's timeline that has long been running."""

    video, audio = VIDEO, AUDIO

    def __init__(self) -> None:
        self._number = 0

    def packets(self, count: int, *, size: int = 60) -> list[Packet]:
        """So many pictures, a keyframe among each 25, with sound."""
        found = []
        for number in range(self._number, self._number + count):
            dts = START + number * FRAME
            key = number % 25 == 0
            nal = bytes([0x65 if key else 0x41]) + bytes(size)
            found += [
                Packet("video", dts, len(nal).to_bytes(4, "big") + nal, key, 2 * FRAME, FRAME),
                Packet("audio", dts + 900, b"\x21" * 30, keyframe=True, duration=1920),
            ]
        self._number += count
        return found


@pytest.fixture
async def sending(cdn: Cdn) -> AsyncIterator[Callable[..., Sending]]:
    """``sending()`` begins a relay of room1 to the CDN."""
    made: list[Sending] = []

    def begin(address: Callable[[], str] = lambda: cdn.address("room1?txTime=5")) -> Sending:
        made.append(Sending("room1-cdn", address, SystemClock()))
        made[-1].begin(VIDEO, AUDIO)
        made[-1].start()
        return made[-1]

    yield begin
    await asyncio.gather(*(each.stop() for each in made))
