"""An edge in a process of its own, for proofs that measure its memory: prints its port, serves until it is ended."""

import asyncio

import uvloop

from appliance.clock import SystemClock
from appliance.config import Address
from appliance.edge import Edge, Limits
from appliance.edge.answers import text


class Shelf:
    playlist = text(200, "application/vnd.apple.mpegurl", bytes(10_000))

    def ask(self, room, file, query, reply):
        return self.playlist

    def allows(self, room, token):
        return "yes"


async def serve():
    shelf = Shelf()
    edge = Edge(shelf, shelf, SystemClock(), health=lambda: True, metrics=lambda: b"", limits=Limits(idle_seconds=20))
    print((await edge.start(Address("127.0.0.1:0"))).port, flush=True)  # noqa: T201
    await asyncio.Event().wait()


uvloop.run(serve())
