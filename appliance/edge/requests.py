"""From bytes to requests (RFC 9112), within limits. Pure: knows no connection."""

import httptools
import msgspec

from appliance.edge.problems import BodyRefused, HeadTooLarge, RequestUnreadable
from appliance.errors import Problem

HEARD = 1024
"""Requests that are remembered with the bytes they came in."""


class Request(msgspec.Struct, frozen=True, gc=False):
    method: bytes
    target: bytes
    headers: dict[bytes, bytes]
    """Names in lower case; of one that is repeated the last value."""
    last: bool
    """The connection ends after its answer."""
    spoken: bool
    """A client of HTTP/1.0 that asked for the connection to stay has to be told that it does."""


class Reader:
    """Reads one connection. After `ended` it reads no more; `refusal` then says why, unless the viewer wished it."""

    __slots__ = ("_done", "_headers", "_heard", "_limit", "_parser", "_size", "_target", "ended", "midway", "refusal")

    def __init__(self, limit: int = 8 * 1024, heard: dict[bytes, Request] | None = None) -> None:
        """`limit`: the most bytes of one request's line and headers.

        `heard` is shared by all readers: what they made of bytes that were one whole request.
        """
        self._limit = limit
        self._heard = heard if heard is not None else {}
        self._parser = httptools.HttpRequestParser(self)
        self._done: list[Request] = []
        self._target = b""
        self._headers: dict[bytes, bytes] = {}
        self._size = 0
        self.midway = False
        """A request has begun and has not ended."""
        self.ended = False
        self.refusal: Problem | None = None

    def feed(self, data: bytes) -> list[Request]:
        """The requests that these bytes complete."""
        if not self.midway and not self.ended and (known := self._heard.get(data)) is not None:
            return [known]
        fresh = not self.midway
        self._done = []
        if len(data) <= self._limit:
            self._feed(data)
            if fresh and len(self._done) == 1 and not self.midway and not self.ended:
                self._remember(data, self._done[0])
        else:
            for start in range(0, len(data), self._limit):
                self._feed(data[start : start + self._limit])
        return self._done

    def close(self) -> None:
        """Let go of the parser, which holds us."""
        self.ended = True
        del self._parser

    def _remember(self, data: bytes, request: Request) -> None:
        """Viewers of a room ask for the same few addresses at the same time, in the same few browsers' words."""
        if len(self._heard) >= HEARD:
            self._heard.clear()
        self._heard[data] = request

    def _feed(self, data: bytes) -> None:
        if self.ended:
            return
        before = len(self._done)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self.ended = True
        except httptools.HttpParserError:
            self._refuse(RequestUnreadable())
        if not self.midway:
            self._size = 0
            return
        # the parser keeps an unfinished header to itself, so what it has been given is what counts
        self._size = self._size + len(data) if len(self._done) == before else 1
        if self._size > self._limit:
            self._refuse(HeadTooLarge())

    def _length(self) -> int:
        return len(self._target) + sum(len(name) + len(value) for name, value in self._headers.items())

    def _refuse(self, problem: Problem) -> None:
        if not self.ended:
            self.ended = True
            self.refusal = problem

    # -- what httptools calls ----------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        self._target = b""
        self._headers = {}
        self.midway = True

    def on_url(self, piece: bytes) -> None:
        self._target += piece

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.lower()] = value

    def on_body(self, _: bytes) -> None:
        self._refuse(BodyRefused())

    def on_message_complete(self) -> None:
        parser, headers = self._parser, self._headers
        self.midway = False
        if self._size and self._length() > self._limit:  # what came in one piece is not longer than a piece
            self._refuse(HeadTooLarge())
        elif b"host" not in headers and parser.get_http_version() != "1.0":
            self._refuse(RequestUnreadable())
        if self.ended:
            return
        self.ended = last = not parser.should_keep_alive() or parser.should_upgrade()
        spoken = not last and b"connection" in headers
        self._done.append(Request(parser.get_method(), self._target, headers, last, spoken))
