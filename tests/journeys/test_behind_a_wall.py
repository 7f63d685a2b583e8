"""A host whose network lets nothing straight through goes live by way of the shop's TURN server (coturn, RFC 8656)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.coturn import PASSWORD, USER, turnserver
from tests.journeys.conftest import Shop, free_port, patiently

pytestmark = pytest.mark.journey

CAMERA = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
]
SLOW = 60_000
WALL = """
const Straight = RTCPeerConnection;
window.RTCPeerConnection = class extends Straight {
  constructor(known = {}) { super({ ...known, iceTransportPolicy: "relay" }); }
};
"""


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    expect.set_options(timeout=SLOW)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def flags() -> list[str]:
    return CAMERA


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """Its port and its log."""
    port = free_port()
    with turnserver(port, tmp_path_factory.mktemp("coturn")) as log:
        yield port, log


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, relay: tuple[int, Path]) -> Iterator[Shop]:
    shop = Shop(tmp_path_factory.mktemp("shop") / "data")
    shop.data.mkdir()
    settings = {"turn": f"turn:127.0.0.1:{relay[0]}", "turn_user": USER, "turn_password": PASSWORD}
    lines = [f'{name} = "{value}"\n' for name, value in settings.items()]
    (shop.data / "jinbo.toml").write_text("".join(lines), "utf-8")
    shop.start("--ladder", "off", "--log", "warning")
    yield shop
    shop.stop()


@pytest.fixture
def host(chromium: Browser, shop: Shop) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.set_default_timeout(SLOW)
    context.add_init_script(WALL)
    page = context.new_page()
    shop.first_run(page)
    yield page
    context.close()


def test_what_the_host_sends_comes_by_the_relay(host: Page, shop: Shop, relay: tuple[int, Path]):
    room = shop.open_room()
    host.goto(f"{shop.http}/console/rooms/{room.room}/go-live")
    expect(host.locator("#go")).to_be_enabled()
    host.locator("#go").click()
    expect(host.locator("#live")).to_have_attribute("data-state", "live")
    expect(host.locator("#picture")).to_have_text(re.compile(r"\d+×\d+ · \d+ 帧"))
    viewer = host.context.new_page()
    viewer.goto(f"{shop.http}/rooms/{room.room}")
    patiently(lambda: viewer.evaluate("document.querySelector('video')?.currentTime > 2"), 60)
    host.locator("#go").click()
    assert "ALLOCATE processed, success" in relay[1].read_text("utf-8", "replace")
