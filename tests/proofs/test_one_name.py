"""Two boxes behind the Caddyfile of docs/how-to/outgrown.md: one is killed, and under one name the other is there."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from bench.measured import free_port
from tests.journeys.conftest import patiently
from tests.proofs.test_standby import SLOW, Box, newest, pair, storage

__all__ = ["pair", "storage"]

pytestmark = pytest.mark.proof

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "outgrown.md"
ADDRESSES = {"192.168.1.11": 0, "192.168.1.12": 1}
LISTENERS = {"8080": "http", "8081": "edge"}


@contextmanager
def caddy_before(boxes: tuple[Box, Box], folder: Path) -> Iterator[str]:
    """Caddy as the how-to has it, for plain HTTP on this machine; the site's address."""
    if shutil.which("caddy") is None:
        pytest.skip("no Caddy here (Debian's caddy)")
    (written,) = re.findall(r"```\n(shop\.example\.cn \{.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    port = free_port()
    written = written.replace("shop.example.cn", f"http://127.0.0.1:{port}")
    written = re.sub(
        r"(192\.168\.1\.1[12]):(808[01])",
        lambda found: f"127.0.0.1:{boxes[ADDRESSES[found[1]]].ports[LISTENERS[found[2]]]}",
        written,
    )
    (folder / "Caddyfile").write_text("{\n    admin off\n}\n" + written)
    words = ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with (folder / "caddy.log").open("w") as log:
        running = subprocess.Popen(words, stdout=log, stderr=log)
    try:
        yield f"127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(20)


def test_under_one_name_the_other_box_answers_for_the_one_that_died(pair, tmp_path, capsys):
    a, b = pair
    with caddy_before(pair, tmp_path) as site:
        a.start()
        patiently(lambda: a.is_live, SLOW)
        b.start()
        b.wait_until_well()
        room = a.open_room()
        publishers = [a.push(room.stream_key)]
        try:
            guest = _ask(site, "/api/v1/sessions", "POST", {"provider": "guest"})["token"]
            seen = _plays_on(site, room.room, 0)
            assert _sits(site, room.room, guest)

            a.die()
            died = time.monotonic()
            patiently(lambda: _is_there(site), SLOW)
            page = time.monotonic() - died
            assert _ask(site, f"/api/v1/rooms/{room.room}")["room"] == room.room
            patiently(lambda: b.is_live, SLOW)
            publishers.append(b.push(room.stream_key))
            _plays_on(site, room.room, seen)
            patiently(lambda: _sits(site, room.room, guest), SLOW)
        finally:
            for publisher in publishers:
                publisher.kill()
                publisher.wait()
    with capsys.disabled():
        print(f"\none name before two boxes: the page is there again after {page:.1f} s")  # noqa: T201


def _ask(site: str, path: str, method: str = "GET", body=None, **headers: str):
    return (
        httpx.request(method, f"http://{site}{path}", json=body, headers=headers, timeout=60).raise_for_status().json()
    )


def _is_there(site: str) -> bool:
    try:
        return httpx.get(f"http://{site}/healthz", timeout=10).status_code == 200
    except httpx.HTTPError:
        return False


def _plays_on(site: str, room: str, seen: int) -> int:
    """The number of the newest segment, once two more than `seen` have come."""
    number = 0

    def further() -> bool:
        nonlocal number
        answer = httpx.get(f"http://{site}/live/{room}/source/index.m3u8", timeout=60)
        number = newest(answer.text) if answer.status_code == 200 else 0
        return number >= seen + 2

    patiently(further, SLOW)
    return number


def _sits(site: str, room: str, token: str) -> bool:
    """Whether the room's socket says anything to a viewer."""
    try:
        seat = _ask(site, f"/api/v1/rooms/{room}/seat", "POST", authorization=f"Bearer {token}")["token"]
        with connect(f"ws://{site}/rooms/{room}?token={seat}", open_timeout=20) as socket:
            return bool(socket.recv(20))
    except (WebSocketException, httpx.HTTPError, OSError):
        return False
