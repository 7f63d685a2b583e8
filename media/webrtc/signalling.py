"""What `web`, which hears WHIP and WHEP, asks of `live`, which has the rooms: one question to a connection."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from appliance.errors import Language, Problem
from media.framing import Frames, Message, encode
from media.webrtc.problems import NoAnswer

_SOCKET = "webrtc.sock"
_SECONDS = 8.0
_PIECE = 1 << 16


class Push(Message, frozen=True):
    key: str
    sdp: str
    peer: str


class Watch(Message, frozen=True):
    room: str
    sdp: str


class Join(Message, frozen=True):
    """A guest, whose ticket was looked at."""

    seat: str
    sdp: str


class Listen(Message, frozen=True):
    """The show as a guest, whose ticket was looked at, hears it: without the own voice."""

    seat: str
    sdp: str


class Hear(Message, frozen=True):
    """The show as the host hears it."""

    room: str
    sdp: str


class Expect(Message, frozen=True):
    """Somebody is about to offer something in this room."""

    room: str


class CanWatch(Message, frozen=True):
    """Whether a picture comes by WebRTC into this room."""

    room: str


class HangUp(Message, frozen=True):
    session: str


class AskWhy(Message, frozen=True):
    """Why did this session end?"""

    session: str


class Answered(Message, frozen=True):
    room: str
    session: str
    sdp: str


class Said(Message, frozen=True):
    text: str
    final: bool = False
    """Coming back would not help: somebody else is on air, or staff ended it."""


class Refused(Message, frozen=True):
    """A Problem, as it travels."""

    kind: str
    status: int
    zh: str
    en: str
    facts: dict[str, Any]


Question = Push | Watch | Join | Listen | Hear | Expect | CanWatch | HangUp | AskWhy
Reply = Answered | Said | Refused


class Told(Problem):
    """A Problem that `live` had."""

    def __init__(self, refused: Refused) -> None:
        self._refused = refused
        super().__init__(**refused.facts)
        vars(self)["status"] = refused.status  # of each one its own

    @property
    def type(self) -> str:
        return self._refused.kind

    def sentence(self, language: Language) -> str:
        return self._refused.zh if language == "zh" else self._refused.en


async def ask(run: Path, question: Question) -> Answered | Said:
    """Raises Problem."""
    frames: Frames[Reply] = Frames(Reply)
    try:
        async with asyncio.timeout(_SECONDS):
            with near(run) as address:
                reader, writer = await asyncio.open_unix_connection(address)
            try:
                writer.write(encode(question))
                reply: Reply = await anext(heard(reader, frames))
            finally:
                writer.close()
    except (OSError, TimeoutError, StopAsyncIteration, ValueError) as error:
        raise NoAnswer(retry_after=2) from error
    if isinstance(reply, Refused):
        raise Told(reply)
    return reply


async def heard(reader: asyncio.StreamReader, frames: "Frames[Any]") -> AsyncIterator[Any]:
    while data := await reader.read(_PIECE):
        for message in frames.feed(data):
            yield message


@contextmanager
def near(run: Path) -> Iterator[str]:
    """The socket's address, short however deep the folder lies: sun_path holds 108 bytes (as in appliance/bus)."""
    folder = os.open(run, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{_SOCKET}"
    finally:
        os.close(folder)
