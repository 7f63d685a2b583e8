"""The messages of RTMP 1.0, sections 5.4 (chunk stream control), 6.2 and 7.1, typed.

`parse` reads what a server must understand; media and metadata stay the raw `Message` they came as.
"""

import struct

import msgspec

from media.rtmp import amf
from media.rtmp.chunks import Message
from media.rtmp.errors import ProtocolError

SET_CHUNK_SIZE, ABORT, ACKNOWLEDGEMENT, USER_CONTROL, WINDOW_SIZE, PEER_BANDWIDTH = 1, 2, 3, 4, 5, 6
AUDIO, VIDEO, DATA_3, COMMAND_3, DATA, COMMAND, AGGREGATE = 8, 9, 15, 17, 18, 20, 22

STREAM_BEGIN, PING_REQUEST, PING_RESPONSE = 0, 6, 7

COMMAND_LIMIT = 64 << 10
"""Bytes of a command; the longest real one, `connect`, has about 500."""


class SetChunkSize(msgspec.Struct, frozen=True):
    size: int


class Acknowledgement(msgspec.Struct, frozen=True):
    """Bytes received so far, 32 bits."""

    received: int


class WindowSize(msgspec.Struct, frozen=True):
    """After so many bytes the other side must acknowledge."""

    size: int


class PeerBandwidth(msgspec.Struct, frozen=True):
    size: int
    limit: int = 2
    """0 hard, 1 soft, 2 dynamic."""


class UserControl(msgspec.Struct, frozen=True):
    event: int
    value: int


class Command(msgspec.Struct, frozen=True):
    """A call by name; `stream` 0 speaks of the connection."""

    name: str
    transaction: float
    arguments: tuple[amf.Value, ...] = ()
    """The command object first, `None` where there is none."""
    stream: int = 0

    def text(self, index: int) -> str:
        """The argument there, or nothing when it is missing or no text."""
        value = self.arguments[index] if index < len(self.arguments) else ""
        return value if isinstance(value, str) else ""


Control = SetChunkSize | Acknowledgement | WindowSize | PeerBandwidth | UserControl | Command


def parse(message: Message) -> Control | None:
    """None for what needs no answer: media, metadata, commands without a name. Raises ProtocolError."""
    body = message.body
    if message.kind in (COMMAND, COMMAND_3):
        return _command(message)
    if message.kind == USER_CONTROL and len(body) >= 6:
        return UserControl(int.from_bytes(body[:2], "big"), int.from_bytes(body[2:6], "big"))
    if message.kind == WINDOW_SIZE and len(body) >= 4:
        return WindowSize(int.from_bytes(body[:4], "big"))
    return None


def serialise(control: Control) -> Message:
    match control:
        case SetChunkSize(size):
            return Message(SET_CHUNK_SIZE, 0, 0, size.to_bytes(4, "big"))
        case Acknowledgement(received):
            return Message(ACKNOWLEDGEMENT, 0, 0, received.to_bytes(4, "big"))
        case WindowSize(size):
            return Message(WINDOW_SIZE, 0, 0, size.to_bytes(4, "big"))
        case PeerBandwidth(size, limit):
            return Message(PEER_BANDWIDTH, 0, 0, struct.pack(">IB", size, limit))
        case UserControl(event, value):
            return Message(USER_CONTROL, 0, 0, struct.pack(">HI", event, value))
        case Command(name, transaction, arguments, stream):
            return Message(COMMAND, stream, 0, amf.encode(name, transaction, *arguments))


def split(aggregate: Message) -> list[Message]:
    """The messages inside an aggregate (7.1.6): FLV tags, each with its own length behind it."""
    inner: list[Message] = []
    body, at, base = aggregate.body, 0, -1
    while at + 11 <= len(body):
        size = int.from_bytes(body[at + 1 : at + 4], "big")
        stamp = int.from_bytes(body[at + 4 : at + 7], "big") | body[at + 7] << 24
        base = stamp if base < 0 else base
        moment = (aggregate.timestamp + stamp - base) & 0xFFFFFFFF
        inner.append(Message(body[at], aggregate.stream, moment, body[at + 11 : at + 11 + size]))
        at += 11 + size + 4
    return inner


def _command(message: Message) -> Command | None:
    if len(message.body) > COMMAND_LIMIT:
        raise ProtocolError(f"a command of {len(message.body)} bytes")
    # An AMF 3 command is AMF 0 behind a byte that names the format (7.1.1).
    body = message.body[1:] if message.kind == COMMAND_3 else message.body
    match amf.decode(body):
        case [str(name), *rest]:
            transaction = rest[0] if rest and isinstance(rest[0], float) else 0.0
            return Command(name, transaction, tuple(rest[1:]), message.stream)
    return None
