"""Reading a live playlist again and again, as a player does, to learn how much of a host's media it has announced."""

import http.client
import re
import time
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

POLL_SECONDS = 0.03

_SEQUENCE = re.compile(r"#EXT-X-MEDIA-SEQUENCE:(\d+)")
_MAP = re.compile(r'#EXT-X-MAP:URI="([^"]+)"')
_PART = re.compile(r"#EXT-X-PART:DURATION=([\d.]+)")
_SEGMENT = re.compile(r"#EXTINF:([\d.]+)")


class Listed(NamedTuple):
    """A segment as the playlist lists it, whole or as far as its parts go."""

    number: int
    init: str
    """The URI of its initialisation; "" for MPEG-TS."""
    seconds: float


def listed(playlist: str) -> Iterator[Listed]:
    number, init, parts = 0, "", 0.0
    for line in playlist.splitlines():
        if found := _SEQUENCE.match(line):
            number = int(found[1])
        elif found := _MAP.match(line):
            init = found[1]
        elif found := _PART.match(line):
            parts += float(found[1])
        elif found := _SEGMENT.match(line):
            yield Listed(number, init, float(found[1]))
            number, parts = number + 1, 0.0
    if parts:
        yield Listed(number, init, parts)


class Announced:
    """How many seconds of the host's media a playlist has announced so far; what slides out of it still counts."""

    def __init__(self, url: str, config: bytes = b"") -> None:
        """`config`, the host's decoder configuration, tells an initialisation of the host's from the slate's."""
        self._url = urlsplit(url)
        self._config = config
        self._line = http.client.HTTPConnection(self._url.netloc)
        self._inits: dict[str, bool] = {"": True}
        self._seconds: dict[int, float] = {}

    def look(self) -> float:
        """0.0 while nothing of it can be played."""
        playlist = self._fetch(self._url.path).decode()
        for segment in listed(playlist):
            if self._is_the_hosts(segment.init):
                self._seconds[segment.number] = segment.seconds
        return sum(self._seconds.values())

    def watch(self, seconds: float) -> Iterator[tuple[float, float]]:
        """What was announced, and when that was read (monotonic), every `POLL_SECONDS`."""
        until = time.monotonic() + seconds
        while (now := time.monotonic()) < until:
            announced = self.look()
            yield announced, time.monotonic()
            time.sleep(max(0.0, now + POLL_SECONDS - time.monotonic()))

    def close(self) -> None:
        self._line.close()

    def _is_the_hosts(self, init: str) -> bool:
        if init not in self._inits:
            folder = self._url.path.rpartition("/")[0]
            self._inits[init] = self._config in self._fetch(f"{folder}/{init}")
        return self._inits[init]

    def _fetch(self, path: str) -> bytes:
        """Empty unless the answer is 200."""
        self._line.request("GET", path)
        answer = self._line.getresponse()
        body = answer.read()
        return body if answer.status == 200 else b""
