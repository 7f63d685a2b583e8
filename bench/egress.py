"""The edge against nginx: playlists and segments out of one core.

Both servers are pinned to one CPU and wrk to the other; the edge answers from memory, nginx sends files of the same
size from tmpfs. Rounds alternate, so that whatever else the machine does meets both. Beside what was delivered in the
same time stands what a second of the server's own CPU delivered, which hardly depends on the machine's other work.
"""

import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection, create_server

import psutil
import uvloop

from appliance.clock import SystemClock
from appliance.config import Address
from appliance.edge import Answer, Edge, Parked, Verdict
from media.hls import answers

_ROUNDS = 9
_SECONDS = 1
_PLAYLIST = 10_000
_SEGMENT = 1_500_000
_HOLD = {"playlists": 1.5, "segments": 1.0}
_FILES = {"playlists": ("index.m3u8", 64), "segments": ("1.m4s", 16)}
"""What is asked for, and over how many connections."""


def main() -> str:
    """One line: both ratios, what was delivered, and the ratio per second of CPU."""
    missing = [program for program in ("nginx", "wrk", "taskset") if shutil.which(program) is None]
    if missing:
        return f"egress: not measured, {', '.join(missing)} is not installed"
    with _edge() as edge, _nginx() as nginx:
        return "egress: " + ", ".join(_compare(what, edge, nginx) for what in _FILES)


class _Server:
    """A server, and what it has delivered so far."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, folder: str) -> None:
        self._cpu = psutil.Process(process.pid).cpu_times
        self._url = f"http://127.0.0.1:{port}{folder}"
        self.requests = 0
        self.cpu = 0.0

    def start_over(self) -> None:
        self.requests = 0
        self.cpu = 0.0

    def serve(self, file: str, connections: int) -> None:
        before = self._cpu()
        argv = ["taskset", "-c", "1", "wrk", "-t1", f"-c{connections}", f"-d{_SECONDS}s", f"{self._url}/{file}"]
        said = subprocess.run(argv, check=True, capture_output=True, text=True).stdout
        after = self._cpu()
        if "Non-2xx" in said:
            raise RuntimeError(said)
        self.requests += int(re.search(r"(\d+) requests in", said)[1])  # type: ignore[index]
        self.cpu += after.user + after.system - before.user - before.system


def _compare(what: str, edge: _Server, nginx: _Server) -> str:
    for server in (edge, nginx):
        server.start_over()
    for _ in range(_ROUNDS):
        for server in (edge, nginx):
            server.serve(*_FILES[what])
    ratio = edge.requests / nginx.requests
    per_cpu = ratio * nginx.cpu / edge.cpu
    scale, unit = (1e-3, "thousand/s") if what == "playlists" else (_SEGMENT * 8e-9, "Gbit/s")
    own, peer = (server.requests / _ROUNDS / _SECONDS * scale for server in (edge, nginx))
    verdict = "held" if ratio >= _HOLD[what] else "NOT held"
    return (
        f"{what} {ratio:.2f} x nginx ({own:.1f} against {peer:.1f} {unit}; per CPU second {per_cpu:.2f} x; "
        f"to hold: >= {_HOLD[what]}; {verdict})"
    )


@contextmanager
def _edge() -> Iterator[_Server]:
    port = _free_port()
    with _running([sys.executable, "-m", "bench.egress", str(port)], port) as process:
        yield _Server(process, port, "/live/r1")


@contextmanager
def _nginx() -> Iterator[_Server]:
    port = _free_port()
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        (Path(folder) / "index.m3u8").write_bytes(bytes(_PLAYLIST))
        (Path(folder) / "1.m4s").write_bytes(bytes(_SEGMENT))
        Path(folder).chmod(0o755)
        settings = Path(folder) / "nginx.conf"
        settings.write_text(
            f"daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/error;"
            "events { worker_connections 1024; }"
            "http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;"
            f"server {{ listen 127.0.0.1:{port}; root {folder}; }} }}"
        )
        with _running(["nginx", "-c", str(settings)], port) as process:
            yield _Server(process, port, "")


@contextmanager
def _running(argv: list[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["taskset", "-c", "0", *argv], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield process
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nobody listens on {port}")


def _free_port() -> int:
    with create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


class _Shelf:
    """The two answers that a room's many viewers share, as the origin renders them."""

    def __init__(self) -> None:
        self._playlist = answers.playlist(bytes(_PLAYLIST))
        self._segment = answers.media(bytes(_SEGMENT))

    def ask(self, room: str, file: str, query: bytes, reply: Callable[[Answer], None]) -> Answer | Parked:  # noqa: ARG002
        return self._playlist if file.endswith(".m3u8") else self._segment

    def allows(self, room: str, token: str | None) -> Verdict:  # noqa: ARG002 - everybody may
        return "yes"


async def _serve(port: int) -> None:
    shelf = _Shelf()
    edge = Edge(shelf, shelf, SystemClock(), health=lambda: True, metrics=lambda: b"")
    await edge.start(Address(f"127.0.0.1:{port}"))
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
