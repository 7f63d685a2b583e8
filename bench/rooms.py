"""Two rooms to fill with viewers, each a server process on one core: ours, and Debian's nginx with nchan."""

import asyncio
import http.client
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, run
from tempfile import TemporaryDirectory
from typing import Protocol

import msgspec
import uvloop

from appliance.bus import SocketBus
from appliance.clock import SystemClock
from appliance.config import Address
from appliance.db import Database
from appliance.edge import Answer, Edge, Verdict
from appliance.edge.answers import text
from appliance.events import CommentSaid, Event, Good, ProductPinned, Speaker
from appliance.identity import seats
from appliance.identity.seats import Seat
from appliance.tasks import Tasks
from bench.measured import free_port, wait_for
from chat.comments.saying import MutedHere
from chat.hub import Hub, Ports
from chat.manners.known import Known
from chat.room import Room
from chat.ticks import Ticks

ROOM = "r1"
_KEY = b"k" * 32
_MODULE = "/usr/lib/nginx/modules/ngx_nchan_module.so"


class Host(Protocol):
    """A server with one room."""

    port: int
    process: int

    def paths(self, count: int, after: str = "") -> list[str]:
        """Where as many viewers ask for their sockets."""

    def say(self, size: int = 200, *, urgent: bool = False) -> None:
        """Tell the room something of `size` bytes that bears the moment of its birth."""


class Ours:
    def __init__(self, port: int, process: int, bus: SocketBus) -> None:
        self.port = port
        self.process = process
        self.bus = bus

    def paths(self, count: int, after: str = "") -> list[str]:
        tail = f"&after={after}" if after else ""
        return [self.path(f"m{number}") + tail for number in range(count)]

    def path(self, viewer: str) -> str:
        return f"/rooms/{ROOM}?token={seats.sign(_KEY, Seat(ROOM, viewer, 1 << 40, viewer))}"

    def say(self, size: int = 200, *, urgent: bool = False, born: bool = True) -> None:
        """Not `born`: the crowd does not count it."""
        self.bus.publish(pinned() if urgent else comment(size, born=born))


class Nchan:
    def __init__(self, port: int, process: int) -> None:
        self.port = port
        self.process = process
        self._wire = http.client.HTTPConnection("127.0.0.1", port)

    def paths(self, count: int, after: str = "") -> list[str]:  # noqa: ARG002 - it knows neither seats nor places
        return ["/room"] * count

    def say(self, size: int = 200, *, urgent: bool = False) -> None:  # noqa: ARG002 - it knows no hurry
        body = b'{"n":1,"at":%d,"events":[%s]}' % (time.time_ns(), msgspec.json.encode(comment(size)))
        self._wire.request("POST", "/pub", body)
        self._wire.getresponse().read()


