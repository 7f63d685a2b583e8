"""A hub behind an edge on a free port, a clock that moves when told, and viewers with a socket each."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable, Container, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from appliance.bus import Bus, LocalBus
from appliance.bus.redis import RedisBus
from appliance.clock import ManualClock
from appliance.config import Address
from appliance.edge import Edge
from appliance.edge import Limits as EdgeLimits
from appliance.edge.answers import text
from appliance.errors import NotAllowed
from appliance.events import CommentSaid, Event, SignInFailed, Speaker
from appliance.identity import seats
from appliance.identity.seats import Seat
from chat.hub import Hub, Ports
from chat.limits import Limits

KEY = b"k" * 32


def pytest_asyncio_loop_factories(config, item):
    return {"uvloop": uvloop.new_event_loop}  # what `live` runs on


class Picture:
    """A playlist for whoever asks, so that one can watch without a seat."""

    def ask(self, room, file, query, reply):
        return text(200, "application/vnd.apple.mpegurl", b"#EXTM3U\n")


class Gate:
    def allows(self, room, token):
        return "yes"


class Viewer:
    """Reads everything into `frames`, by the order it came; `events` are the facts of all of them."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[dict[str, Any]] = []
        self.code: int | None = None
        self.met = asyncio.Event()
        """Welcomed or turned away."""
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        with suppress(ConnectionClosed):
            async for said in self.socket:
                self.frames.append(json.loads(said))
                self.met.set()
        self.code = self.socket.close_code
        self.met.set()

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for frame in self.frames for event in frame.get("events", ())]

    @property
    def texts(self) -> list[str]:
        return [event["text"] for event in self.events if event["type"] == "CommentSaid"]

    @property
    def welcome(self) -> dict[str, Any]:
        return self.frames[0]

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        return {frame["ref"]: frame for frame in self.frames if "ref" in frame}

    @property
    def place(self) -> str:
        """Where one left off, for ``after``."""
        numbered = [frame["n"] for frame in self.frames if "n" in frame]
        return f"{self.welcome['epoch']}.{numbered[-1]}"

    async def say(self, kind: str, **fields: object) -> None:
        await self.socket.send(json.dumps({"type": kind, **fields}))

    async def leave(self) -> None:
        await self.socket.close()
        await self._reading


class Box:
    """An edge and a hub as one process has them; `bus` is where others tell and hear."""

    def __init__(self, bus: Bus, clock: ManualClock, hub_limits: Limits, edge_limits: EdgeLimits) -> None:
        self.bus = self.own_bus = bus
        self.clock = clock
        self.moment: datetime | None = datetime(2026, 11, 22, 11, 59, 58, tzinfo=UTC)
        self.banned: set[str] = set()
        self.delay = 0
        ports = Ports(
            edge_of=lambda _room: self.moment,
            delay_of=lambda _room: self.delay,
            beside=self._beside,
            watched=self._watched,
            likes=lambda _room: 901,
            may_sit=lambda seat: NotAllowed() if seat.viewer in self.banned else None,
        )
        self.hub = Hub(bus, clock, KEY, ports, hub_limits)
        self.edge = Edge(
            Picture(), Gate(), clock, health=lambda: True, metrics=lambda: b"", rooms=self.hub, limits=edge_limits
        )
        self._viewers: list[Viewer] = []

    async def start(self) -> None:
        await self.hub.start()
        self.address = await self.edge.start(Address("127.0.0.1:0"))

    def _beside(self, room: str, seated: Container[int]) -> int:
        return self.edge.viewers(room, seated)

    def _watched(self) -> Iterable[str]:
        return self.edge.audiences()

    async def stop(self) -> None:
        for viewer in self._viewers:
            viewer.socket.transport.abort()
        await self.edge.stop()
        await self.hub.stop()

    def seat(self, viewer: str = "m1", room: str = "r1", **more: Any) -> str:
        expires = int((self.clock.now() + timedelta(minutes=5)).timestamp())
        return seats.sign(KEY, Seat(room, viewer, more.pop("expires", expires), more.pop("name", viewer), **more))

    async def sit(
        self, viewer: str = "m1", room: str = "r1", after: str = "", token: str = "", **options: Any
    ) -> Viewer:
        """Sit down; returns when welcomed or turned away."""
        role = options.pop("role", "")
        token = token or self.seat(viewer, room, role=role, avatar=options.pop("avatar", ""))
        address = f"ws://{self.address}/rooms/{room}?token={token}" + (f"&after={after}" if after else "")
        options.setdefault("user_agent_header", viewer)
        seated = Viewer(await connect(address, ping_interval=None, close_timeout=2, **options))
        self._viewers.append(seated)
        await asyncio.wait_for(seated.met.wait(), 10)
        return seated

    async def seconds(self, count: float) -> None:
        """Let time pass in steps of the hub's tick; what was told before is heard then, and what was told meanwhile."""
        await _heard(self.bus, self.own_bus)
        for _ in range(round(count / 0.025)):
            await self.clock.advance(0.025)
            await asyncio.sleep(0)
        await self.clock.advance(0.001)  # sums of fractions fall short
        await _heard(self.own_bus, self.bus)


async def _heard(said: Bus, by: Bus) -> None:
    """No clock of ours knows how long Redis takes."""
    last = SignInFailed(login=secrets.token_hex(6), address="")  # means nothing to a hub
    heard = asyncio.Event()
    ear = by.listen(lambda fact: heard.set() if fact == last else None, SignInFailed, name="last")
    said.publish(last)
    await asyncio.wait_for(heard.wait(), 10)
    ear.close()


def comment(text: str, room: str = "r1") -> CommentSaid:
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    return CommentSaid(room=room, comment=text, speaker=Speaker("m9", "小九"), text=text, at=at)


@pytest.fixture
def hub_limits() -> Limits:
    """Replaced where a test is about a limit."""
    return Limits()


@pytest.fixture
def edge_limits() -> EdgeLimits:
    return EdgeLimits(linger_seconds=0.2)


@pytest.fixture
def a_box(clock, hub_limits, edge_limits) -> Callable[[Bus], Box]:
    """``a_box(bus)``, not started."""
    return lambda bus: Box(bus, clock, hub_limits, edge_limits)


@pytest.fixture(params=["one bus", "Redis"])
async def buses(request) -> AsyncIterator[tuple[Bus, Bus]]:
    """Of two processes that hear each other: one and the same, or two by a Redis channel that no other test knows."""
    buses: tuple[Bus, Bus]
    if request.param == "Redis":
        url = f"{request.getfixturevalue('redis_url').rpartition('/')[0]}/{secrets.token_hex(6)}?db=9"
        buses = RedisBus(url), RedisBus(url)
    else:
        buses = (LocalBus(),) * 2
    for bus in dict.fromkeys(buses):
        await bus.start()
    yield buses
    for bus in dict.fromkeys(buses):
        await bus.stop()


@pytest.fixture
async def box(buses, a_box) -> AsyncIterator[Box]:
    """A hub that hears of everything, and is heard, by way of each kind of bus."""
    own, elsewhere = buses
    box = a_box(own)
    box.bus = elsewhere
    await box.start()
    yield box
    await box.stop()


@pytest.fixture
def said():
    return comment


@pytest.fixture
async def told(bus: LocalBus) -> list[Event]:
    """Every fact that was told, in order."""
    facts: list[Event] = []
    bus.listen(facts.append, name="test")
    return facts
