"""RTMP and RTMPS listeners: sockets, deadlines and who may push, around the sans-IO session."""

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Callable

from appliance.clock import Clock
from appliance.config import Address
from appliance.errors import Problem, Unavailable
from media.publishers import Ingest, Publication, Publishers
from media.rtmp import keys
from media.rtmp.connection import CONNECT_DEADLINE, Connection

log = logging.getLogger(__name__)

CONNECTION_LIMIT = 200
_BACKLOG = 128
_PATIENCE = 1.0


class RtmpServer:
    """Listens for publishers; the same room's newer publisher wins."""

    def __init__(
        self,
        ingest: Ingest,
        clock: Clock,
        publishers: Publishers | None = None,
        *,
        limit: int = CONNECTION_LIMIT,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """`publishers` is shared with who else lets hosts in; `check` does not return on a box that lost the show."""
        self._ingest = ingest
        self._publishers = publishers or Publishers(clock)
        self._clock = clock
        self._limit = limit
        self.check = check
        self._listeners: list[asyncio.Server] = []
        self._connections: dict[Connection, None] = {}
        """The oldest first."""
        self._admissions: set[asyncio.Task[None]] = set()
        self._watch: asyncio.Task[None] | None = None

    async def start(self, address: Address, tls: ssl.SSLContext | None = None) -> Address:
        """Listen there too, with TLS if given; the bound address."""
        loop = asyncio.get_running_loop()
        listener = await loop.create_server(
            lambda: Connection(self),
            address.host,
            address.port,
            ssl=tls,
            backlog=_BACKLOG,
            ssl_handshake_timeout=CONNECT_DEADLINE if tls else None,
        )
        self._listeners.append(listener)
        if self._watch is None:
            self._watch = asyncio.create_task(self._watch_deadlines(), name="rtmp deadlines")
        return _bound(listener)

    def cut(self, room: str, why: str) -> None:
        """Throw the room's publisher out, for its key was rotated or the show is over."""
        self._publishers.cut(room, why)

    async def stop(self) -> None:
        """Close every listener and connection; every publication has been closed when this returns."""
        for listener in self._listeners:
            listener.close()
        connections = tuple(self._connections)
        for connection in connections:
            connection.hang_up("服务停止 / the server stops")
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        for admission in self._admissions:
            admission.cancel()
        await asyncio.gather(*self._admissions, return_exceptions=True)
        await asyncio.gather(*(connection.lost.wait() for connection in connections))
        for listener in self._listeners:
            # From Python 3.12 on this waits for TLS handshakes under way, too, and those may take their time.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(listener.wait_closed(), _PATIENCE)

    # -- what a connection asks of its server -------------------------------------------------------------------

    def now(self) -> float:
        return self._clock.monotonic()

    def opened(self, connection: Connection) -> bool:
        """Whether there is a place for it: who publishes keeps theirs, who does not makes room for the next."""
        if len(self._connections) >= self._limit:
            oldest = next((each for each in self._connections if each.room is None), None)
            if oldest is None:
                log.warning("%s: turned away, %d connections publish", connection.peer, self._limit)
                return False
            log.info("%s: makes room, %d connections are open", oldest.peer, self._limit)
            del self._connections[oldest]
            oldest.hang_up("满员 / no place")
        self._connections[connection] = None
        return True

    def closed(self, connection: Connection) -> None:
        self._connections.pop(connection, None)
        self.vacated(connection)

    def vacated(self, connection: Connection) -> None:
        """It publishes no longer."""
        if connection.room is not None:
            self._publishers.leave(connection.room, connection)

    def asked(self, connection: Connection, key: str) -> None:
        task = asyncio.create_task(self._admit(connection, key), name=f"admit {connection.peer}")
        self._admissions.add(task)
        task.add_done_callback(self._admissions.discard)

    async def _admit(self, connection: Connection, key: str) -> None:
        try:
            room, publication = await self._ingest.admit(key, connection.peer)
        except Problem as problem:
            log.info("%s: refused with key %s: %s", connection.peer, keys.spoken(key), problem)
            connection.refuse(_sentence(problem))
            return
        except Exception:
            log.exception("%s: admission failed", connection.peer)
            connection.refuse(_sentence(Unavailable()))
            return
        self._seat(connection, room, publication)

    def _seat(self, connection: Connection, room: str, publication: Publication) -> None:
        if connection.gone:
            _close(publication, "连接已断开 / the connection is gone")
            return
        try:
            self._publishers.seat(room, connection)
        except Problem as problem:
            log.warning("%s: refused for room %s: %s", connection.peer, room, problem)
            _close(publication, _sentence(problem))
            connection.refuse(_sentence(problem))
            return
        log.info("%s: on air in room %s", connection.peer, room)
        connection.accept(room, publication)

    async def _watch_deadlines(self) -> None:
        while True:
            await self._clock.sleep(1)
            now = self.now()
            for connection in tuple(self._connections):
                connection.check(now)


def _bound(listener: asyncio.Server) -> Address:
    host, port, *_ = listener.sockets[0].getsockname()
    return Address(f"[{host}]:{port}" if listener.sockets[0].family == socket.AF_INET6 else f"{host}:{port}")


def _sentence(problem: Problem) -> str:
    return f"{problem.sentence('zh')} / {problem.sentence('en')}"


def _close(publication: Publication, why: str) -> None:
    try:
        publication.close(why)
    except Exception:
        log.exception("a publication failed to close")
