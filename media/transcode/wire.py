"""What `live` and a transcode worker say to each other: msgpack arrays, each behind its length in four bytes."""

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from media.ladder import Rung
from media.packets import AudioConfig, Packet, VideoConfig

LARGEST = 16 << 20
"""No honest packet is larger; a longer length means that the two sides have lost each other."""


class _Message(msgspec.Struct, frozen=True, array_like=True, tag=True, gc=False):
    pass


class Wanted(_Message, frozen=True):
    """To the worker: encode these rungs from now on, and no others."""

    rungs: tuple[Rung, ...]


class Afresh(_Message, frozen=True):
    """To the worker: packets were left out; begin again with decoders and encoders that remember nothing."""


class Picture(_Message, frozen=True):
    """To the worker: how to decode the pictures that follow. Back: how to decode what `rung` sends from now on."""

    config: VideoConfig
    rung: str = ""


class Sound(_Message, frozen=True):
    """The same for sound; back it goes for all rungs alike."""

    config: AudioConfig


class Media(_Message, frozen=True):
    """A packet: to the worker as the host sent it, back as `rung` encoded it (sound: for all rungs)."""

    packet: Packet
    rung: str = ""


class Ready(_Message, frozen=True):
    """To live: the worker's libraries are loaded."""


class Finished(_Message, frozen=True):
    """To live: the oldest packet that the worker was given is worked off."""


class Measured(_Message, frozen=True):
    """To live, once a second: how the worker fares."""

    fps_in: float
    fps_out: float
    """Of all rungs together."""
    milliseconds: float
    """From a packet to the last rung's picture, on average."""


class Broken(_Message, frozen=True):
    """To live: the worker gives up, and why."""

    reason: str


ToWorker = Wanted | Afresh | Picture | Sound | Media
ToLive = Ready | Picture | Sound | Media | Finished | Measured | Broken

M = TypeVar("M")
_encoder = msgspec.msgpack.Encoder()


class Frames:
    """Puts messages together again from whatever pieces the socket gives."""

    def __init__(self, kind: "type[M] | object") -> None:
        self._decoder = msgspec.msgpack.Decoder(kind)
        self._rest = bytearray()

    def feed(self, data: bytes) -> Iterator[ToWorker | ToLive]:
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


def encode(message: ToWorker | ToLive) -> bytes:
    body = _encoder.encode(message)
    return len(body).to_bytes(4, "big") + body
