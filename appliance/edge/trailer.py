"""How every head of an answer ends."""

from email.utils import format_datetime

import msgspec

from appliance.clock import Clock
from appliance.edge.requests import Request


class Trailer(msgspec.Struct, frozen=True):
    """The last lines of every head: the date (RFC 9110 section 6.6.1), and what becomes of the connection."""

    staying: bytes
    spoken: bytes
    closing: bytes

    @classmethod
    def at(cls, clock: Clock) -> "Trailer":
        date = b"date: " + format_datetime(clock.now(), usegmt=True).encode() + b"\r\n"
        return cls(date + b"\r\n", date + b"connection: keep-alive\r\n\r\n", date + b"connection: close\r\n\r\n")

    def of(self, request: Request) -> bytes:
        if request.last:
            return self.closing
        return self.spoken if request.spoken else self.staying
