"""A shop on loopback for the viewer's page: the built H5, the API's contract, a live HLS of real segments."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

HERE = Path(__file__).parent
VIEWER = HERE.parent.parent / "miniprogram"
NODE_MODULES = HERE.parent.parent / "node_modules"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PHONE = (390, 844)
SLOW = 30_000
"""What a machine with other work may take for what takes a blink, in ms."""


def load(name: str) -> ModuleType:
    spec = spec_from_file_location(f"viewer_{name}", HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def node() -> str:
    found = shutil.which("node", path=f"{HERE.parent.parent / '.venv/bin'}{os.pathsep}{os.environ['PATH']}")
    if found is None:
        pytest.skip("node is not installed")
    return found


@pytest.fixture(scope="session")
def dist(node: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The H5 build, made once for all tests."""
    if not (NODE_MODULES / "glass-easel").is_dir():
        pytest.skip("node_modules is missing: npm ci")
    out = tmp_path_factory.mktemp("viewer") / "dist"
    built = subprocess.run(
        [node, VIEWER / "h5/build.js", "--out", out], capture_output=True, text=True, timeout=120, check=False
    )
    assert built.returncode == 0, built.stderr
    return out


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that fills with the pictures of shows as tests ask for them, and a cover."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    folder = tmp_path_factory.mktemp("picture")
    load("picture").cover(folder)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium for one module: its driver holds the thread's event loop, which asynchronous tests need."""
    if not CHROMIUM.is_file():
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, shop: Any) -> Iterator[Callable[..., Page]]:
    """Opens an address of the shop in a fresh context; whatever the console then says of a mistake fails the test."""
    said: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(
        path: str, size: tuple[int, int] = PHONE, *, forgiving: bool = False, script: str = "", **options: Any
    ) -> Page:
        defaults = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
        viewport = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=viewport, has_touch=size == PHONE, **{**defaults, **options})
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: _note(message, said, forgiving=forgiving))
        page.goto(shop.address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


def _note(message: ConsoleMessage, said: list[str], *, forgiving: bool) -> None:
    """Chromium itself reports what fails on the network: a test that makes it fail forgives that."""
    if message.type not in {"warning", "error"}:
        return
    if not (forgiving and message.text.startswith(("Failed to load resource", "WebSocket connection to"))):
        said.append(f"{message.type}: {message.text}")


@pytest.fixture
def wire() -> Iterator[Any]:
    wire = load("wire").Wire()
    yield wire
    wire.close()


@pytest.fixture
def shop(dist: Path, picture: Path, wire: Any) -> Iterator[Any]:
    shop = load("shop").Shop(dist, picture, NODE_MODULES, draw=load("picture").segments, wire=wire.address)
    yield shop
    shop.close()


@pytest.fixture
def stall() -> ModuleType:
    """What is bought and won, as the API and the room tell it."""
    return load("stall")


@pytest.fixture
def said() -> Callable[..., dict[str, Any]]:
    """A CommentSaid of somebody else."""
    told: Callable[..., dict[str, Any]] = load("wire").said
    return told


@pytest.fixture
def room(shop: Any, visit: Callable[..., Page], wire: Any) -> Callable[..., Page]:
    """Opens a room whose wire stands."""

    def enter(**options: Any) -> Page:
        shop.live("tea", "茶馆", **options.pop("room", {}))
        page = visit("/rooms/tea", **options)
        expect(page.get_by_role("button", name="说点什么")).to_be_enabled(timeout=SLOW)
        return page

    return enter


@pytest.fixture
def stocked(shop: Any, visit: Callable[..., Page], wire: Any, stall: ModuleType) -> Callable[..., Page]:
    """Opens a room whose wire stands and whose shelf is known."""

    def enter(size: tuple[int, int] = PHONE, **options: Any) -> Page:
        shop.market = {**stall.market(), **shop.market}
        shop.live("tea", "津味小店")
        page = visit("/rooms/tea", size, **options)
        expect(page.get_by_role("button", name="购物袋，3 件商品")).to_be_visible(timeout=SLOW)
        return page

    return enter
