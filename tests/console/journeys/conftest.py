"""The console served on a real port, and people with real Chromium."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from hypercorn.asyncio import serve
from hypercorn.config import Config as Listener
from playwright.async_api import Browser, Page
from quart import Quart

from appliance.app import create_app
from appliance.bus import LocalBus
from appliance.clock import SystemClock
from appliance.config import Address, Config
from appliance.identity import actions
from appliance.identity.permissions import Role
from tests.chromium import connected, overflow, violations

GUARD_SECONDS = 60


@pytest.fixture
def clock() -> SystemClock:
    """A browser's clock is the true one."""
    return SystemClock()


@pytest.fixture
def edge() -> Address:
    """Where the picture would be; a test with a picture puts one here."""
    return Address("127.0.0.1:9")


@pytest.fixture
def taken() -> socket.socket:
    """A listening socket on a port of its own."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    return listener


@pytest.fixture
async def app(
    sqlite_url: str, tmp_path: Path, clock: SystemClock, edge: Address, taken: socket.socket
) -> AsyncIterator[Quart]:
    address = Address(f"127.0.0.1:{taken.getsockname()[1]}")
    app = create_app(Config(data=tmp_path, database=sqlite_url, http=address, edge=edge), bus=LocalBus(), clock=clock)
    async for _ in served(app, taken):
        yield app


async def served(app: Quart, listener: socket.socket) -> AsyncIterator[None]:
    """Hypercorn as the web process runs it, until the test is over."""
    settings, over = Listener(), asyncio.Event()
    settings.bind = [f"fd://{listener.detach()}"]
    settings.graceful_timeout = 0.2
    settings.accesslog = settings.errorlog = None
    serving = asyncio.create_task(serve(app, settings, shutdown_trigger=over.wait))
    yield
    over.set()
    await serving


@pytest.fixture
def origin(app: Quart) -> str:
    return f"http://{app.extensions['jinbo'].config.http}"


@pytest.fixture
async def chromium(chromium_address: str) -> AsyncIterator[Browser]:
    async for browser in connected(chromium_address):
        yield browser


class Person:
    """Somebody at a browser, who notices what the browser complains of."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self.complaints: list[str] = []
        page.on("console", lambda line: line.type in ("error", "warning") and self.complaints.append(line.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def goes(self, address: str) -> None:
        await self.page.goto(self.origin + address)

    async def violations(self) -> list[str]:
        return await violations(self.page)

    async def waits_until(self, expression: str) -> None:
        """Playwright's own waiting evaluates strings in the page, which the policy rightly forbids."""
        async with asyncio.timeout(GUARD_SECONDS):
            while not await self.page.evaluate(expression):  # noqa: ASYNC110 - a page has no asyncio.Event
                await asyncio.sleep(0.1)

    async def overflow(self) -> int:
        return await overflow(self.page)


@pytest.fixture
def person(chromium: Browser, origin: str) -> Callable[..., Awaitable[Person]]:
    """A person with a browser of their own: ``await person(width=390, language="en", theme="dark")``."""

    async def arrives(width: int = 1280, language: str = "zh", theme: str = "light", **more) -> Person:
        context = await chromium.new_context(
            viewport={"width": width, "height": 844}, color_scheme=theme, reduced_motion="reduce", **more
        )
        await context.add_cookies([{"name": "language", "value": language, "url": origin}])
        return Person(await context.new_page(), origin)

    return arrives


@pytest.fixture
async def in_charge(house, person) -> Callable[..., Awaitable[Person]]:
    """The owner, signed in, at as many browsers as are asked for."""
    staff = await house.db.write(actions.join, "wang", "王店长", Role.OWNER, "no password", must_change=False)

    async def arrives(**at) -> Person:
        someone = await person(**at)
        cookie = f"cookie-{id(someone)}"
        await house.db.write(actions.begin_session, staff, house.door.fingerprint(cookie), "127.0.0.1", "a test")
        await someone.page.context.add_cookies([{"name": "jinbo_session", "value": cookie, "url": someone.origin}])
        return someone

    return arrives
