"""How events travel on a stream: four bytes of length (big-endian), then the event as JSON."""

import struct
from collections.abc import Iterator

MOST = 1 << 20
"""Bytes of the longest frame."""


class FrameTooLong(ValueError):
    """The other side does not speak our language."""


def frame(body: bytes) -> bytes:
    if len(body) > MOST:
        raise FrameTooLong(len(body))
    return struct.pack(">I", len(body)) + body


class Frames:
    """Cuts a stream into bodies, however it arrives."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield each body that is complete now. Raises FrameTooLong, after which the stream is lost."""
        rest = self._rest
        rest += data
        start = 0
        while len(rest) - start >= 4:
            (length,) = struct.unpack_from(">I", rest, start)
            if length > MOST:
                raise FrameTooLong(length)
            if len(rest) - start - 4 < length:
                break
            yield bytes(rest[start + 4 : start + 4 + length])
            start += 4 + length
        del rest[:start]
