"""One viewer's socket in a room: frames out, never more than the viewer reads; frames in, never more than is decent."""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from websockets.extensions import Extension
from websockets.frames import Frame as Heard
from websockets.frames import Opcode
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from appliance.edge.handshake import Handshake, opened
from appliance.edge.ports import Frame, Sitter
from appliance.edge.whole import DEFLATED, PONG, Whole, ends_whole, inflated, whole
from appliance.errors import Language

if TYPE_CHECKING:
    from appliance.edge.listener import Edge

FLOODED, NOT_TEXT, RESTARTS, TOO_SLOW = 1008, 1003, 1012, 4408
_SLICE = 4096


class Socket(asyncio.Protocol):
    """What is told goes to the transport while the viewer reads, and is held while they do not: then the oldest frames
    that need not last are dropped first, and who stays stuck is closed. Frames are shared, so holding costs next to
    nothing.
    """

    __slots__ = (
        "_deflate",
        "_deflates",
        "_edge",
        "_ending",
        "_first",
        "_full",
        "_held",
        "_in_step",
        "_level",
        "_pinged",
        "_protocol",
        "_said",
        "_sitter",
        "_transport",
        "_weight",
        "_write",
        "address",
        "deadline",
        "language",
        "peer",
        "session",
    )

    def __init__(
        self, edge: "Edge", transport: asyncio.Transport, handshake: Handshake, peer: str, address: str
    ) -> None:
        self._edge = edge
        self._transport = transport
        self._first = [handshake.answer]
        self._write: Callable[[bytes], object] = self._first.append
        self._deflate: tuple[Extension, ...] = handshake.deflate
        self._deflates = handshake.deflates
        self._protocol: ServerProtocol | None = None  # who says nothing long or odd costs no parser
        self._in_step = True
        """What comes next begins with a frame's first byte."""
        self._said: bytearray | None = None
        self._sitter: Sitter | None = None
        self._held: deque[Frame] = deque()
        self._weight = 0
        self._full = False
        self._ending = False
        self._pinged = False
        self._level = -math.inf
        self.peer = peer
        self.address = address
        """The viewer's own; a proxy tells it."""
        self.session = 0
        """Tells whether the one who sits here is also counted for playing the picture."""
        self.language: Language = "zh"
        transport.set_write_buffer_limits(high=edge.limits.unsent_bytes)
        self._rest()

    def seat(self, sitter: Sitter | None) -> None:
        """Who hears what the viewer says; None: nobody, it is closing. What was told so far goes out in one piece."""
        self._sitter = sitter
        self._transport.writelines(self._first)
        self._first = []
        self._write = self._transport.write
        if self._ending:
            self._leave()

    @property
    def lags(self) -> bool:
        """What is told now has to wait until the viewer reads."""
        return self._full

    # -- out ---------------------------------------------------------------------------------------------------

    def tell(self, frame: Frame) -> None:
        if self._full:
            self._hold(frame)
        else:
            self._write(frame.deflated if self._deflates else frame.plain)

    def end(self, code: int) -> None:
        """Close with a code (docs/ROOM.md); what is written still goes out, if the viewer reads it in time."""
        if self._ending:
            return
        self._leave()
        protocol = self._reader()
        if protocol.state is OPEN:
            protocol.send_close(code)
            self._flush(protocol)
        self.deadline = self._edge.now + self._edge.limits.linger_seconds

    def close(self) -> None:
        """The house closes."""
        self.end(RESTARTS)

    def expire(self) -> None:
        """Patience has ended: with a viewer who does not read, who does not answer, or who does not go."""
        if self._full and not self._ending:
            self._edge.stuck += 1
            self.end(TOO_SLOW)
        elif self._ending or self._pinged:
            self._transport.abort()
        else:
            self._pinged = True
            self._write(Heard(Opcode.PING, b"").serialize(mask=False))
            self.deadline = self._edge.now + self._edge.limits.pong_seconds

    def _hold(self, frame: Frame) -> None:
        if self._ending:
            return
        self._held.append(frame)
        self._weight += len(frame.plain)
        if self._weight > self._edge.limits.held_bytes:
            self._drop()
        if self._weight > self._edge.limits.held_bytes:
            self._edge.stuck += 1
            self.end(TOO_SLOW)

    def _drop(self) -> None:
        """The oldest that need not last, until a quarter is free: not to walk the line for every single frame."""
        enough = self._edge.limits.held_bytes * 3 // 4
        kept: deque[Frame] = deque()
        for frame in self._held:
            if frame.lasting or self._weight <= enough:
                kept.append(frame)
            else:
                self._weight -= len(frame.plain)
                self._edge.dropped += 1
        self._held = kept

    # -- in ----------------------------------------------------------------------------------------------------

    def _hear(self, frame: Heard) -> None:
        if frame.opcode is Opcode.BINARY:
            self.end(NOT_TEXT)
        elif frame.opcode is Opcode.TEXT and frame.fin:
            self._tell_sitter(bytes(frame.data))
        elif frame.opcode is Opcode.TEXT:
            self._said = bytearray(frame.data)
        elif frame.opcode is Opcode.CONT and self._said is not None:
            self._said += frame.data
            if frame.fin:
                text, self._said = bytes(self._said), None
                self._tell_sitter(text)

    def _read(self, frame: Whole) -> bool:
        """A short frame that came by itself; False: the parser has to judge it."""
        if frame.kind == DEFLATED:
            text = inflated(frame.body, self._deflate, self._edge.limits.frame_bytes)
            if text is None:
                return False
        else:
            text = frame.body
        if self._is_flood():
            self.end(FLOODED)
            return True
        if frame.kind != PONG:
            self._tell_sitter(text)
        self._rest()
        return True

    def _tell_sitter(self, text: bytes) -> None:
        if self._sitter is not None:
            self._sitter.heard(text)

    def _is_flood(self) -> bool:
        """A frame more; true when nobody's fingers send so many (GCRA: one number says how far ahead they are)."""
        limits, now = self._edge.limits, self._edge.clock.monotonic()
        self._level = max(self._level, now - limits.frames_at_once / limits.frames_per_second)
        self._level += 1 / limits.frames_per_second
        return self._level > now

    def _reader(self) -> ServerProtocol:
        if self._protocol is None:
            self._protocol = opened(self._deflate, self._edge.limits.frame_bytes)
        return self._protocol

    def _flush(self, protocol: ServerProtocol) -> None:
        """What the protocol itself answers: pongs and closes."""
        for piece in protocol.data_to_send():
            if piece:
                self._write(piece)
            else:  # both have said that it ends (RFC 6455 section 7.1.1)
                self._leave()
                self._transport.close()

    # -- what asyncio calls ------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        self._edge.check()
        if self._in_step and self._said is None and not self._ending:
            short = whole(data)
            if short is not None and self._read(short):
                return None
        self._in_step = self._in_step and ends_whole(data)
        protocol = self._reader()
        for start in range(0, len(data), _SLICE):
            protocol.receive_data(data[start : start + _SLICE] if len(data) > _SLICE else data)
            for frame in protocol.events_received():
                if self._is_flood():
                    return self.end(FLOODED)
                if isinstance(frame, Heard) and not self._ending:
                    self._hear(frame)
            self._flush(protocol)
            if self._transport.is_closing():
                return None
        return self._rest()

    def pause_writing(self) -> None:
        self._full = True
        if not self._ending:
            self.deadline = self._edge.now + self._edge.limits.stall_seconds

    def resume_writing(self) -> None:
        self._full = False
        while self._held and not self._full:
            frame = self._held.popleft()
            self._weight -= len(frame.plain)
            self._write(frame.deflated if self._deflates else frame.plain)
        if not self._full:
            self._rest()
            if self._sitter is not None:
                self._sitter.caught_up()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._leave()
        self._edge.leave(self)

    # -- ends --------------------------------------------------------------------------------------------------

    def _leave(self) -> None:
        self._ending = True
        self._held.clear()
        self._weight = 0
        if self._sitter is not None:
            sitter, self._sitter = self._sitter, None
            sitter.left()

    def _rest(self) -> None:
        """They are there: until the next look."""
        if not self._ending and not self._full:
            self._pinged = False
            self.deadline = self._edge.now + self._edge.limits.silent_seconds
