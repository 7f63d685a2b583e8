"""Who sits at a room's sockets in these tests, and what goes over them."""

import asyncio
import struct

import msgspec
from websockets.frames import Close, Frame, Opcode

ASK = (
    b"GET /rooms/%s?token=t HTTP/1.1\r\nHost: shop\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n"
)


DEFLATE = b"Sec-WebSocket-Extensions: permessage-deflate\r\n"


class Guest:
    """Who sits at one socket."""

    def __init__(self, socket) -> None:
        self.socket = socket
        self.said: list[bytes] = []
        self.caught = 0
        self.gone = 0

    def heard(self, text):
        self.said.append(text)

    def caught_up(self):
        self.caught += 1

    def left(self):
        self.gone += 1


class Inn:
    """Takes everybody in; of the room ``shut`` nobody."""

    def __init__(self) -> None:
        self.guests: list[Guest] = []
        self.asked: list[tuple[str, bytes]] = []

    def sit(self, room, query, socket):
        self.asked.append((room, query))
        if room == "shut":
            return socket.end(4403)
        self.guests.append(Guest(socket))
        return self.guests[-1]


class Told(msgspec.Struct):
    """A frame as the hub shares it."""

    plain: bytes
    deflated: bytes
    lasting: bool = False


def told(text: bytes, *, lasting: bool = False) -> Told:
    plain = Frame(Opcode.TEXT, text).serialize(mask=False)
    return Told(plain, plain, lasting)


def said(text: bytes, opcode=Opcode.TEXT, *, fin=True) -> bytes:
    return Frame(opcode, text, fin).serialize(mask=True)


class Page:
    """A viewer's end of an open socket."""

    def __init__(self, viewer) -> None:
        self.viewer = viewer

    async def frame(self) -> tuple[int, bytes]:
        """The next one's first byte and payload."""
        async with asyncio.timeout(10):
            first, size = await self.viewer.reader.readexactly(2)
            if size == 126:
                (size,) = struct.unpack(">H", await self.viewer.reader.readexactly(2))
            elif size == 127:
                (size,) = struct.unpack(">Q", await self.viewer.reader.readexactly(8))
            return first, await self.viewer.reader.readexactly(size)

    async def closed(self) -> int:
        """The code it is closed with, whatever comes before."""
        while True:
            first, payload = await self.frame()
            if first & 15 == Opcode.CLOSE:
                return Close.parse(payload).code

    async def say(self, *frames: bytes) -> None:
        await self.viewer.send(b"".join(frames))
