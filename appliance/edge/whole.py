"""The short frames that viewers send all day, read where they lie (RFC 6455 section 5.2; pure).

A parser of its own costs a socket ten times what its word does, and ten thousand grab in the same second. What is not
one whole short frame goes to `websockets`.
"""

import zlib
from collections.abc import Iterable
from typing import NamedTuple

from websockets.exceptions import WebSocketException
from websockets.extensions import Extension
from websockets.frames import Frame, Opcode
from websockets.utils import apply_mask

TEXT, DEFLATED, PONG = 0x81, 0xC1, 0x8A
"""First bytes of whole messages, and of the answer to a ping."""
_HEAD = 6
_LONGEST = 125
_MASKED = 0x80


class Whole(NamedTuple):
    kind: int
    body: bytes
    """Unmasked."""


def whole(data: bytes) -> Whole | None:
    """`data` as one short frame; None when it is anything else, or more."""
    length = len(data) - _HEAD
    if not 0 <= length <= _LONGEST or data[1] != _MASKED | length or data[0] not in (TEXT, DEFLATED, PONG):
        return None
    return Whole(data[0], apply_mask(data[_HEAD:], data[2:_HEAD]))


def ends_whole(data: bytes) -> bool:
    """Whether `data`, which begins with a frame, ends with the end of one."""
    at = 0
    while at + 2 <= len(data):
        length, more = data[at + 1] & ~_MASKED, 0
        if length > _LONGEST:
            more = 2 if length == _LONGEST + 1 else 8
            length = int.from_bytes(data[at + 2 : at + 2 + more], "big")
        at += _HEAD + more + length
    return at == len(data)


def inflated(body: bytes, deflate: Iterable[Extension], most: int) -> bytes | None:
    """A text that was deflated by itself, without those before it; None when it is none, or longer than `most`."""
    frame = Frame(Opcode.TEXT, body, rsv1=True)
    try:
        for extension in deflate:
            frame = extension.decode(frame, max_size=most)
    except (WebSocketException, zlib.error):
        return None
    return None if frame.rsv1 else bytes(frame.data)
