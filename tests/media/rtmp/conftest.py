import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from appliance.clock import SystemClock
from appliance.config import Address
from appliance.errors import NotAllowed
from media.packets import AudioConfig, Packet, VideoConfig
from media.rtmp.client import ClientSession, Status
from media.rtmp.server import RtmpServer
from media.rtmp.session import ServerSession
from media.rtmp.writer import ChunkWriter

settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")


class WrongKey(NotAllowed):
    zh = "推流密钥不对"
    en = "This stream key is not known"


class Recording:
    """A publication that keeps everything it is told."""

    def __init__(self, key: str, peer: str) -> None:
        self.key = key
        self.peer = peer
        self.configs: list[VideoConfig | AudioConfig] = []
        self.packets: list[Packet] = []
        self.closed: list[str] = []
        self.ended = asyncio.Event()

    def configure(self, config: VideoConfig | AudioConfig) -> None:
        assert not self.closed
        self.configs.append(config)

    def packet(self, packet: Packet) -> None:
        assert not self.closed
        self.packets.append(packet)

    def close(self, why: str) -> None:
        self.closed.append(why)
        self.ended.set()

    def track(self, name: str) -> list[Packet]:
        return [packet for packet in self.packets if packet.track == name]

    @property
    def codecs(self) -> list[str]:
        return [config.codec for config in self.configs]


class Doorman:
    """Admits keys that begin with the room's name; `gate` holds admissions back when it is cleared."""

    def __init__(self) -> None:
        self.publications: list[Recording] = []
        self.asked: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def admit(self, key: str, peer: str) -> tuple[str, Recording]:
        self.asked.append(key)
        await self.gate.wait()
        if not key.startswith("room"):
            raise WrongKey
        publication = Recording(key, peer)
        self.publications.append(publication)
        return key.partition("-")[0], publication


class Publisher:
    """Our own client over a real socket."""

    def __init__(self, session: ClientSession, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.session = session
        self.reader = reader
        self.writer = writer

    async def until_told(self) -> Status:
        """The server's next word."""
        async with asyncio.timeout(10):
            while True:
                await self.send()
                data = await self.reader.read(65536)
                if not data:
                    raise ConnectionResetError
                said = self.session.receive(data)
                if said:
                    return said[-1]

    async def send(self) -> None:
        self.writer.write(self.session.to_send())
        await self.writer.drain()

    async def until_closed(self) -> None:
        async with asyncio.timeout(10):
            with contextlib.suppress(ConnectionError):
                while await self.reader.read(65536):
                    pass

    async def close(self) -> None:
        self.writer.close()
        with contextlib.suppress(ConnectionError):
            await self.writer.wait_closed()


@pytest.fixture
def doorman() -> Doorman:
    return Doorman()


@pytest.fixture
async def server(doorman: Doorman) -> AsyncIterator[RtmpServer]:
    server = RtmpServer(doorman, SystemClock())
    yield server
    await server.stop()


@pytest.fixture
async def address(server: RtmpServer) -> Address:
    return await server.start(Address("127.0.0.1:0"))


Connect = Callable[..., "asyncio.Future[Publisher]"]


@pytest.fixture
async def connect(address: Address) -> AsyncIterator[Connect]:
    publishers: list[Publisher] = []

    async def connect(key: str, app: str = "live", writer: ChunkWriter | None = None) -> Publisher:
        reader, socket = await asyncio.open_connection(address.host, address.port)
        session = ClientSession(app, f"rtmp://{address}/{app}", key, writer=writer)
        publishers.append(Publisher(session, reader, socket))
        return publishers[-1]

    yield connect
    for publisher in publishers:
        await publisher.close()


@pytest.fixture
def captures() -> Path:
    return Path(__file__).parent / "captures"


class Call:
    """A client and a server that talk to each other in memory."""

    def __init__(self, key: str = "room1", app: str = "live") -> None:
        self.client = ClientSession(app, f"rtmp://host/{app}", key)
        self.server = ServerSession()
        self.events = []
        self.said: list[Status] = []

    def talk(self) -> None:
        """Until both are silent."""
        while True:
            up = self.client.to_send()
            if up:
                self.events += self.server.receive(up)
            down = self.server.to_send()
            if down:
                self.said += self.client.receive(down)
            if not up and not down:
                return


@pytest.fixture
def make_call() -> type[Call]:
    return Call


class Tag:
    """FLV tag bodies as publishers write them."""

    ASC = bytes.fromhex("1190")
    CONFIG_SOUND = b"\xaf\x00" + ASC

    @staticmethod
    def config(width: int = 160, height: int = 96) -> bytes:
        return b"\x17\x00\x00\x00\x00" + avcc(width, height)

    @staticmethod
    def picture(keyframe: bool = False, offset: int = 0, size: int = 40) -> bytes:
        nal = bytes([0x65 if keyframe else 0x41]) + b"\xaa" * size
        head = bytes([0x17 if keyframe else 0x27, 1]) + offset.to_bytes(3, "big", signed=True)
        return head + len(nal).to_bytes(4, "big") + nal

    @staticmethod
    def sound(size: int = 30) -> bytes:
        return b"\xaf\x01" + b"\x21" * size


@pytest.fixture
def tag() -> type[Tag]:
    return Tag


def avcc(width: int = 160, height: int = 96) -> bytes:
    """A baseline avcC for a picture of whole macroblocks, fewer than 256 pixels a side."""
    bits = "01000010" + "11000000" + "00001100" + "1" + "1" + "011" + "010" + "0"
    bits += golomb(width // 16 - 1) + golomb(height // 16 - 1) + "1" + "1" + "0" + "0" + "1"
    bits += "0" * (-len(bits) % 8)
    sps = b"\x67" + int(bits, 2).to_bytes(len(bits) // 8, "big")
    return b"\x01\x42\xc0\x0c\xff\xe1" + len(sps).to_bytes(2, "big") + sps + bytes.fromhex("01000468ce0fc8")


def golomb(value: int) -> str:
    code = f"{value + 1:b}"
    return "0" * (len(code) - 1) + code


@pytest.fixture
def on_air(connect, tag):
    """A publisher that has been told to start, with its configurations and a first picture sent."""

    async def on_air(key: str = "room1", app: str = "live"):
        publisher = await connect(key, app)
        status = await publisher.until_told()
        assert status.code == "NetStream.Publish.Start"
        publisher.session.video(0, tag.config())
        publisher.session.audio(0, tag.CONFIG_SOUND)
        publisher.session.video(0, tag.picture(keyframe=True))
        await publisher.send()
        return publisher

    return on_air


@pytest.fixture
def until():
    """Waits for a condition."""

    async def until(condition) -> None:
        async with asyncio.timeout(10):
            while not condition():  # noqa: ASYNC110 - the server's state tells nobody when it changes
                await asyncio.sleep(0.005)

    return until


@pytest.fixture
def publish_plainly(tag):
    """A publisher in a plain socket that says what it must, and nothing after."""

    async def publish_plainly(address: Address) -> socket.socket:
        loop = asyncio.get_running_loop()
        session = ClientSession("live", "", "room1")
        plain = socket.socket()
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.setblocking(False)
        await loop.sock_connect(plain, (address.host, address.port))
        while not session.publishing:
            await loop.sock_sendall(plain, session.to_send())
            session.receive(await loop.sock_recv(plain, 65536))
        session.video(0, tag.config())
        session.video(0, tag.picture(keyframe=True))
        await loop.sock_sendall(plain, session.to_send())
        return plain

    return publish_plainly
