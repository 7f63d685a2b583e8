"""How `live` and its workers speak on a socket (pure): msgpack arrays, each behind its length in four bytes."""

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

import msgspec

LARGEST = 16 << 20
"""No honest packet is larger; a longer length means that the two sides have lost each other."""

M = TypeVar("M")
_encoder = msgspec.msgpack.Encoder()


class Message(msgspec.Struct, frozen=True, array_like=True, tag=True, gc=False):
    """Whatever one side says."""


class Frames(Generic[M]):
    """Puts messages together again from whatever pieces the socket gives."""

    def __init__(self, kind: Any) -> None:
        """`kind`: the messages that may come, a union."""
        self._decoder = msgspec.msgpack.Decoder(kind)
        self._rest = bytearray()

    def feed(self, data: bytes) -> Iterator[M]:
        """Raises ValueError (`msgspec.DecodeError` is one) when the other side does not keep to the protocol."""
        self._rest += data
        start = 0
        try:
            while (body := start + 4) <= len(self._rest):
                end = body + int.from_bytes(self._rest[start:body], "big")
                if end - body > LARGEST:
                    raise ValueError(f"a message of {end - body} bytes")
                if end > len(self._rest):
                    break
                message = self._decoder.decode(memoryview(self._rest)[body:end])
                start = end
                yield message
        finally:
            del self._rest[:start]


def encode(message: Message) -> bytes:
    body = _encoder.encode(message)
    return len(body).to_bytes(4, "big") + body
