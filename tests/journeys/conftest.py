"""A whole shop: `jinbo up` with its real processes, real publishers, a real browser."""

import asyncio
import importlib.util
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import httpx
import psutil
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--autoplay-policy=no-user-gesture-required",
]
HOST = [
    *("ffmpeg", "-v", "error", "-nostdin", "-re"),
    *("-f", "lavfi", "-i", "testsrc2=s=960x540:r=25", "-f", "lavfi", "-i", "sine=440:r=48000"),
    *("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "50", "-b:v", "600k"),
    *("-pix_fmt", "yuv420p", "-c:a", "aac", "-f", "flv"),
]


class Room(NamedTuple):
    room: str
    stream_key: str
    push_url: str
    play_url: str


class Shop:
    """One `jinbo up` with ports of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.ports = {name: free_port() for name in ("http", "edge", "rtmp", "simulator")}
        self.http = f"http://127.0.0.1:{self.ports['http']}"
        self.edge = f"http://127.0.0.1:{self.ports['edge']}"
        self.log = data.with_suffix(".log")

    def command(self, *words: str) -> str:
        """What a `jinbo` command prints."""
        listeners = [word for name, port in self.ports.items() for word in (f"--{name}", f"127.0.0.1:{port}")]
        argv = [sys.executable, "-m", "appliance.cli", *words, "--data", str(self.data), *listeners]
        return subprocess.run(argv, capture_output=True, text=True, check=True, timeout=120).stdout

    def simulated(self, path: str, body: dict[str, object] | None = None) -> Any:
        """Ask the simulator's hand of fate, or move it."""
        address = f"http://127.0.0.1:{self.ports['simulator']}/_sim{path}"
        return (httpx.get(address) if body is None else httpx.post(address, json=body)).raise_for_status().json()

    def start(self, *words: str) -> None:
        listeners = [word for name, port in self.ports.items() for word in (f"--{name}", f"127.0.0.1:{port}")]
        argv = [sys.executable, "-m", "appliance.cli", "up", "--data", str(self.data), *listeners, *words]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(argv, stdout=log, stderr=subprocess.STDOUT)
        self.wait_until_well()

    def wait_until_well(self) -> None:
        for origin in (self.http, self.edge):
            patiently(lambda origin=origin: httpx.get(f"{origin}/healthz", timeout=2).status_code == 200, 90)

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=30)

    def die(self) -> None:
        """SIGKILL the whole box: as when its plug is pulled, but for the disk."""
        processes = [psutil.Process(self._process.pid), *psutil.Process(self._process.pid).children(recursive=True)]
        for process in processes:
            process.kill()
        self._process.wait(timeout=30)

    def open_room(self, title: str = "津味小店") -> Room:
        return Room(**json.loads(self.command("room", "create", "--name", title, "--json")))

    def first_run(self, page: Page) -> None:
        """The owner comes in for the first time."""
        page.goto(f"{self.http}/console")
        page.get_by_label("初始码").fill(self.command("admin", "code").split()[-1])
        page.get_by_label("称呼").fill("王店长")
        page.get_by_label("账号").fill("wang")
        page.get_by_label("密码").fill("a sentence only I know")
        page.get_by_role("button", name="建好账号并进入").click()
        page.wait_for_url("**/console/*")

    def kill(self, words: str) -> int:
        """SIGKILL the one process whose command line holds `words`; its id."""
        (victim,) = [
            process
            for process in psutil.Process(self._process.pid).children(recursive=True)
            if words in " ".join(process.cmdline()) and "setpriv" not in process.cmdline()[0]
        ]
        victim.kill()
        return victim.pid


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture(name="patiently")
def patiently_() -> Callable[[Callable[[], bool], float], None]:
    return patiently


def patiently(true: Callable[[], bool], seconds: float) -> None:
    """Ask again until the answer is yes; fails after `seconds`."""
    until = time.monotonic() + seconds
    while True:
        try:
            if true():
                return
        except (httpx.HTTPError, OSError):
            pass
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Iterator[Shop]]:
    """``yield from shops("--demo")``: a shop that is open while its fixture lives."""

    def open_one(*words: str) -> Iterator[Shop]:
        shop = Shop(tmp_path_factory.mktemp("shop") / "data")
        shop.start(*words)
        yield shop
        shop.stop()

    return open_one


@pytest.fixture(scope="module")
def shop(shops: Callable[..., Iterator[Shop]]) -> Iterator[Shop]:
    yield from shops("--ladder", "480", "--log", "warning")


def _cloud_of_the_tests() -> ModuleType:
    """The S3 on loopback and the line to it that `appliance.cloud` is tested with."""
    file = Path(__file__).parents[1] / "appliance" / "cloud" / "conftest.py"
    spec = importlib.util.spec_from_file_location("cloud", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Cable:
    """A line that carries, and is cut and mended, in a thread of its own."""

    def __init__(self, line) -> None:
        self._line, self._loop = line, asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="cable", daemon=True)
        self._thread.start()
        self._do(line.start())
        self.port: int = line.port

    def cut(self) -> None:
        self._loop.call_soon_threadsafe(self._line.cut)

    def mend(self) -> None:
        self._loop.call_soon_threadsafe(self._line.mend)

    def stop(self) -> None:
        self._do(self._line.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


@pytest.fixture(scope="module")
def cloud() -> ModuleType:
    return _cloud_of_the_tests()


@pytest.fixture(scope="module")
def s3(cloud) -> Iterator[int]:
    yield from cloud.s3.__wrapped__()


@pytest.fixture(scope="module")
def far(cloud, s3: int):
    """The bucket, with somebody else's eyes."""
    return cloud.Far(f"http://127.0.0.1:{s3}", f"jinbo-{secrets.token_hex(4)}")


@pytest.fixture(scope="module")
def cable(cloud, s3: int) -> Iterator[Cable]:
    cable = Cable(cloud.Line(s3))
    yield cable
    cable.stop()


@pytest.fixture(scope="module")
def flags() -> list[str]:
    """What Chromium is told besides; a file of tests may have its own."""
    return []


@pytest.fixture(scope="module")  # not longer: while it is open no other test of the session can have a loop
def chromium(flags: list[str]) -> Iterator[Browser]:
    if not os.access(CHROMIUM, os.X_OK):
        pytest.skip("no Chromium here (Debian's chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A viewer's phone."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def push() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """``push(room)``: ffmpeg sends a moving picture and a tone like OBS would, until it is stopped."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("no ffmpeg here (Debian's ffmpeg)")
    pushing: list[subprocess.Popen[bytes]] = []

    def begin(room: Room) -> subprocess.Popen[bytes]:
        pushing.append(subprocess.Popen([*HOST, f"{room.push_url}/{room.stream_key}"], stderr=subprocess.DEVNULL))
        return pushing[-1]

    yield begin
    for process in pushing:
        process.kill()
        process.wait()
