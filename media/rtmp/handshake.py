"""The RTMP handshake (Adobe's RTMP specification 1.0, section 5.2), the simple one without digests.

Every publisher of our time accepts it: a zero version in S1 tells those that could do digests not to.
"""

import os

from media.rtmp.errors import ProtocolError

VERSION = 3
PACKET = 1536


class ServerHandshake:
    """Bytes in until `done`; what follows the handshake stays in `rest`."""

    def __init__(self) -> None:
        self.done = False
        self.rest = b""
        self._held = b""
        self._answered = False

    def receive(self, data: bytes) -> bytes:
        """The bytes to send for these. Raises ProtocolError at the first byte that is not RTMP's version."""
        self._held += data
        if self._held[:1] not in (b"", bytes([VERSION])):
            raise ProtocolError(f"version {self._held[0]} is not RTMP")
        return self._answer() or self._finish()

    def _answer(self) -> bytes:
        if self._answered or len(self._held) < 1 + PACKET:
            return b""
        self._answered = True
        answer = bytes([VERSION]) + hello() + self._held[1 : 1 + PACKET]
        self._finish()
        return answer

    def _finish(self) -> bytes:
        whole = 1 + 2 * PACKET
        if len(self._held) >= whole:
            self.done = True
            self.rest, self._held = self._held[whole:], b""
        return b""


class ClientHandshake:
    """The publisher's side: send `start`, then feed the answer."""

    def __init__(self) -> None:
        self.done = False
        self.rest = b""
        self.start = bytes([VERSION]) + hello()
        self._held = b""

    def receive(self, data: bytes) -> bytes:
        """C2 once S0, S1 and S2 are there."""
        self._held += data
        whole = 1 + 2 * PACKET
        if len(self._held) < whole:
            return b""
        if self._held[0] != VERSION:
            raise ProtocolError(f"version {self._held[0]} is not RTMP")
        self.done = True
        self.rest = self._held[whole:]
        return self._held[1 : 1 + PACKET]


def hello() -> bytes:
    """C1 or S1: time 0, version 0 (no digest), chance."""
    return bytes(8) + os.urandom(PACKET - 8)
