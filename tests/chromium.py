"""The browser of the tests: one Chromium for a whole run, and what is wrong with a page in it."""

import os
import socket
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright
from playwright.sync_api import sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
AXE = Path(__file__).parents[1] / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def running() -> Iterator[str]:
    """The address of one that stays open. It has a thread of its own: its driver's loop would be in the tests' way."""
    if not os.access(CHROMIUM, os.X_OK):
        pytest.skip("no Chromium here (Debian's chromium)")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with ThreadPoolExecutor(1, "chromium") as thread:
        playwright = thread.submit(sync_playwright().start).result()
        flags = [*FLAGS, f"--remote-debugging-port={port}"]
        browser = thread.submit(playwright.chromium.launch, executable_path=CHROMIUM, args=flags).result()
        yield f"http://127.0.0.1:{port}"
        thread.submit(browser.close).result()
        thread.submit(playwright.stop).result()


async def connected(address: str) -> AsyncIterator[Browser]:
    """The browser there, for contexts of one test; they end with it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(address)
        yield browser
        await browser.close()


async def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands; injected past the policy that keeps scripts out."""
    if not await page.evaluate("'axe' in window"):
        session = await page.context.new_cdp_session(page)
        await session.send("Runtime.evaluate", {"expression": AXE.read_text("utf-8")})
        await session.detach()
    found = await page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]


async def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the screen."""
    width: int = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return width
