"""A simulator on a free port, and a shop's door that keeps what it is told."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import httpx
import pytest

from appliance.clock import SystemClock
from appliance.config import Address
from appliance.simulator import Simulator, running
from appliance.simulator.seals import Seals

NEAR = Address("127.0.0.1:0")


class Shop:
    """Where notifications go: answers the next of `answers`, the last one for ever."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[tuple[int, bytes]] = [(200, b"success")]
        self.address = ""

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator["Shop"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/callbacks"
        async with server:
            yield self

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        status, said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        answer = b"HTTP/1.1 %d X\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s" % (status, len(said), said)
        writer.write(answer)
        await writer.drain()
        writer.close()
        self.heard.append((headers, body))


@pytest.fixture
async def today(seals: Seals) -> AsyncIterator[Simulator]:
    """One that goes by the real clock, as other people's clients do."""
    simulator = Simulator(SystemClock(), seals, bills_at_once=True, patience=60)
    async with running(simulator, NEAR):
        yield simulator


@pytest.fixture
async def client(simulator: Simulator) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=simulator.origin, trust_env=False, timeout=60) as client:
        yield client


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with Shop().open() as shop:
        yield shop
