"""The edge: it listens, lets viewers in, asks the gate and the origin, and keeps time for every connection."""

import asyncio
import logging
import resource
from collections import Counter
from collections.abc import Callable, Container
from contextlib import suppress
from http import HTTPStatus
from socket import SO_SNDBUF, SOL_SOCKET

import msgspec

from appliance.clock import Clock
from appliance.config import Address
from appliance.edge import answers
from appliance.edge.connection import Connection
from appliance.edge.files import Long, Looking
from appliance.edge.handshake import Handshake
from appliance.edge.limits import Limits
from appliance.edge.ports import Answer, File, Gate, Library, Parked, Picture, Rooms, Verdict, is_parked
from appliance.edge.problems import Crowded, MethodRefused, PlayLinkExpired, PlayLinkRefused, UpgradeNeeded
from appliance.edge.requests import Request
from appliance.edge.routes import Route, route
from appliance.edge.socket import Socket
from appliance.edge.trailer import Trailer
from appliance.edge.viewers import Viewers, mark
from appliance.errors import NotFound, Problem
from appliance.metrics import CONTENT_TYPE, is_near
from appliance.subscriber import subscriber
from appliance.tasks import Tasks

log = logging.getLogger(__name__)

_READING = (b"GET", b"HEAD")
_WELCOME = ("yes", "unseen")
VERDICT_SECONDS = 5
VERDICTS = 20_000
FILES_OF_OTHERS = 512
"""Open files that the process needs beside its viewers."""


