"""A real TURN server (Debian's coturn) on loopback, where it is installed."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from media.webrtc import stun

USER, PASSWORD = "jinbo", "a long password"


@contextmanager
def turnserver(port: int, folder: Path, *more: str, relay: str = "127.0.0.1", allow: bool = True) -> Iterator[Path]:
    """Its log. `relay`: the address it gives ports at; `allow` what comes from this machine."""
    if shutil.which("turnserver") is None:
        pytest.skip("no coturn here (Debian's coturn)")
    log = folder / "log"
    words = [
        *("turnserver", "-n", "--no-cli", "--no-tls", "--no-dtls", "--fingerprint"),
        *("--listening-ip", "127.0.0.1", "--relay-ip", relay, "--listening-port", str(port)),
        *("--lt-cred-mech", "--user", f"{USER}:{PASSWORD}", "--realm", "shop.example.cn"),
        *("--userdb", str(folder / "users"), "--pidfile", str(folder / "pid")),
        *("--simple-log", "--verbose", "--log-file", "stdout"),
        *(("--allow-loopback-peers",) if allow else ()),
        *more,
    ]
    with log.open("wb") as written:
        process = subprocess.Popen(words, stdout=written, stderr=subprocess.STDOUT)
    try:
        yield log
    finally:
        process.terminate()
        process.wait(timeout=10)


@contextmanager
def answering(folder: Path, *more: str, allow: bool = True) -> Iterator[str]:
    """Where one answers, as `turn` in the settings."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
    with turnserver(port, folder, *more, allow=allow):
        for _ in range(20):
            try:
                stun.mapped(("127.0.0.1", port))
                break
            except OSError:
                continue
        yield f"turn:127.0.0.1:{port}"
