"""What a room says, as bytes: the envelopes of docs/ROOM.md, encoded once for everybody who gets them (pure)."""

import zlib
from collections.abc import Sequence
from datetime import datetime

import msgspec
from websockets.frames import Frame as Wire
from websockets.frames import Opcode

from appliance.errors import Language, Problem

_SMALLEST = 100
"""Bytes below which deflating is no gain."""
_RSV1 = 0x40
_TAIL = b"\x00\x00\xff\xff"


class Frame:
    """A text frame for any number of viewers. Deflated when the first one asks for it (RFC 7692 section 7.2.1)."""

    __slots__ = ("_deflated", "_text", "lasting", "plain")

    def __init__(self, text: bytes, *, lasting: bool = False) -> None:
        self._text = text
        self._deflated: bytes | None = None
        self.plain = Wire(Opcode.TEXT, text).serialize(mask=False)
        self.lasting = lasting
        """Never dropped, however far a viewer lags."""

    @property
    def deflated(self) -> bytes:
        if self._deflated is None:
            self._deflated = self.plain if len(self._text) < _SMALLEST else self._squeezed()
        return self._deflated

    def _squeezed(self) -> bytes:
        deflating = zlib.compressobj(wbits=-15)
        body = deflating.compress(self._text) + deflating.flush(zlib.Z_SYNC_FLUSH)
        small = Wire(Opcode.TEXT, body.removesuffix(_TAIL)).serialize(mask=False)
        return min(bytes([small[0] | _RSV1]) + small[1:], self.plain, key=len)


class Welcome(msgspec.Struct, frozen=True, kw_only=True, tag="welcome", tag_field="type"):
    epoch: str
    n: int
    now: int
    edge: int | None
    delay: int
    gap: bool
    viewers: int
    likes: int


def welcome(said: Welcome) -> bytes:
    return msgspec.json.encode(said)


def told(n: int, at: int, edge: int | None, events: Sequence[bytes], delay: int = 0) -> bytes:
    """`events` are encoded already; `n` counts the numbered ones up to and including these.

    `delay`: in so many milliseconds what the host does now is at the edge.
    """
    head = b'{"n":%d,"at":%d' % (n, at)
    media = b',"edge":%d' % edge if edge is not None else b""
    media += b',"delay":%d' % delay if delay else b""
    return b"%s%s,%s}" % (head, media, _listed(b"events", events))


def yours(events: Sequence[bytes]) -> bytes:
    return b"{%s}" % _listed(b"yours", events)


def answer(ref: str, ok: msgspec.Struct | None) -> bytes:
    return msgspec.json.encode({"ref": ref, "ok": {} if ok is None else ok})


def refusal(ref: str, problem: Problem, language: Language) -> bytes:
    return msgspec.json.encode({"ref": ref, "problem": problem.document(language)})


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _listed(name: bytes, events: Sequence[bytes]) -> bytes:
    return b'"%s":[%s]' % (name, b",".join(events))