class Edge:
    """``edge = Edge(origin, gate, clock, health=..., metrics=...); await edge.start(Address("0.0.0.0:8081"))``"""

    def __init__(
        self,
        picture: Picture,
        gate: Gate,
        clock: Clock,
        *,
        health: Callable[[], bool],
        metrics: Callable[[], bytes],
        rooms: Rooms | None = None,
        library: Library | None = None,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """`check` does not return where another box may have taken over; it is asked before anything is answered."""
        self._picture = picture
        self._gate = gate
        self._rooms = rooms
        self._library = library
        self.clock = clock
        self.check = check
        self._health = health
        self._metrics = metrics
        self.limits = limits
        self._server: asyncio.Server | None = None
        self._tasks = Tasks(clock)
        self._emptied = asyncio.Event()
        self._viewers = Viewers()
        self._verdicts: dict[tuple[str, str | None], Verdict] = {}
        self._measured: bytes | None = None
        self._addresses: Counter[str] = Counter()
        self._seconds = 0
        self._room = 0
        self.now = clock.monotonic()
        """The stopwatch as of the last full second: what most of a viewer's deadlines need."""
        self.trailer = Trailer.at(clock)
        self.heard: dict[bytes, Request] = {}
        """What the readers of all connections share."""
        self.connections: set[Connection | Socket] = set()
        self.refused = 0
        """Connections turned away for want of room."""
        self.answered: Counter[int] = Counter()
        """Answers by status."""
        self.sent = 0
        """Bytes of bodies handed to the network."""
        self.dropped = 0
        """Frames that viewers of rooms did not get because they read too slowly."""
        self.stuck = 0
        """Viewers of rooms who were closed for that."""

    async def start(self, address: Address) -> Address:
        """Listen; the address that it got (port 0 takes any)."""
        self._room = _room_for(self.limits.connections)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self), address.host, address.port, backlog=4096)
        self._tasks.start("edge second", self._keep_time, restart="always")
        host, port = self._server.sockets[0].getsockname()[:2]
        return Address(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")

    async def stop(self) -> None:
        """Close the door, let what is written go out for a moment, and end every connection."""
        if self._server is not None:
            self._server.close()
        for connection in list(self.connections):
            connection.close()
        if self.connections:
            self._emptied.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._emptied.wait(), self.limits.linger_seconds)
        for connection in list(self.connections):
            connection.expire()
        await self._tasks.stop()

    def viewers(self, room: str, seated: Container[int] = ()) -> int:
        """Sessions that asked for a playlist of the room within the last 15 seconds; without those of `seated`."""
        return self._viewers.count(room, self.clock.monotonic(), seated)

    def audiences(self) -> dict[str, int]:
        """`viewers` of every room that has any."""
        return self._viewers.counts(self.clock.monotonic())

    # -- what a connection asks --------------------------------------------------------------------------------

    def join(self, connection: Connection) -> Problem | None:
        """Take a newcomer in, or say why not."""
        self.connections.add(connection)
        if connection.peer not in self.limits.trusted:
            line = subscriber(connection.peer)
            self._addresses[line] += 1
            if self._addresses[line] > self.limits.per_address:
                self.refused += 1
                return Crowded(retry_after=10)
        if len(self.connections) > self._room:
            self.refused += 1
            return Crowded(retry_after=10)
        return None

    def leave(self, connection: Connection | Socket) -> None:
        self.connections.discard(connection)
        if not self.connections:
            self._emptied.set()
        if connection.peer not in self.limits.trusted:
            line = subscriber(connection.peer)
            self._addresses[line] -= 1
            if not self._addresses[line]:
                del self._addresses[line]

    def leads_to_a_room(self, request: Request) -> bool:
        return self._rooms is not None and route(request.target).place == "room"

    def open_socket(
        self, connection: Connection, transport: asyncio.Transport, handshake: Handshake, request: Request
    ) -> None:
        """The socket takes the connection's place, and a seat."""
        place, viewer = route(request.target), self._viewer(request, connection.peer)
        socket = Socket(self, transport, handshake, connection.peer, viewer)
        socket.language = answers.language_of(request)
        socket.session = mark((viewer, request.headers.get(b"user-agent")))
        self.connections.discard(connection)
        self.connections.add(socket)
        transport.set_protocol(socket)
        if (raw := transport.get_extra_info("socket")) is not None:
            raw.setsockopt(SOL_SOCKET, SO_SNDBUF, self.limits.kernel_bytes)
        socket.seat(self._rooms.sit(place.room, place.query, socket) if self._rooms is not None else None)

    def answer(self, request: Request, peer: str, reply: Callable[[Answer], None]) -> Answer | Parked:
        """What `request` gets, or Parked until `reply` is called."""
        try:
            if request.method not in _READING:
                return _about(request)
            place = route(request.target)
            if place.place == "picture":
                return self._show(place, request, peer, reply)
            if place.place == "replay" and self._library is not None:
                return self._look_up(place, request, reply, self._library)
            return self._tell(place, request, peer)
        except Problem as problem:
            return answers.refusal(problem, answers.language_of(request))
        except Exception:
            log.exception("no answer", extra={"target": request.target})
            return answers.refusal(Problem(), answers.language_of(request))

    # -- places ------------------------------------------------------------------------------------------------

    def _tell(self, place: Route, request: Request, peer: str) -> Answer:
        if place.place == "health":
            return self._tell_health()
        if place.place == "metrics" and is_near(self._viewer(request, peer)):
            return self._tell_metrics()
        if place.place == "room" and self._rooms is not None:
            raise UpgradeNeeded
        raise NotFound

    def _show(self, place: Route, request: Request, peer: str, reply: Callable[[Answer], None]) -> Answer | Parked:
        verdict = self._admitted(place)
        found = self._picture.ask(place.room, place.file, place.query, reply)
        if verdict == "yes" and place.playlist and (is_parked(found) or found.status == HTTPStatus.OK):
            session = self._viewer(request, peer), request.headers.get(b"user-agent")
            self._viewers.saw(place.room, session, self.now)
        return found

    def _look_up(self, place: Route, request: Request, reply: Callable[[Answer], None], library: Library) -> Parked:
        """What is on a disk is found and read beside the live show, never before it."""
        staff = self._admitted(place) == "unseen"
        packs = b"gzip" in request.headers.get(b"accept-encoding", b"")

        async def find() -> Answer:
            found = await library.find(place.room, place.file, staff=staff, packs=packs)
            return await _begun(answers.filed(request, found), found) if isinstance(found, File) else found

        return Looking(find(), reply, lambda problem: answers.refusal(problem, answers.language_of(request)))

    def _admitted(self, place: Route) -> Verdict:
        """Raises PlayLinkExpired, PlayLinkRefused."""
        verdict = self._verdicts.get((place.room, place.token)) or self._verdict(place.room, place.token)
        if verdict not in _WELCOME:
            raise PlayLinkExpired if verdict == "expired" else PlayLinkRefused
        return verdict

    def _verdict(self, room: str, token: str | None) -> Verdict:
        if len(self._verdicts) >= VERDICTS:
            self._verdicts.clear()
        verdict = self._verdicts[room, token] = self._gate.allows(room, token)
        return verdict

    def ask_anew(self) -> None:
        """Who may watch has changed: what the gate said is remembered no longer."""
        self._verdicts.clear()

    def _viewer(self, request: Request, peer: str) -> str:
        """The viewer's address; a proxy tells the one it serves last."""
        told = request.headers.get(b"x-forwarded-for") if peer in self.limits.trusted else None
        return told.rpartition(b",")[2].strip().decode("latin-1") if told else peer

    def _tell_health(self) -> answers.Reply:
        well = self._health()
        status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
        return answers.text(status, "application/json", msgspec.json.encode({"healthy": well}))

    def _tell_metrics(self) -> answers.Reply:
        if self._measured is None:  # once a second, however many ask
            self._measured = self._metrics()
        return answers.text(HTTPStatus.OK, CONTENT_TYPE, self._measured)

    # -- once a second -----------------------------------------------------------------------------------------

    async def _keep_time(self) -> None:
        while True:
            await self.clock.sleep(1.0)
            self._tick()

    def _tick(self) -> None:
        """One walk over all connections costs less than a timer for each: 0.2 ms for ten thousand."""
        self._seconds += 1
        self.now = self.clock.monotonic()
        self.trailer = Trailer.at(self.clock)
        self._measured = None
        if self._seconds % VERDICT_SECONDS == 0:
            self._verdicts.clear()
            self._viewers.forget(self.now)
        for connection in [each for each in self.connections if each.deadline < self.now]:
            connection.expire()


def _room_for(connections: int) -> int:
    """As many as wished, or as this process may open files for; its own limit is raised as far as it may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wished = connections + FILES_OF_OTHERS
    if soft != resource.RLIM_INFINITY and soft < wished:
        soft = wished if hard == resource.RLIM_INFINITY else min(wished, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return connections if soft == resource.RLIM_INFINITY else min(connections, soft - FILES_OF_OTHERS)


async def _begun(answer: Answer, file: File) -> Answer:
    """Raises Problem where a file lies far away and its line is down: after the head it could only break off."""
    if file.far and isinstance(answer, Long):
        await file.content.read(answer.first, 1)
    return answer


def _about(request: Request) -> Answer:
    """What may be done here."""
    if request.method == b"OPTIONS":
        return answers.preflight()
    raise MethodRefused
