"""Whose network lets nothing straight through comes by way of the shop's TURN server (coturn, RFC 8656).

As in docs/how-to/webrtc.md, it does not relay to the box's own addresses: box and browser meet on the server.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.coturn import PASSWORD, USER, turnserver
from tests.journeys.conftest import Shop, free_port, patiently
from tests.journeys.guests import invited

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
    apart = ("0.0.0.0-127.0.0.1", "127.0.0.3-255.255.255.255")
    denied = [word for addresses in apart for word in ("--denied-peer-ip", addresses)]
    with turnserver(port, tmp_path_factory.mktemp("coturn"), *denied, relay="127.0.0.2") as log:
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


@pytest.fixture(scope="module")
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
    viewer.close()
    assert "ALLOCATE processed, success" in relay[1].read_text("utf-8", "replace")


def test_a_guest_and_the_host_see_and_hear_each_other_by_it(host: Page, chromium: Browser, shop: Shop):
    room = host.url.split("/")[-2]
    desk = host.context.new_page()
    desk.goto(f"{shop.http}/console/rooms/{room}/control")
    desk.locator("[data-shows=play]").click()
    guest = invited(chromium, desk, "吴掌柜", WALL)
    desk.get_by_role("button", name="接进来").click()
    expect(guest.locator("#guest")).to_have_attribute("data-state", "seated")
    patiently(lambda: guest.evaluate("document.getElementById('show').videoWidth") == 720, 60)
    patiently(lambda: host.evaluate("document.getElementById('guests').videoWidth") == 720, 60)
    guest.context.close()
