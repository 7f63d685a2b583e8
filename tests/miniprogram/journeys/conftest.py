"""A shop on a real port with simulated money, and buyers with real Chromium."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypercorn.asyncio import serve
from hypercorn.config import Config as Listener
from playwright.async_api import Browser, Page, expect
from quart import Quart

from appliance import app as web
from appliance.bus import LocalBus
from appliance.clock import SystemClock
from appliance.config import Address, Config
from appliance.house import House
from appliance.simulator import Simulator
from appliance.simulator.accounts import records
from store.accounts.actions import set_account
from store.accounts.records import KINDS
from tests.chromium import connected, overflow, violations

HERE = Path(__file__).parent
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
PATIENCE = 30_000

expect.set_options(timeout=PATIENCE)


@pytest.fixture
def clock() -> SystemClock:
    """A browser's clock is the true one."""
    return SystemClock()


@pytest.fixture
async def app(
    tmp_path: Path, clock: SystemClock, dist: Path, _migrated_file: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Quart]:
    """As the web process serves it."""
    monkeypatch.setattr(web, "VIEWER", dist)
    shutil.copy(_migrated_file, tmp_path / "jinbo.db")
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    http = Address(f"127.0.0.1:{listener.getsockname()[1]}")
    app = web.create_app(Config(data=tmp_path, http=http, edge=Address("127.0.0.1:9")), bus=LocalBus(), clock=clock)
    settings, over, well = Listener(), asyncio.Event(), asyncio.Event()
    settings.bind = [f"fd://{listener.detach()}"]
    settings.graceful_timeout = 0.2
    settings.accesslog = settings.errorlog = None
    app.before_serving(well.set)
    serving = asyncio.create_task(serve(app, settings, shutdown_trigger=over.wait))
    await well.wait()
    yield app
    over.set()
    await serving


@pytest.fixture
async def goods(house: House, simulator: Simulator) -> dict[str, str]:
    """Products by name, in a shop that can be paid."""
    for kind, record in records(simulator.seals, simulator.origin).items():
        await house.db.write(set_account, house.keys, msgspec.convert(record, KINDS[kind]), "journey")
    spec = spec_from_file_location("journey_goods", HERE / "goods.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    made: dict[str, str] = await module.furnish(house)
    return made


class Buyer:
    """Somebody with a phone, who notices what the browser complains of."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page, self.origin = page, origin
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda line: line.type in ("error", "warning") and self.complaints.append(line.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def goes(self, address: str) -> None:
        await self.page.goto(self.origin + address)

    async def taps(self, name: str, role: Any = "button") -> None:
        await self.page.get_by_role(role, name=name).first.click()

    async def sees(self, text: str) -> None:
        await expect(self.page.get_by_text(text).first).to_be_visible()

    async def violations(self) -> list[str]:
        return await violations(self.page)

    async def overflow(self) -> int:
        return await overflow(self.page)


@pytest.fixture
async def chromium(chromium_address: str, app: Quart) -> AsyncIterator[Browser]:
    """Opened after the shop, so that it leaves before the shop closes."""
    assert app
    async for browser in connected(chromium_address):
        yield browser


@pytest.fixture
async def buyer(chromium: Browser, app: Quart, goods: dict[str, str]) -> AsyncIterator[Callable[..., Awaitable[Buyer]]]:
    """A buyer with a browser of their own: ``await buyer(width=390, language="en-US", theme="dark")``."""
    origin = f"http://{app.extensions['jinbo'].config.http}"
    assert goods
    pages: list[Page] = []

    async def arrives(width: int = 390, language: str = "zh-CN", theme: str = "light", agent: str = PHONE) -> Buyer:
        context = await chromium.new_context(
            viewport={"width": width, "height": 844}, color_scheme=theme, reduced_motion="reduce",
            locale=language, timezone_id="Asia/Shanghai", user_agent=agent,
        )  # fmt: skip
        pages.append(await context.new_page())
        return Buyer(pages[-1], origin)

    yield arrives
    for page in pages:  # nobody leaves in the middle of an answer: the server would let its file fall
        await page.wait_for_load_state("networkidle")
        await page.context.close()
