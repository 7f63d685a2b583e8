"""Many viewers of one room who grab: a socket each (RFC 6455), as little of it as they need.

``python -m bench.grabbers PORT FILE`` reads request targets, one a line, and obeys orders on standard input: ``sit``,
``grab SALE``; it answers each with one line of JSON. It is a process of its own so that it costs the server nothing.
"""

import asyncio
import json
import socket
import sys
import time
from collections import Counter
from pathlib import Path
from typing import cast

import msgspec
import uvloop

AT_ONCE = 200
"""Sockets that are opened at the same time."""
_TEXT, _PING, _PONG = 0x81, 0x89, 0x8A


class Ok(msgspec.Struct, frozen=True):
    state: str = ""
    claim: str = ""


class Answer(msgspec.Struct, frozen=True):
    ref: str = ""
    ok: Ok = Ok()
    problem: dict[str, object] | None = None


class Grabber(asyncio.Protocol):
    def __init__(self, target: str) -> None:
        self._target = target
        self._head = True
        self._rest = b""
        self._transport: asyncio.Transport
        self.seated = asyncio.get_running_loop().create_future()
        self.answered: asyncio.Future[Ok] | None = None
        self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(
            f"GET {self._target} HTTP/1.1\r\nHost: shop\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self._rest += data
        if self._head:
            head, found, rest = self._rest.partition(b"\r\n\r\n")
            if not found:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self._transport.abort()
                return
            self._head, self._rest = False, rest
        while (frame := self._frame()) is not None:
            kind, text = frame
            if kind == _PING:
                self._transport.write(bytes((_PONG, 0x80 | len(text))) + b"\0\0\0\0" + text)
            elif kind == _TEXT:
                self._read(text)

    def connection_lost(self, _error: Exception | None) -> None:
        self.lost = True
        for waits in (self.seated, self.answered):
            if waits is not None and not waits.done():
                waits.set_exception(ConnectionResetError())
                waits.exception()

    def grab(self, sale: str) -> "asyncio.Future[Ok]":
        return self.ask({"type": "grab", "ref": "g", "sale": sale})

    def ask(self, frame: dict[str, object]) -> "asyncio.Future[Ok]":
        """Masked with nothing, as a client may; shorter than 126 bytes."""
        self.answered = asyncio.get_running_loop().create_future()
        said = msgspec.json.encode(frame)
        self._transport.write(bytes((_TEXT, 0x80 | len(said))) + b"\0\0\0\0" + said)
        return self.answered

    def leave(self) -> None:
        self._transport.abort()

    def _frame(self) -> tuple[int, bytes] | None:
        """The next whole one: its first byte, and what it holds."""
        if len(self._rest) < 2:
            return None
        kind, length, begin = self._rest[0], self._rest[1], 2
        if length == 126:
            length, begin = int.from_bytes(self._rest[2:4], "big"), 4
        elif length == 127:
            length, begin = int.from_bytes(self._rest[2:10], "big"), 10
        if len(self._rest) < begin + length:
            return None
        frame, self._rest = self._rest[begin : begin + length], self._rest[begin + length :]
        return kind, frame

    def _read(self, frame: bytes) -> None:
        if not self.seated.done():
            self.seated.set_result(None)
        if b'"ref"' not in frame or self.answered is None or self.answered.done():
            return
        answer = msgspec.json.decode(frame, type=Answer)
        refused = str((answer.problem or {}).get("type", "")).rpartition(":")[2]
        self.answered.set_result(Ok(refused) if answer.problem else answer.ok)


async def seat(port: int, target: str) -> Grabber:
    """Returns when welcomed."""
    _, grabber = await asyncio.get_running_loop().create_connection(lambda: Grabber(target), "127.0.0.1", port)
    await grabber.seated
    return grabber


async def seat_all(port: int, targets: list[str]) -> list[Grabber]:
    seated: list[Grabber] = []
    for first in range(0, len(targets), AT_ONCE):
        seated += await asyncio.gather(*(seat(port, target) for target in targets[first : first + AT_ONCE]))
    return seated


async def grab_all(seated: list[Grabber], sale: str) -> dict[str, object]:
    """Everybody in the order of their seats, as quickly as may be."""
    waits, began = [0.0] * len(seated), time.monotonic()

    async def one(place: int, grabber: Grabber) -> Ok:
        sent = time.monotonic()
        got = await grabber.grab(sale)
        waits[place] = time.monotonic() - sent
        return got

    got = await asyncio.gather(*(one(place, grabber) for place, grabber in enumerate(seated)))
    seconds = time.monotonic() - began
    won = [place for place, ok in enumerate(got) if ok.state == "won"]
    waits.sort()
    return {
        "states": Counter(ok.state for ok in got),
        "won": {place: got[place].claim for place in won},
        "seconds": seconds,
        "p50": waits[len(waits) // 2],
        "p99": waits[len(waits) * 99 // 100],
        "most": waits[-1],
    }


async def _obey(port: int, targets: list[str]) -> None:
    seated: list[Grabber] = []
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while line := (await orders.readline()).decode().split():
        began = time.monotonic()
        if line[0] == "sit":
            seated = await seat_all(port, targets)
            answer: dict[str, object] = {"seated": len(seated), "seconds": time.monotonic() - began}
        else:
            answer = await grab_all(seated, line[1])
        print(json.dumps(answer), flush=True)
    for grabber in seated:
        grabber.leave()


if __name__ == "__main__":
    socket.setdefaulttimeout(30)
    uvloop.run(_obey(int(sys.argv[1]), Path(sys.argv[2]).read_text("ascii").split()))
