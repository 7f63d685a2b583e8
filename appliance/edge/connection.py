"""One viewer's connection: requests in, answers out in the same order, never more than the viewer reads."""

import asyncio
import logging
import math
from collections import deque
from typing import TYPE_CHECKING, cast

import msgspec

from appliance.edge import answers
from appliance.edge.files import Long, Pouring
from appliance.edge.handshake import shake
from appliance.edge.ports import Answer, Parked, is_parked
from appliance.edge.requests import Reader, Request
from appliance.errors import Problem

if TYPE_CHECKING:
    from appliance.edge.listener import Edge

log = logging.getLogger(__name__)


class Connection(asyncio.Protocol):
    __slots__ = (
        "_asked",
        "_edge",
        "_ending",
        "_full",
        "_parked",
        "_reader",
        "_transport",
        "_waiting",
        "deadline",
        "peer",
    )

    def __init__(self, edge: "Edge") -> None:
        self._edge = edge
        self._transport: asyncio.Transport
        self._reader: Reader | None = None  # an idle connection costs no parser
        self._waiting: deque[Request] | None = None
        self._asked: Request | None = None
        self._parked: Parked | None = None
        self._full = False
        self._ending = False
        self.peer = ""
        self.deadline = math.inf
        """When patience ends, on the clock's stopwatch; the edge looks once a second."""

    def expire(self) -> None:
        """Patience has ended."""
        self._transport.abort()

    def close(self) -> None:
        """The house closes: what is written still goes out."""
        self._stop_waiting()
        self._transport.close()

    # -- what asyncio calls ------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=self._edge.limits.buffer_bytes)
        peer = transport.get_extra_info("peername")
        self.peer = peer[0] if peer else ""
        self.deadline = self._edge.now + self._edge.limits.head_seconds
        crowded = self._edge.join(self)
        if crowded is not None:
            self._refuse(crowded)

    def data_received(self, data: bytes) -> None:
        self._edge.check()
        if self._ending:
            return  # a refused viewer may finish its sentence, but nobody listens
        reader = self._reader
        if reader is None:
            reader = self._reader = Reader(self._edge.limits.head_bytes, self._edge.heard)
        was_midway = reader.midway
        requests = reader.feed(data)
        for request in requests:
            if self._parked is None and not self._full and not self._waiting:
                self._serve(request)
            else:
                self._wait(request)
        self._rest(fresh=bool(requests) or not was_midway)

    def eof_received(self) -> None:
        """The viewer left: the transport sends what is written and closes."""
        self._stop_waiting()

    def pause_writing(self) -> None:
        self._full = True
        if isinstance(self._parked, Pouring):
            self._parked.hold()
        self.deadline = self._edge.now + self._patience(self._edge.limits.stall_seconds)

    def resume_writing(self) -> None:
        self._full = False
        if isinstance(self._parked, Pouring):
            self.deadline = math.inf
            return self._parked.go_on()
        if not self._ending:
            self._go_on()
        return None

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._stop_waiting()
        self._edge.leave(self)
        if self._reader is not None:
            self._reader.close()

    # -- one request after the other ---------------------------------------------------------------------------

    def _wait(self, request: Request) -> None:
        """For the answer to an earlier request, or for the viewer to read."""
        if self._waiting is None:
            self._waiting = deque()
        if len(self._waiting) < self._edge.limits.pipelined:
            self._waiting.append(request)
        else:
            self._waiting[-1] = msgspec.structs.replace(self._waiting[-1], last=True)
            cast("Reader", self._reader).ended = True

    def _serve(self, request: Request) -> None:
        if self._ending:
            return None
        self._asked = request
        if b"sec-websocket-key" in request.headers and self._edge.leads_to_a_room(request):
            return self._upgrade(request)
        found = self._edge.answer(request, self.peer, self._arrived)
        if is_parked(found):
            self._parked = found
            self.deadline = math.inf  # whoever parks an answer also gives up in time
        else:
            self._write(request, found)
        return None

    def _upgrade(self, request: Request) -> None:
        """From here on the transport speaks with a `Socket`, which takes this connection's place."""
        handshake = shake(request)
        self._edge.answered[101 if handshake.agreed else 400] += 1
        if not handshake.agreed:
            self._transport.write(handshake.answer)
            return self._end()
        cast("Reader", self._reader).close()
        self._ending = True
        return self._edge.open_socket(self, self._transport, handshake, request)

    def _arrived(self, answer: Answer) -> None:
        """What was parked is there."""
        if self._parked is not None and self._asked is not None:
            self._parked = None
            self._write(self._asked, answer)
            self._go_on()

    def _go_on(self) -> None:
        while self._waiting and self._parked is None and not self._full:
            self._serve(self._waiting.popleft())
        self._rest(fresh=True)

    def _write(self, request: Request, answer: Answer) -> None:
        edge = self._edge
        if isinstance(answer, Long) and request.method == b"GET":
            return self._pour(request, answer)
        if request.method != b"GET" or answer.status != 200 or b"range" in request.headers:
            answer = answers.shaped(request, answer)
        edge.answered[answer.status] += 1
        edge.sent += len(answer.body)
        self._transport.writelines((answer.head[:-2] + edge.trailer.of(request), answer.body))
        if request.last:
            self._end()
        return None

    def _pour(self, request: Request, answer: Long) -> None:
        """A body that is too long to be in memory; until it is written no further request is served."""
        self._edge.answered[answer.status] += 1
        self._transport.write(answer.head[:-2] + self._edge.trailer.of(request))

        def done(whole: bool) -> None:
            self._parked = None
            if not whole:
                return self._transport.abort()  # the viewer must not take a piece for the whole
            self._edge.sent += answer.length
            if request.last:
                self._end()
            return self._go_on()

        self._parked = pouring = Pouring(answer, self._transport.write, done)
        if self._full:
            pouring.hold()
        else:
            self.deadline = math.inf

    def _refuse(self, problem: Problem) -> None:
        """Say why, then read nothing more."""
        answer = answers.refusal(problem, answers.language_of(self._asked))
        self._edge.answered[answer.status] += 1
        self._transport.writelines((answer.head[:-2] + self._edge.trailer.closing, answer.body))
        self._end()

    def _end(self) -> None:
        """Send what is written, then the end. The viewer closes, or time does.

        Closing at once would reset the connection when bytes of the viewer are still under way, and the reset may
        overtake the answer (RFC 9112 section 9.6).
        """
        if not self._ending:
            self._ending = True
            self.deadline = self._edge.now + self._patience(self._edge.limits.linger_seconds)
            self._transport.write_eof()

    def _patience(self, seconds: float) -> float:
        """As many, and the time that a slow viewer needs to read what is written."""
        return seconds + self._transport.get_write_buffer_size() / self._edge.limits.slowest

    def _stop_waiting(self) -> None:
        self._ending = True
        self._waiting = None
        if self._parked is not None:
            self._parked.cancel()
            self._parked = None
            self.deadline = self._edge.now + self._patience(self._edge.limits.stall_seconds)

    def _rest(self, *, fresh: bool) -> None:
        """When everything asked for is answered, the time until the next request begins to run."""
        reader = self._reader
        if self._ending or self._parked is not None or self._full or reader is None:
            return
        if reader.refusal is not None:
            self._refuse(reader.refusal)
        elif not reader.midway:
            self.deadline = self._edge.now + self._edge.limits.idle_seconds
        elif fresh:  # of a request under way only the first byte starts the clock
            self.deadline = self._edge.now + self._edge.limits.head_seconds
