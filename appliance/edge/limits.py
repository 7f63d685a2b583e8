"""What one viewer, one address and all of them together may take."""

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    connections: int = 20_000
    """At once; a newcomer beyond gets 503 and is asked to come back. Never more than the process may open files."""
    per_address: int = 5_000
    """At once from one address; many viewers share one behind a shop's or a carrier's router."""
    head_bytes: int = 8 * 1024
    """Request line and headers."""
    head_seconds: float = 10.0
    """From the first byte of a request, or from connecting, to the end of its headers."""
    idle_seconds: float = 60.0
    """Between two requests."""
    pipelined: int = 64
    """Requests that wait for the answer of an earlier one; beyond, the connection ends after them."""
    buffer_bytes: int = 256 * 1024
    """Beyond this much unread by the viewer (or one answer, if that is more) no further request is answered."""
    stall_seconds: float = 20.0
    """How long a viewer may leave the buffer unread, plus the time its bytes take at `slowest`."""
    slowest: int = 32 * 1024
    """Bytes per second below which a viewer cannot watch anything."""
    linger_seconds: float = 2.0
    """How long a refused viewer may take to read why."""
    trusted: frozenset[str] = frozenset({"127.0.0.1", "::1"})
    """Proxies on this box: they say in X-Forwarded-For for whom they ask, and no limit per address holds for them."""
