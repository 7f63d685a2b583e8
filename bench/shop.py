"""The product as it is installed: the `jinbo` command, with a data folder and ports of its own."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from appliance.http import COOKIE
from appliance.keys import Keys
from bench.measured import free_port, settle, wait_for

_TITLE = "津味小店"
"""Rooms of one title share their slates, which are drawn once."""


class Shop:
    def __init__(self, data: Path, *, ladder: str = "off") -> None:
        self.data = data
        self._ports = {name: free_port() for name in ("http", "edge", "rtmp")}
        listeners = [word for name, port in self._ports.items() for word in (f"--{name}", f"127.0.0.1:{port}")]
        self._settings = ["--data", str(data), "--ladder", ladder, "--log", "warning", *listeners]

    @property
    def pushes_to(self) -> int:
        return self._ports["rtmp"]

    @property
    def run(self) -> Path:
        """Where its processes meet."""
        return self.data / "run"

    @property
    def edge(self) -> str:
        return f"http://127.0.0.1:{self._ports['edge']}"

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self._ports['http']}/api/v1"

    def open_room(self) -> tuple[str, str]:
        """Its id and its stream key."""
        told = self._run("room", "create", "--name", _TITLE, "--json")
        room = json.loads(subprocess.run(told, check=True, capture_output=True, text=True).stdout)
        return room["room"], room["stream_key"]

    def code(self) -> str:
        """With which the owner comes in for the first time."""
        told = subprocess.run(self._run("admin", "code"), check=True, capture_output=True, text=True)
        return told.stdout.split()[-1]

    def playlist(self, room: str) -> str:
        """Of the picture as the host sends it."""
        return f"http://127.0.0.1:{self._ports['edge']}/live/{room}/source/index.m3u8"

    def page(self, room: str) -> str:
        return f"http://127.0.0.1:{self._ports['http']}/rooms/{room}"

    @contextmanager
    def owner(self, patience: float = 10.0) -> Iterator[httpx.Client]:
        """Signed in for the first time, with what every change has to carry."""
        with httpx.Client(base_url=self.api, trust_env=False, timeout=patience) as owner:
            words = {"code": self.code(), "login": "wang", "name": "王店长", "password": "a sentence only I know"}
            owner.post(self.api.replace("/api/v1", "/console/first-run"), data=words)
            owner.headers["x-csrf-token"] = Keys.of(self.data).fingerprint("csrf", owner.cookies[COOKIE])[:40]
            yield owner

    @contextmanager
    def running(self, what: str) -> Iterator[int]:
        """``live`` alone or everything by ``up``, at rest; the process's id."""
        with self.data.with_suffix(".log").open("ab") as log:
            process = subprocess.Popen(self._run(what), stdout=log, stderr=log)
        try:
            for name in ("edge", "rtmp") if what == "live" else self._ports:
                wait_for(self._ports[name])
            settle(process.pid)
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()

    def _run(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "appliance.cli", *words, *self._settings]
