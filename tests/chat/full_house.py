"""A hub behind an edge in a process of its own, for proofs that measure its memory: prints its port, and serves."""

import asyncio
import sys
from pathlib import Path

import msgspec
import uvloop

from appliance.bus import SocketBus
from appliance.clock import SystemClock
from appliance.config import Address
from appliance.edge import Edge, Limits
from appliance.edge.answers import text
from chat.hub import Hub


class Nothing:
    def ask(self, room, file, query, reply):
        return text(404, "text/plain", b"")

    def allows(self, room, token):
        return "yes"


class Grab(msgspec.Struct):
    sale: str
    quantity: int = 1


async def grab(seat, body):
    return msgspec.json.decode(body, type=Grab)


async def serve():
    clock = SystemClock()
    bus = SocketBus(Path(sys.argv[1]), "live")
    await bus.start()
    hub = Hub(bus, clock, b"k" * 32)
    hub.hear("grab", grab, per_second=50, burst=50)
    await hub.start()
    limits = Limits(stall_seconds=3, linger_seconds=1)
    edge = Edge(Nothing(), Nothing(), clock, health=lambda: True, metrics=lambda: b"", rooms=hub, limits=limits)
    print((await edge.start(Address("127.0.0.1:0"))).port, flush=True)  # noqa: T201
    await asyncio.Event().wait()


uvloop.run(serve())