class Crowd:
    """`bench/crowd.c`: so many viewers of one room."""

    def __init__(self, host: Host, count: int, folder: Path, *, greeted: bool) -> None:
        self._paths = folder / f"paths-{host.port}"
        self._paths.write_text("\n".join(host.paths(count)), "ascii")
        argv = [str(_built()), str(host.port), str(count), str(self._paths), *(["greeted"] if greeted else [])]
        self._process = Popen(["taskset", "-c", "1", *argv], stdin=PIPE, stdout=PIPE, text=True, bufsize=1)
        self._count = count
        self._host = host

    def sit(self) -> float:
        """Seconds until everybody has a seat."""
        return float(self._asked("start", "ready")[0])

    def come_back(self, after: str) -> float:
        """Everybody is cut off and comes back at once; seconds until all are seated and told what they missed."""
        self._paths.write_text("\n".join(self._host.paths(self._count, after)), "ascii")
        return float(self._asked(f"again {self._paths}", "ready")[0])

    def clear(self) -> None:
        self._say("clear")

    def each(self, frames: int) -> None:
        self._say(f"each {frames}")

    def stall(self, viewers: int) -> None:
        self._say(f"stall {viewers}")

    def done(self) -> None:
        """Wait until as many frames have come as `each` named."""
        self._heard("done")

    def told(self) -> "Told":
        frames, messages, p50, p95, p99, most = self._asked("tell", "told")
        return Told(int(frames), int(messages), float(p50), float(p95), float(p99), float(most))

    def leave(self) -> None:
        self._process.terminate()
        self._process.wait()

    def _asked(self, order: str, answer: str) -> list[str]:
        self._say(order)
        return self._heard(answer)

    def _say(self, order: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(order + "\n")

    def _heard(self, word: str) -> list[str]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            first, *rest = line.split()
            if first == word:
                return rest
        raise RuntimeError(f"the crowd has gone: {self._process.wait()}")


class Told(msgspec.Struct, frozen=True):
    frames: int
    messages: int
    p50: float
    """Milliseconds from birth to viewer, like the others."""
    p95: float
    p99: float
    most: float


@contextmanager
def crowd(host: Host, count: int, *, greeted: bool = True) -> Iterator[Crowd]:
    with TemporaryDirectory() as folder:
        crowd = Crowd(host, count, Path(folder), greeted=greeted)
        try:
            yield crowd
        finally:
            crowd.leave()


@asynccontextmanager
async def ours(*, paced: bool, shop: Path | None = None) -> AsyncIterator[Ours]:
    """`paced`: as in a shop; else every fact goes out by itself, as nchan does it. `shop` tells who may speak."""
    port = free_port()
    with TemporaryDirectory() as run_folder:
        bus = SocketBus(Path(run_folder), "bench")
        await bus.start()
        process = _hub(port, run_folder, "paced" if paced else "at-once", str(shop or ""))
        try:
            await asyncio.to_thread(wait_for, port)
            while not bus.peers:  # noqa: ASYNC110 - it tells nobody when a process is there
                await asyncio.sleep(0.01)
            yield Ours(port, process.pid, bus)
        finally:
            process.terminate()
            process.wait()
            await bus.stop()


@contextmanager
def nchan() -> Iterator[Nchan]:
    port = free_port()
    with TemporaryDirectory(dir="/dev/shm") as folder:
        settings = Path(folder) / "nginx.conf"
        settings.write_text(
            f"load_module {_MODULE}; daemon off; master_process off; worker_processes 1; worker_rlimit_nofile 20000;"
            f"pid {folder}/pid; error_log {folder}/error; events {{ worker_connections 16384; }}"
            f"http {{ access_log off; keepalive_requests 1000000000; server {{ listen 127.0.0.1:{port} backlog=4096;"
            "location = /pub { nchan_publisher; nchan_channel_id room; nchan_message_timeout 5s; }"
            "location = /room { nchan_subscriber websocket; nchan_channel_id room;"
            " nchan_subscriber_first_message newest; } } }"
        )
        process = Popen(["taskset", "-c", "0", "nginx", "-c", str(settings)], stderr=DEVNULL)
        try:
            wait_for(port)
            yield Nchan(port, process.pid)
        finally:
            process.terminate()
            process.wait()


def comment(size: int, *, born: bool = True) -> CommentSaid:
    """Of about `size` bytes as a fact; born now, which the crowd reads off the text."""
    said = CommentSaid(
        room=ROOM,
        comment="c",
        speaker=Speaker("m1", "m1"),
        text=f"@{time.monotonic_ns()}@" if born else "",
        at=datetime(2026, 11, 28, tzinfo=UTC),
    )
    short = max(0, size - len(msgspec.json.encode(said)))
    return msgspec.structs.replace(said, text=said.text + "x" * short)


def pinned() -> Event:
    born = f"@{time.monotonic_ns()}@"
    good = Good("p1", 1, born, "/blobs/p.jpg", 1990, 2990, 12)
    return ProductPinned(room=ROOM, window="w1", good=good)


def _hub(port: int, *told: str) -> Popen[bytes]:
    return Popen(["taskset", "-c", "0", sys.executable, "-m", "bench.rooms", str(port), *told])


def _built() -> Path:
    """The crowd, compiled when it is not yet or has changed."""
    source = Path(__file__).with_name("crowd.c")
    program = source.parents[1] / ".ruff_cache" / "crowd"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        program.parent.mkdir(exist_ok=True)
        run(["gcc", "-O2", "-o", str(program), str(source)], check=True)
    return program


class _Picture:
    def ask(self, room: str, file: str, query: bytes, reply: object) -> Answer:  # noqa: ARG002 - there is none
        return text(404, "text/plain", b"")

    def allows(self, room: str, token: str | None) -> Verdict:  # noqa: ARG002 - everybody may
        return "yes"


async def _serve(port: int, run_folder: str, pace: str, shop: str) -> None:
    if pace != "paced":
        Ticks.schedule = _at_once  # type: ignore[method-assign]
    clock = SystemClock()
    bus = SocketBus(Path(run_folder), "live")
    await bus.start()
    hub = Hub(bus, clock, _KEY)
    async with Tasks(clock) as tasks:
        if shop:
            await _moderate(hub, Database(f"sqlite:///{shop}", bus=bus, clock=clock), bus, tasks)
        await hub.start()
        picture = _Picture()
        edge = Edge(picture, picture, clock, health=lambda: True, metrics=lambda: b"", rooms=hub)
        await edge.start(Address(f"127.0.0.1:{port}"))
        await asyncio.Event().wait()


async def _moderate(hub: Hub, db: Database, bus: SocketBus, tasks: Tasks) -> None:
    """Who may speak and sit is known as `live` knows it; what is said goes nowhere."""
    await db.start()
    known = Known(db, bus, SystemClock())
    await known.start()
    tasks.start("manners", known.run)

    async def comment(seat: Seat, _body: bytes) -> None:
        if known.muted(seat):
            raise MutedHere

    hub.ports = Ports(may_sit=known.may_sit)
    hub.hear("comment", comment, per_second=100, burst=100)


def _at_once(self: Ticks, room: Room) -> None:  # noqa: ARG001 - in place of `Ticks.schedule`
    room.flush()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1]), *sys.argv[2:]))
