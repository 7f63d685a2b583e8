"""What a requester is sent: a head and a body that are rendered once and shared by everyone who asks."""

from http import HTTPStatus

import msgspec

from appliance.errors import Problem

PLAYLIST = b"application/vnd.apple.mpegurl"
MEDIA = b"video/mp4"

_FRESH = b"max-age=0, s-maxage=1"
"""A browser asks again; a CDN may answer the thousand who block on the same part with one request of its own."""
_FOR_EVER = b"public, max-age=3600, immutable"


class Answer(msgspec.Struct, frozen=True, gc=False):
    status: int
    head: bytes
    """The HTTP/1.1 status line and every header but Connection, with the empty line that ends them."""
    body: bytes


def playlist(body: bytes) -> Answer:
    return Answer(200, _head(200, PLAYLIST, len(body), b"cache-control: " + _FRESH), body)


def packed_playlist(body: bytes) -> Answer:
    """One that is gzip already."""
    more = b"cache-control: " + _FRESH, b"content-encoding: gzip", b"vary: accept-encoding"
    return Answer(200, _head(200, PLAYLIST, len(body), *more), body)


def media(body: bytes) -> Answer:
    """Media never changes under its name, and a name is never used again."""
    return Answer(200, _head(200, MEDIA, len(body), b"cache-control: " + _FOR_EVER), body)


def refusal(problem: Problem) -> Answer:
    """Its status and nothing else: whoever knows the requester's language finds the words."""
    return Answer(problem.status, _head(problem.status, b"text/plain", 0, b"cache-control: no-store"), b"")


def _head(status: int, kind: bytes, length: int, *more: bytes) -> bytes:
    lines = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode(),
        b"content-type: " + kind,
        f"content-length: {length}".encode(),
        b"access-control-allow-origin: *",
        *more,
    )
    return b"\r\n".join((*lines, b"", b""))
