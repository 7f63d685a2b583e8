"""The delay that the control room tells is the one that somebody with two clocks would measure."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bench.films import FPS
from bench.numbered import BITS, BLOCK, make_numbered_film
from bench.publishers import Host

pytestmark = pytest.mark.journey

SLOW = 60_000
WITHIN = 0.5
"""Seconds by which the number may be wrong (facts: half a second of a burnt-in clock)."""
LOOK = """
([bits, block]) => new Promise((done) => {
  const video = document.querySelector('video'), seen = []
  const canvas = Object.assign(document.createElement('canvas'), { width: bits * block, height: block })
  const context = canvas.getContext('2d', { willReadFrequently: true })
  const look = (_, { expectedDisplayTime }) => {
    context.drawImage(video, 0, 0, bits * block, block, 0, 0, bits * block, block)
    const row = context.getImageData(0, block / 2, bits * block, 1).data
    let number = 0
    for (let bit = 0; bit < bits; bit += 1) number = number * 2 + (row[4 * block * (bit + 0.5)] > 128 ? 1 : 0)
    const told = document.getElementById('latency').textContent.match(/[0-9.]+/)
    if (told) seen.push([(performance.timeOrigin + expectedDisplayTime) / 1000, number, Number(told[0])])
    if (seen.length < 150) video.requestVideoFrameCallback(look)
    else done(seen)
  }
  video.requestVideoFrameCallback(look)
})
"""
"""Of 150 pictures shown: when (seconds since 1970), the number drawn into each, and the delay that stands beside it."""


@pytest.fixture(scope="module")
def plain(shops) -> Iterator:
    yield from shops("--ladder", "off", "--log", "warning")


@pytest.fixture
def owner(chromium: Browser, plain) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(SLOW)
    page.goto(f"{plain.http}/console")
    page.get_by_label("初始码").fill(plain.command("admin", "code").split()[-1])
    page.get_by_label("称呼").fill("王店长")
    page.get_by_label("账号").fill("wang")
    page.get_by_label("密码").fill("a sentence only I know")
    page.get_by_role("button", name="建好账号并进入").click()
    page.get_by_role("heading", level=1).wait_for()
    yield page
    context.close()


def test_the_delay_that_is_told_is_the_one_from_the_host_to_the_glass(plain, owner: Page, tmp_path: Path):
    film = make_numbered_film(tmp_path / "film.flv", 90)
    room = plain.open_room()
    host = Host(plain.ports["rtmp"], room.stream_key, film)
    with host.pushing():
        owner.goto(f"{plain.http}/console/rooms/{room.room}/control")
        owner.locator("#latency >> text=秒").wait_for()
        time.sleep(5)  # the player comes nearer by and by
        seen = owner.evaluate(LOOK, [BITS, BLOCK])
    sent = host.began + time.time() - time.monotonic()
    off = [told - (shown - sent - number / FPS) for shown, number, told in seen]
    assert abs(statistics.median(off)) <= WITHIN
