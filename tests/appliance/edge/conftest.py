"""An edge on a free port, with a clock that moves when told, and a viewer that speaks bytes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec
import pytest
import uvloop

from appliance.clock import ManualClock
from appliance.config import Address
from appliance.edge import Edge, Limits
from appliance.edge.answers import Reply, text
from tests.appliance.edge.sockets import ASK, Page

PLAYLIST = b"#EXTM3U\n#EXT-X-VERSION:9\n"
SEGMENT = bytes(range(256)) * 4096  # 1 MiB


def pytest_asyncio_loop_factories(config, item):
    return {"uvloop": uvloop.new_event_loop}  # what `live` runs on


class Shelf:
    """An origin with a few files; a playlist asked for with ``?park`` waits until `deliver`."""

    def __init__(self) -> None:
        self.files = {
            ("r1", "index.m3u8"): text(200, "application/vnd.apple.mpegurl", PLAYLIST),
            ("r1", "720p/1.m4s"): text(200, "video/mp4", SEGMENT),
            ("secret", "index.m3u8"): text(200, "application/vnd.apple.mpegurl", PLAYLIST),
        }
        self.parked: list[Waiting] = []
        self.cancelled = 0

    def ask(self, room, file, query, reply):
        if query.startswith(b"park"):
            self.parked.append(Waiting(self, reply))
            return self.parked[-1]
        if file == "broken.m3u8":
            raise RuntimeError("an origin of a bad day")
        return self.files.get((room, file)) or Reply(404, b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", b"")

    def deliver(self, body=PLAYLIST):
        waiting, self.parked = self.parked, []
        for each in waiting:
            each.reply(text(200, "application/vnd.apple.mpegurl", body))


class Waiting:
    def __init__(self, shelf, reply) -> None:
        self._shelf = shelf
        self.reply = reply

    def cancel(self):
        self._shelf.cancelled += 1
        self._shelf.parked.remove(self)


class Doorman:
    """Room `secret` needs the token ``good``; ``old`` was good once, ``crew`` is good and no viewer's."""

    def __init__(self) -> None:
        self.asked = 0

    def allows(self, room, token):
        self.asked += 1
        if token == "crew":
            return "unseen"
        if room != "secret":
            return "yes"
        return {"good": "yes", "old": "expired"}.get(token, "no")


class Answered(msgspec.Struct):
    status: int
    headers: dict[str, str]
    body: bytes


class Viewer:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def get(self, path: str, *headers: str, method: str = "GET") -> Answered:
        lines = "".join(f"{line}\r\n" for line in headers)
        await self.send(f"{method} {path} HTTP/1.1\r\nHost: shop\r\n{lines}\r\n".encode())
        return await self.answer(bodiless=method == "HEAD")

    async def answer(self, *, bodiless: bool = False) -> Answered:
        async with asyncio.timeout(10):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.strip().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in lines)
            length = 0 if bodiless else int(headers.get("content-length", 0))
            return Answered(int(first.split()[1]), headers, await self.reader.readexactly(length))

    async def ended(self) -> bytes:
        """What still came until the edge closed."""
        async with asyncio.timeout(10):
            try:
                return await self.reader.read()
            except ConnectionResetError:
                return b""

    def leave(self) -> None:
        self.writer.close()


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture
def doorman():
    return Doorman()


@pytest.fixture
def limits():
    """Replaced where a test is about a limit."""
    return Limits(buffer_bytes=64 * 1024, linger_seconds=0.2)


@pytest.fixture
def library():
    """Where films come from; replaced where a test is about one."""


@pytest.fixture
def rooms():
    """Where sockets lead; replaced where a test is about one."""


class House:
    """The edge under test and the ways to it."""

    def __init__(self, edge: Edge, address: Address, clock: ManualClock, until) -> None:
        self.edge = edge
        self.until = until
        self.address = address
        self.clock = clock
        self.well = True
        self._viewers: list[Viewer] = []

    async def viewer(self, source: str = "127.0.0.1", **limits: int) -> Viewer:
        reader, writer = await asyncio.open_connection(
            self.address.host, self.address.port, local_addr=(source, 0), **limits
        )
        self._viewers.append(Viewer(reader, writer))
        return self._viewers[-1]

    async def seconds(self, count: int) -> None:
        for _ in range(count):
            await self.clock.advance(1)

    async def settled(self) -> None:
        """Until what was sent a moment ago has been read."""
        await asyncio.sleep(0.05)

    def leave(self) -> None:
        for viewer in self._viewers:
            viewer.leave()


@pytest.fixture
async def house(shelf, doorman, limits, clock, eventually, rooms, library) -> AsyncIterator[House]:
    edge = Edge(
        shelf,
        doorman,
        clock,
        health=lambda: found.well,
        metrics=lambda: b"jinbo_up 1\n",
        limits=limits,
        rooms=rooms,
        library=library,
    )
    found = House(edge, await edge.start(Address("127.0.0.1:0")), clock, eventually)
    yield found
    found.leave()
    await edge.stop()


@pytest.fixture
def connect(house) -> Callable[[], Awaitable[Viewer]]:
    return house.viewer


@pytest.fixture
async def viewer(house) -> Viewer:
    return await house.viewer()


@pytest.fixture
def opened(house):
    """``await opened(b"r1")``: a page's end of a room's socket."""

    async def open_socket(room: bytes = b"r1", more: bytes = b"", **wire: int) -> Page:
        viewer = await house.viewer(**wire)
        await viewer.send(ASK % (room, more))
        answer = await viewer.answer()
        assert answer.status == 101
        return Page(viewer)

    return open_socket
