"""A line that goes bad on command, between a browser and a WebRTC worker: media dropped in user space."""

import random
import re
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route

_CANDIDATE = re.compile(r"a=candidate:\S+ 1 udp \d+ 127\.0\.0\.1 (\d+) typ host.*\r\n")
_ANY = re.compile(r"a=candidate:.*\r\n")
_MEDIA = range(128, 192)
"""A datagram's first byte (RFC 7983, 7): RTP and RTCP. What keeps a connection up goes through."""


class BadLine:
    """One to one, as the address translation of a router is."""

    def __init__(self) -> None:
        self.loss = 0.0
        """Of the media that goes to the browser, from 0 to 1."""
        self.lost = 0
        self._open = True
        self._dice = random.Random(5)
        self._near, self._far = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        for end in (self._near, self._far):
            end.bind(("127.0.0.1", 0))
        self._browser: tuple[str, int] | None = None
        self._worker: tuple[str, int] | None = None
        self._carrier = threading.Thread(target=self._carry, daemon=True)
        self._carrier.start()

    def lead(self, route: Route) -> None:
        """A WHEP request: its answer leads through this line, and nowhere else."""
        told = route.fetch()
        sdp = told.text()
        found = _CANDIDATE.search(sdp)
        if found is None:
            route.fulfill(response=told)
            return
        self._worker = ("127.0.0.1", int(found[1]))
        here = found[0].replace(f" {found[1]} ", f" {self._near.getsockname()[1]} ", 1)
        route.fulfill(response=told, body=_ANY.sub(lambda one: here if one[0] == found[0] else "", sdp))

    def close(self) -> None:
        self._open = False
        self._carrier.join()
        self._near.close()
        self._far.close()

    def _carry(self) -> None:
        while self._open:
            for end in select.select([self._near, self._far], [], [], 0.1)[0]:
                data, address = end.recvfrom(2048)
                if end is self._near:
                    self._browser = address
                    self._pass(data, self._far, self._worker)
                elif data[0] in _MEDIA and self._dice.random() < self.loss:
                    self.lost += 1
                else:
                    self._pass(data, self._near, self._browser)

    def _pass(self, data: bytes, end: socket.socket, address: tuple[str, int] | None) -> None:
        if address is not None:
            end.sendto(data, address)


@contextmanager
def bad_line(page: Page, whep: str) -> Iterator[BadLine]:
    """`whep`: a pattern of the addresses at which the page watches."""
    line = BadLine()
    page.route(whep, line.lead)
    try:
        yield line
    finally:
        line.close()
