"""One publisher's socket: hands bytes to the session, events to the publication, and ends for sure."""

import asyncio
import logging
import socket
from typing import TYPE_CHECKING, Any, cast

from media.packets import AudioConfig, Packet, VideoConfig
from media.rtmp.errors import ProtocolError
from media.rtmp.gathering import Gathering
from media.rtmp.session import Event, PublishAsked, ServerSession

if TYPE_CHECKING:
    from media.publishers import Publication
    from media.rtmp.server import RtmpServer

log = logging.getLogger(__name__)

CONNECT_DEADLINE = 10.0
"""Seconds from the first byte (or the end of a publish) to an accepted publish."""
READ_DEADLINE = 6.0
"""Seconds of silence after which a publisher counts as gone."""
_FAREWELL = 0.5
_UNSENT_LIMIT = 64 << 10
_SOCKET_OPTIONS = (
    (socket.SOL_SOCKET, socket.SO_SNDBUF, _UNSENT_LIMIT),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 5),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 2),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 8000),
)


class Connection(asyncio.Protocol):
    """Idle, then waiting for admission, then publishing; `room` is set while it publishes."""

    def __init__(self, server: "RtmpServer") -> None:
        self.peer = ""
        self.room: str | None = None
        self.gone = False
        """Nothing more will be handed on; the socket may still say goodbye."""
        self.lost = asyncio.Event()
        """The socket is closed."""
        self._server = server
        self._session = ServerSession()
        self._transport: asyncio.Transport | None = None
        self._publication: Publication | None = None
        self._waiting: list[Event] | None = None
        self._paused = False
        self._gathering = Gathering(None)
        self._since = self._heard = server.now()

    # -- what asyncio calls -------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=_UNSENT_LIMIT)
        self.peer = _host(transport.get_extra_info("peername"))
        _tune(transport.get_extra_info("socket"))
        if transport.get_extra_info("ssl_object") is None:
            self._gathering = Gathering(transport.get_extra_info("socket"))
        if not self._server.opened(self):
            self.hang_up("满员 / no place")

    def data_received(self, data: bytes) -> None:
        self._server.check()
        if self.gone:
            return
        self._heard = self._server.now()
        try:
            events = self._session.receive(data)
        except ProtocolError as error:
            log.info("%s: hung up on: %s", self.peer, error)
            self.hang_up(f"协议错误 / protocol error: {error}")
            return
        self._dispatch(events)
        self._flush()
        if not self.gone:
            self._gathering.took(len(data), self._session.missing)

    def eof_received(self) -> bool:
        return False

    def pause_writing(self) -> None:
        """A peer that reads none of our few answers is not worth a buffer."""
        self.hang_up("对方不接收数据 / the peer does not read")

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(f"连接断开 / connection lost{f': {exc}' if exc else ''}")
        self._server.closed(self)
        self.lost.set()

    # -- what the server calls ----------------------------------------------------------------------------------

    def accept(self, room: str, publication: "Publication") -> None:
        """Tell the publisher to start, and hand on what it has already sent."""
        self.room, self._publication = room, publication
        self._heard = self._server.now()
        self._session.accept()
        self._flush()
        waiting, self._waiting = self._waiting or [], None
        self._dispatch(waiting)
        self._read(self._waiting is None)

    def refuse(self, sentence: str) -> None:
        """Say why, and close when that has had time to arrive."""
        if self.gone:
            return
        self._session.refuse(sentence)
        self._flush(sentence)
        self._end(sentence)

    def hang_up(self, why: str) -> None:
        """At once, without a word."""
        self._end(why)
        if self._transport:
            self._transport.abort()

    def check(self, now: float) -> None:
        """Hang up when a deadline has passed."""
        if self.gone:
            return
        if self._publication is not None:
            self._gathering.beat(1.0)
            if now - self._heard > READ_DEADLINE:
                log.info("%s: silent for %d s in room %s", self.peer, READ_DEADLINE, self.room)
                self.hang_up("推流端没有数据 / the publisher fell silent")
        elif now - self._since > CONNECT_DEADLINE:
            log.info("%s: did not publish within %d s", self.peer, CONNECT_DEADLINE)
            self.hang_up("没有开始推流 / nothing was published")

    # -----------------------------------------------------------------------------------------------------------

    def _dispatch(self, events: list[Event]) -> None:
        for event in events:
            if self.gone:
                return
            if self._waiting is not None:
                self._waiting.append(event)
            elif isinstance(event, Packet | VideoConfig | AudioConfig):
                self._hand_on(event)
            elif isinstance(event, PublishAsked):
                self._ask(event.key)
            else:
                self._unpublished()

    def _ask(self, key: str) -> None:
        """Read no further until the server has said accept() or refuse()."""
        self._waiting = []
        self._read(False)
        self._server.asked(self, key)

    def _hand_on(self, event: Packet | VideoConfig | AudioConfig) -> None:
        if self._publication is None:
            return
        try:
            if isinstance(event, Packet):
                self._publication.packet(event)
            else:
                self._publication.configure(event)
        except Exception:
            log.exception("%s: room %s failed to take its stream", self.peer, self.room)
            self.hang_up("内部错误 / internal error")

    def _unpublished(self) -> None:
        self._gathering.rest()
        self._since = self._server.now()
        self._close_publication("推流结束 / the publisher stopped")

    def _read(self, wanted: bool) -> None:
        if self._transport is None or self._transport.is_closing() or wanted is not self._paused:
            return
        self._paused = not wanted
        if wanted:
            self._transport.resume_reading()
        else:
            self._transport.pause_reading()

    def _flush(self, why: str = "会话结束 / the session is over") -> None:
        if self._transport is None or self._transport.is_closing():
            return
        outgoing = self._session.to_send()
        if outgoing:
            self._transport.write(outgoing)
        if self._session.over:
            self._end(why)
            self._linger()

    def _linger(self) -> None:
        """Closing a socket that still receives resets it, and the sentence would be lost: read on for a moment."""
        self._read(True)
        if self._transport:
            asyncio.get_running_loop().call_later(_FAREWELL, self._transport.abort)

    def _end(self, why: str) -> None:
        """The one way out, from wherever the end came; the socket is the caller's to close."""
        if self.gone:
            return
        self.gone = True
        self._waiting = None
        self._close_publication(why)

    def _close_publication(self, why: str) -> None:
        self._server.vacated(self)
        publication, self._publication, self.room = self._publication, None, None
        if publication is None:
            return
        log.info("%s: no longer on air: %s", self.peer, why)
        try:
            publication.close(why)
        except Exception:
            log.exception("%s: a publication failed to close", self.peer)


def _host(peername: Any) -> str:
    return str(peername[0]).removeprefix("::ffff:") if isinstance(peername, tuple) else "local"


def _tune(connection: socket.socket | None) -> None:
    if connection is None:
        return
    for level, option, value in _SOCKET_OPTIONS:
        connection.setsockopt(level, option, value)
