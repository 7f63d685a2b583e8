"""From a request's target to a place. Pure."""

import re
from functools import lru_cache
from typing import Literal
from urllib.parse import unquote_to_bytes

import msgspec

Place = Literal["picture", "replay", "room", "health", "metrics", "nowhere"]


class Route(msgspec.Struct, frozen=True):
    place: Place
    room: str = ""
    file: str = ""
    """Below the room: ``index.m3u8``, ``720p/init-3.mp4``."""
    token: str | None = None
    """The play token of ``/play/TOKEN/live/...``, ``/play/TOKEN/replay/...``: in the path, so that relative addresses
    inherit it."""
    query: bytes = b""
    """As it was sent, without the question mark."""
    playlist: bool = False


_PICTURE = re.compile(
    rb"(?:/play/(?P<token>[A-Za-z0-9._~=-]{1,1024}))?"
    rb"/(?P<what>live|replay)/(?P<room>[A-Za-z0-9_-]{1,64})/(?P<file>[A-Za-z0-9][A-Za-z0-9._/-]{0,199})"
)
_ROOM = re.compile(rb"/rooms/(?P<room>[A-Za-z0-9_-]{1,64})")
_ABSOLUTE = re.compile(rb"(?i)https?://[^/?]*")  # absolute-form, RFC 9112 section 3.2.2


@lru_cache(maxsize=1024)  # viewers of a room ask for the same few addresses at the same time
def route(target: bytes) -> Route:
    path, _, query = _ABSOLUTE.sub(b"", target, count=1).partition(b"?")
    if b"%" in path:
        path = unquote_to_bytes(path)
    if found := _PICTURE.fullmatch(path):
        token = found["token"].decode() if found["token"] else None
        file = found["file"].decode()
        place: Place = "picture" if found["what"] == b"live" else "replay"
        return Route(place, found["room"].decode(), file, token, query, file.endswith(".m3u8"))
    if found := _ROOM.fullmatch(path):
        return Route("room", found["room"].decode(), query=query)
    return Route({b"/healthz": "health", b"/metrics": "metrics"}.get(path, "nowhere"))  # type: ignore[arg-type]
