"""The chunk stream (RTMP 1.0, section 5.3): messages cut into chunks of many streams, and put together again."""

import msgspec

DEFAULT_CHUNK_SIZE = 128
FAR = 0xFFFFFF
"""A timestamp field that says: the real one follows in four bytes (5.3.1.3)."""
HEADER_SIZES = (11, 7, 3, 0)
"""Bytes of the message header behind the basic one, by form (5.3.1.2)."""


class Message(msgspec.Struct, frozen=True, gc=False):
    """One message as it travels: its type id, message stream id, milliseconds (32 bits, they wrap) and body."""

    kind: int
    stream: int
    timestamp: int
    body: bytes


def basic_header(form: int, number: int) -> bytes:
    """One to three bytes (5.3.1.1)."""
    if number < 64:
        return bytes([form << 6 | number])
    if number < 320:
        return bytes([form << 6, number - 64])
    return bytes([form << 6 | 1, (number - 64) & 255, (number - 64) >> 8])
