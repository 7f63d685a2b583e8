"""How the web process listens."""

import asyncio
import logging
import socket
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from quart import Quart, Response

from appliance import web
from appliance.clock import SystemClock
from appliance.config import Address, Config, Proxies

CADDY_KEEPS = 120
"""Seconds that Debian's Caddy keeps a connection to us for the next request."""
BARE_KEEPS = 5
"""Seconds that the server would keep one by itself, as long as httpx does: who asks then loses every such race."""


def test_a_quiet_connection_is_closed_by_who_asks_and_not_by_us(tmp_path: Path):
    assert web.listening(Config(data=tmp_path)).keep_alive_timeout > CADDY_KEEPS > BARE_KEEPS


def test_it_listens_where_it_was_told(tmp_path: Path):
    told = Config(data=tmp_path, http=Address("127.0.0.1:0"))
    (secure, insecure, quic) = _sockets(web.listening(told))
    assert (secure, quic) == ([], [])
    assert [one.getsockname()[0] for one in insecure] == ["127.0.0.1"]
    for one in insecure:
        one.close()


async def test_who_listens_to_a_stream_costs_no_traceback_when_the_house_closes(tmp_path: Path, monkeypatch, caplog):
    app = Quart("streams")
    app.extensions["jinbo"] = SimpleNamespace(clock=SystemClock(), db=None, bus=None)

    @app.get("/stream")
    async def stream() -> Response:
        async def tell():
            yield b"."
            await app.shutdown_event.wait()

        answer = Response(tell())
        answer.timeout = None
        return answer

    monkeypatch.setattr(web, "create_app", lambda *_, **__: app)
    monkeypatch.setattr(web, "look_after", lambda *_, **__: None)
    caplog.set_level(logging.WARNING)
    faults = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    stop = asyncio.Event()
    serving = asyncio.create_task(web.serve(Config(data=tmp_path, http=Address(address)), stop))
    transport = httpx.AsyncHTTPTransport(retries=5)
    async with (
        httpx.AsyncClient(transport=transport, timeout=20) as client,
        client.stream("GET", f"http://{address}/stream") as answer,
    ):
        heard = answer.aiter_raw()
        assert await anext(heard) == b"."
        stop.set()
        assert [piece async for piece in heard] == []
    await serving
    assert faults == []
    assert not caplog.records


@pytest.mark.parametrize(
    ("peer", "told", "heard"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("192.168.1.10", "203.0.113.9", "203.0.113.9"),
        ("192.168.1.10", "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        ("192.168.1.77", "203.0.113.9", "192.168.1.77"),
        ("192.168.1.10", None, "192.168.1.10"),
    ],
)
async def test_only_a_proxy_of_the_house_says_for_whom_it_asks(peer: str, told: str | None, heard: str):
    asked = []

    async def app(scope, receive, send) -> None:
        asked.append(scope["client"][0])

    headers = [(b"x-forwarded-for", told.encode())] if told else []
    fronted = web.Fronted(app, Proxies("192.168.1.10, 192.168.1.9").trusted)
    await fronted({"type": "http", "client": (peer, 1), "headers": headers}, None, None)
    assert asked == [heard]


def _sockets(listening) -> tuple[list[socket.socket], list[socket.socket], list[socket.socket]]:
    made = listening.create_sockets()
    return made.secure_sockets, made.insecure_sockets, made.quic_sockets
