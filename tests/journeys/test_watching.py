"""A viewer on a phone, a host with an encoder, and everything that breaks between them."""

import subprocess

import httpx
import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.journey

HOST = (960, 854)
"""Widths of the source and of its 480p rendition, either of which the player may choose."""
SLATE = (1280,)


def plays(page: Page, widths: tuple[int, ...], seconds: float = 60) -> None:
    """A picture of one of those widths moves."""
    page.wait_for_function(
        """(widths) => {
            const video = document.querySelector('video')
            if (!video || !widths.includes(video.videoWidth)) return false
            window.from ??= video.currentTime
            return video.currentTime > window.from + 0.5
        }""",
        arg=list(widths),
        timeout=seconds * 1000,
    )
    page.evaluate("() => { window.from = undefined }")


@pytest.fixture
def watching(shop, phone: Page):
    """A room, and a phone that watches it; the page is never loaded again."""
    room = shop.open_room()
    phone.goto(f"{shop.http}/rooms/{room.room}")
    loaded = phone.evaluate("() => performance.timeOrigin")
    yield room
    assert phone.evaluate("() => performance.timeOrigin") == loaded


def test_a_show_begins_breaks_off_and_goes_on_while_a_phone_watches(watching, phone: Page, push):
    host = push(watching)
    plays(phone, HOST)
    host.kill()
    host.wait()
    plays(phone, SLATE)
    push(watching)
    plays(phone, HOST)


def test_before_the_show_the_address_of_the_picture_plays_the_slate(shop, patiently):
    room = shop.open_room("茶铺")
    patiently(lambda: httpx.get(room.play_url, timeout=10).status_code == 200, 20)
    probed = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name,width", "-of", "csv=p=0", room.play_url],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "h264,1280" in probed.stdout
    assert "aac" in probed.stdout


@pytest.mark.parametrize("words", ["appliance.cli live", "media.transcode.worker", "appliance.cli web"])
def test_a_process_that_is_killed_comes_back_and_nobody_reloads(watching, phone: Page, push, shop, words: str):
    host = push(watching)
    plays(phone, HOST)
    shop.kill(words)
    if words == "appliance.cli live":
        host.wait()
        shop.wait_until_well()
        push(watching)
    plays(phone, HOST)
    shop.wait_until_well()
