"""How the web process listens."""

import socket
from pathlib import Path

from appliance import web
from appliance.config import Address, Config

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


def _sockets(listening) -> tuple[list[socket.socket], list[socket.socket], list[socket.socket]]:
    made = listening.create_sockets()
    return made.secure_sockets, made.insecure_sockets, made.quic_sockets
