"""A worker process of `live` and the socket to it."""

import asyncio
import socket
import sys
from collections.abc import AsyncGenerator
from typing import Any, Generic, TypeVar

from media.framing import Frames, Message, encode

_SENT_AHEAD = 1 << 16
"""Bytes that the kernel may hold for the worker: what waits should wait where it can still be left out."""

_PIECE = 1 << 17
M = TypeVar("M")

_LAST_WORDS = 1.0
"""Seconds a worker gets to end by itself."""


class Child(Generic[M]):
    """`M`: what the worker says."""

    def __init__(self, process: asyncio.subprocess.Process, line: socket.socket, kind: Any) -> None:
        self._process = process
        self._line = line
        self._kind = kind

    @classmethod
    async def start(cls, module: str, kind: Any) -> "Child[M]":
        """A process that runs `module`, with the socket as its standard input; `kind`: the union of its messages.

        Raises OSError where no process can be made.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            ours.setblocking(False)
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SENT_AHEAD)
            try:
                process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    module,
                    stdin=theirs.fileno(),
                    stdout=asyncio.subprocess.DEVNULL,
                )
            except BaseException:
                ours.close()
                raise
        return cls(process, ours, kind)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def send(self, message: Message) -> None:
        """Raises OSError when the worker is gone."""
        await self.send_all(encode(message))

    async def send_all(self, messages: bytes) -> None:
        """Encoded already, one behind another. Raises OSError when the worker is gone."""
        await asyncio.get_running_loop().sock_sendall(self._line, messages)

    async def messages(self) -> AsyncGenerator[M]:
        """Until the worker hangs up. Raises ValueError when it does not keep to the protocol."""
        loop = asyncio.get_running_loop()
        frames: Frames[M] = Frames(self._kind)
        while data := await self._received(loop):
            for message in frames.feed(data):
                yield message

    def kill(self) -> None:
        if self._process.returncode is None:
            self._process.kill()

    async def end(self) -> int:
        """Hang up and wait, with force after a second. The exit status, or minus the signal's number."""
        self._line.close()
        try:
            await asyncio.wait_for(self._process.wait(), _LAST_WORDS)
        except TimeoutError:
            pass
        finally:
            self.kill()
        return await self._process.wait()

    async def _received(self, loop: asyncio.AbstractEventLoop) -> bytes:
        try:
            return await loop.sock_recv(self._line, _PIECE)
        except ConnectionResetError:
            return b""
