"""How much of a publisher's stream has to be there before this process is woken for it.

Waking costs more than most packets do. So the kernel is told how many bytes are worth it (SO_RCVLOWAT, socket(7)): what
a message under way still lacks, else about as much as the stream brings in 20 ms, which lets sound ride along with the
next frame. What is not read yet is acknowledged at once all the same, for a publisher with Nagle's algorithm holds its
next frame back until then (TCP_QUICKACK, tcp(7); it wears off, so it is said again and again). A stream that rests or
trickles, or is not on air, wakes us with its first byte; and so does its end.
"""

import socket
from contextlib import suppress

WORTH = 1200
"""Bytes that are always worth it: fewer than any frame of a picture that moves."""
SPAN = 0.02
MOST = 16 << 10
"""Bytes waited for at once; the kernel's buffer stays as it is."""


class Gathering:
    def __init__(self, connection: socket.socket | None) -> None:
        """None gathers nothing: bytes under TLS cannot be counted on."""
        self._socket = connection
        self._worth = self._told = 1
        self._received = 0

    def took(self, count: int, missing: int | None) -> None:
        """`count` bytes were read; a message under way lacks `missing`, None if nobody knows how many."""
        self._received += count
        if self._worth > 1:
            self._tell(1 if missing is None else min(missing, MOST) or self._worth)
            self._set(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def beat(self, seconds: float) -> None:
        """Once in about a second of a show: see what it brings."""
        self._worth = max(1, min(WORTH, int(self._received / seconds * SPAN)))
        self._received = 0
        if self._worth == 1:
            self._tell(1)

    def rest(self) -> None:
        """Nothing is on air: every byte counts."""
        self._worth, self._received = 1, 0
        self._tell(1)

    def _tell(self, count: int) -> None:
        if count != self._told:
            self._set(socket.SOL_SOCKET, socket.SO_RCVLOWAT, count)
            self._told = count

    def _set(self, level: int, option: int, value: int) -> None:
        if self._socket is not None:
            with suppress(OSError):  # a kernel without them wakes us for every byte, as it did
                self._socket.setsockopt(level, option, value)
