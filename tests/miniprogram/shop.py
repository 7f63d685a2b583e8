"""The server that the viewer's page talks to, as small as its contract: files, the API, a playlist that moves on."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CSP = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; media-src 'self' blob:; worker-src blob:; "
    "connect-src 'self' ws:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
KINDS = {
    ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml",
    ".json": "application/json", ".jpg": "image/jpeg", ".m4s": "video/mp4", ".mp4": "video/mp4",
}  # fmt: skip
WINDOW = 6


class Shop:
    """`rooms` are the API's answers and may change during a test; `down` fails the API, `media_down` the picture."""

    def __init__(
        self, dist: Path, picture: Path, node_modules: Path, draw: Callable[[Path, str], None], wire: str
    ) -> None:
        self.wire = wire
        self.talk: dict[str, Any] = {
            "comments": [],
            "more": False,
            "pinned": None,
            "rules": {},
            "longest": 100,
            "muted": False,
            "muted_until": None,
            "phrases": [],
        }
        self.gifts: dict[str, Any] = {"enabled": False, "why": "off", "points": 0, "left_today": 0, "gifts": []}
        self.given: dict[str, Any] = {"given": "1", "points": 0, "combo": 1}
        self.follows = True
        self.code = ""
        """For friends; empty: the shop promises nothing."""
        self.last: dict[str, Any] = {
            "show": "b0", "title": "早茶", "started_at": "2026-11-27T12:00:00Z", "seconds": 7500, "viewers": 12840,
            "sold_out": 2, "replay": False,
        }  # fmt: skip
        self.seatless = False
        self.market: dict[str, Any] = {}
        """Answers by what follows /api/v1/: what is bought and won; None: there is none."""
        self.dist, self.picture, self._draw = dist, picture, draw
        self.vendor = node_modules / "hls.js/dist"
        self.rooms: dict[str, dict[str, Any]] = {}
        self.replays: list[dict[str, Any]] = []
        """Of all rooms, the latest first."""
        self.down = False
        self.media_down = False
        self.asked: list[str] = []
        self.told: list[tuple[str, dict[str, Any]]] = []
        """What was posted, and where."""
        self.tokens = 0
        self.valid = "guest-1"
        self.began = time.monotonic() - 10
        shop = self

        class Door(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                shop.answer(self)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                shop.told.append((urlsplit(self.path).path, json.loads(body or b"{}")))
                shop.answer(self)

            def do_PUT(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                shop.answer(self)

            def do_PATCH(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                shop.answer(self)

            def log_message(self, *_: object) -> None:
                """The tests say what they saw."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def live(self, name: str, title: str, shape: str = "upright", viewers: int = 12, **more: Any) -> dict[str, Any]:
        """A room on air whose picture has the given shape; it is drawn before anybody waits for it."""
        for folder in (shape, "upright-small"):
            self._draw(self.picture, folder)
        self.began = time.monotonic() - 10
        qualities = [
            {"name": "auto", "label": "自动", "url": f"{self.address}/live/{shape}/index.m3u8"},
            {"name": "source", "label": "原画", "url": f"{self.address}/live/{shape}/source.m3u8"},
        ]
        if shape == "upright":
            qualities.append({"name": "480p", "label": "480p", "url": f"{self.address}/live/{shape}/480p.m3u8"})
        play = [{"kind": "hls", "url": f"{self.address}/live/{shape}/index.m3u8", "qualities": qualities}]
        return self._room(name, title, state="live", viewers=viewers, play=play, **more)

    def coming(self, name: str, title: str, in_seconds: float, **more: Any) -> dict[str, Any]:
        starts = datetime.now(UTC) + timedelta(seconds=in_seconds)
        show = {"id": f"b-{name}", "title": more.pop("show", title), "starts_at": starts.isoformat(), "aired_at": None}
        return self._room(name, title, state="coming", broadcast=show, **more)

    def off(self, name: str, title: str, **more: Any) -> dict[str, Any]:
        return self._room(name, title, state="off", **more)

    def _room(self, name: str, title: str, **more: Any) -> dict[str, Any]:
        room = {
            "room": name,
            "title": title,
            "cover": None,
            "viewers": 0,
            "broadcast": None,
            "notice": "",
            "play": [],
            "next": None,
        }
        self.rooms[name] = {**room, **more}
        return self.rooms[name]

    def answer(self, door: BaseHTTPRequestHandler) -> None:
        path = urlsplit(door.path).path
        self.asked.append(path)
        for start, give in self._doors():
            if path.startswith(start):
                status, kind, body = give(path, door)
                break
        else:
            status, kind, body = 200, KINDS[".html"], (self.dist / "index.html").read_bytes()
        door.send_response(status)
        door.send_header("Content-Type", kind)
        door.send_header("Content-Length", str(len(body)))
        door.send_header("Content-Security-Policy", CSP)
        door.end_headers()
        door.wfile.write(body)

    def _doors(self) -> list[tuple[str, Callable[[str, BaseHTTPRequestHandler], tuple[int, str, bytes]]]]:
        return [
            ("/api/v1/", self._api),
            ("/live/", self._media),
            ("/viewer/", lambda path, _: _file(self.dist / path.removeprefix("/viewer/"))),
            ("/static/vendor/", lambda path, _: _file(self.vendor / path.rsplit("/", 1)[-1])),
            ("/posters/", lambda path, _: _file(self.picture / path.rsplit("/", 1)[-1])),
            ("/covers/", lambda _path, _: _file(self.picture / "cover.jpg")),
        ]

    def _api(self, path: str, door: BaseHTTPRequestHandler) -> tuple[int, str, bytes]:
        if self.down:
            return _problem(HTTPStatus.SERVICE_UNAVAILABLE)
        if path == "/api/v1/sessions":
            self.tokens += 1
            return _json(HTTPStatus.CREATED, {"token": self.valid, "expires_at": "2030-01-01T00:00:00Z"})
        if door.headers.get("Authorization") != f"Bearer {self.valid}":
            return _problem(HTTPStatus.UNAUTHORIZED)
        asked = path.removeprefix("/api/v1/")
        beside = {"clips": {"clips": []}, "bargains": {"items": []}, "group-buys": {"items": []}}.get(
            asked.rpartition("/")[2]
        )
        of_a_product = {asked: beside} if beside and asked.startswith("products/") else {}
        own_prices = {asked: {"items": {}}} if asked.endswith("/in-hand") else {}
        inviting = {"me/invites/code": {"code": self.code}, "me/inviter": {"outcome": "bound"}}
        known = {
            "rooms": self._home(),
            "replays": {"replays": self.replays},
            "me": {"nickname": "阿花"},
            **inviting,
            **of_a_product,
            **own_prices,
            **self.market,
        }
        if asked in known:
            return _json(HTTPStatus.OK, known[asked]) if known[asked] else _problem(HTTPStatus.NOT_FOUND)
        return self._asked(door, *asked.split("/"))

    def _asked(self, door: BaseHTTPRequestHandler, kind: str, name: str, *what: str) -> tuple[int, str, bytes]:
        if kind == "me":
            return self._me(name, door)
        return self._room_of(name, door, *what) if name in self.rooms else _problem(HTTPStatus.NOT_FOUND)

    def _room_of(self, name: str, door: BaseHTTPRequestHandler, what: str = "") -> tuple[int, str, bytes]:
        """A room, or what is asked beside its wire."""
        if not what:
            return _json(HTTPStatus.OK, {**self.rooms[name], "now": datetime.now(UTC).isoformat()})
        if what == "seat":
            seat = {"token": "seat", "url": f"{self.wire}/rooms/{name}?token=seat"}
            return _problem(HTTPStatus.FORBIDDEN) if self.seatless else _json(HTTPStatus.CREATED, seat)
        if what == "gifts" and door.command == "POST":
            return _json(HTTPStatus.CREATED, self.given)
        now = datetime.now(UTC).isoformat()
        shelf, rounds = {"goods": [], "explaining": None}, {"items": [], "follows": self.follows, "shared": False}
        known = {
            "battle": {"now": datetime.now(UTC).isoformat(), "battle": None},
            "comments": self.talk,
            "gifts": self.gifts,
            "last-show": self.last,
            "replays": {"replays": []},
            "reports": {"report": "1"},
            "shares": None,
            "sales": {"items": [], "now": now},
            "bargains": {"items": [], "now": now},
            "group-buys": {"items": [], "now": now},
            "shelf": {**shelf, "now": now},
            "rounds": {**rounds, "now": now},
        }
        return _json(HTTPStatus.OK, known[what]) if what in known else _problem(HTTPStatus.NOT_FOUND)

    def _me(self, path: str, door: BaseHTTPRequestHandler) -> tuple[int, str, bytes]:
        if path == "consents":
            self.gifts["why"] = "" if self.told[-1][1]["given"] else "minor"
            return _json(HTTPStatus.CREATED, None)
        self.follows = self.follows or door.command == "PUT"
        return _json(HTTPStatus.OK, {"follows": self.follows, "followers": 3})

    def _home(self) -> dict[str, Any]:
        rooms = self.rooms.values()
        return {
            "live": [room for room in rooms if room["state"] in {"live", "away"}],
            "coming": [room for room in rooms if room["state"] == "coming"],
            "now": datetime.now(UTC).isoformat(),
        }

    def _media(self, path: str, _: BaseHTTPRequestHandler) -> tuple[int, str, bytes]:
        if self.media_down:
            return _problem(HTTPStatus.SERVICE_UNAVAILABLE)
        shape, name = path.removeprefix("/live/").split("/", 1)
        if name == "index.m3u8":
            return HTTPStatus.OK, "application/vnd.apple.mpegurl", _master(shape).encode()
        if name.endswith(".m3u8"):
            folder = "upright-small" if name.startswith("480p") else shape
            return HTTPStatus.OK, "application/vnd.apple.mpegurl", self._playlist(folder).encode()
        return _file(self.picture / name)

    def _playlist(self, folder: str) -> str:
        """The last seconds of a show that has run since the last room went on air."""
        last = int(time.monotonic() - self.began)
        lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-TARGETDURATION:1", f"#EXT-X-MEDIA-SEQUENCE:{last - WINDOW}"]
        lines.append(f'#EXT-X-MAP:URI="{folder}/init.mp4"')
        for number in range(last - WINDOW, last):
            lines += ["#EXTINF:1.0,", f"{folder}/{number}.m4s"]
        return "\n".join([*lines, ""])


def _master(shape: str) -> str:
    lines = [
        "#EXTM3U",
        '#EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=270x480,CODECS="avc1.42c015,mp4a.40.2"',
        "source.m3u8",
    ]
    if shape == "upright":
        lines += ['#EXT-X-STREAM-INF:BANDWIDTH=300000,RESOLUTION=144x256,CODECS="avc1.42c00c,mp4a.40.2"', "480p.m3u8"]
    return "\n".join([*lines, ""])


def _file(file: Path) -> tuple[int, str, bytes]:
    if not file.is_file():
        return _problem(HTTPStatus.NOT_FOUND)
    return HTTPStatus.OK, KINDS[file.suffix], file.read_bytes()


def _json(status: int, body: Any) -> tuple[int, str, bytes]:
    return status, "application/json", json.dumps(body).encode()


def _problem(status: HTTPStatus) -> tuple[int, str, bytes]:
    return (
        status,
        "application/problem+json",
        json.dumps({"type": "about:blank", "title": status.phrase, "status": status}).encode(),
    )
