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
    unsent_bytes: int = 32 * 1024
    """Of frames that a room's viewer has not read and the network does not take; what is told beyond is held."""
    held_bytes: int = 224 * 1024
    """Of frames held for one viewer; then what need not last is dropped, the oldest first."""
    kernel_bytes: int = 64 * 1024
    """Of frames that the kernel takes for a room's viewer: what lies there cannot be dropped any more."""
    frame_bytes: int = 4 * 1024
    """The longest frame that a viewer may send, inflated."""
    frames_per_second: float = 50.0
    frames_at_once: int = 200
    """More frames of a viewer than this end the socket: nobody's fingers send so many."""
    silent_seconds: float = 25.0
    """A viewer from whom nothing came for so long is asked whether they are there."""
    pong_seconds: float = 15.0
    """How long the answer to that may take."""
    trusted: frozenset[str] = frozenset({"127.0.0.1", "::1"})
    """Proxies: they say in X-Forwarded-For for whom they ask, and no limit per address holds for them."""
