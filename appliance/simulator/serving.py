"""The simulator as a process, and as a part of a test."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config as HypercornConfig

from appliance.clock import SystemClock
from appliance.config import Address, Config
from appliance.simulator.app import create_simulator
from appliance.simulator.seals import seals_of
from appliance.simulator.simulator import Simulator
from media.broadcasts.addresses import reachable

REFUNDS_TAKE = 3.0


async def serve(config: Config, stop: asyncio.Event) -> None:
    folder, address = config.data / "simulator", config.simulated
    simulator = Simulator(
        SystemClock(), seals_of(folder), file=folder / "books.jsonl", bills_at_once=True, refunds_take=REFUNDS_TAKE
    )
    async with running(simulator, address, origin(config)):
        await stop.wait()


def origin(config: Config) -> str:
    """http://host:port of the cashier, as a phone in the shop reaches it."""
    return _named(config.host or reachable(config.simulated), config.simulated.port)


@contextlib.asynccontextmanager
async def running(simulator: Simulator, address: Address, origin: str = "") -> AsyncIterator[str]:
    """Its origin while it listens: what buyers call it, else where it listens; port 0 takes any free one."""
    kind = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.create_server((address.host, address.port), family=kind, backlog=128) as listener:
        simulator.origin = origin or _named(address.host, listener.getsockname()[1])
        stop = asyncio.Event()
        served = HypercornConfig()
        served.bind = [f"fd://{listener.detach()}"]
        served.graceful_timeout = 1.0
        served.accesslog = None
        served.errorlog = logging.getLogger("hypercorn.error")
        served.use_reloader = False
        async with simulator.open():
            serving = asyncio.create_task(
                hypercorn_serve(create_simulator(simulator), served, shutdown_trigger=stop.wait), name="simulator"
            )
            try:
                yield simulator.origin
            finally:
                stop.set()
                await serving


def _named(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
