"""The delay that a viewer has: hls.js in Chromium, on the viewers' own page.

Told twice: what hls.js says (`hls.latency`), and from host to glass, by the number drawn into each picture: the moment
it is shown, minus the moment the host sent it.
"""

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from bench.films import FPS
from bench.lines import at_most
from bench.numbered import BITS, BLOCK, make_numbered_film
from bench.publishers import Host
from bench.shop import Shop

_WARM, _SECONDS = 8, 20
_HOLD = 1.5
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--autoplay-policy=no-user-gesture-required"]

_LISTEN = """
Object.defineProperty(window, 'Hls', {
  get: () => window.watchedHls,
  set: (Hls) => { window.watchedHls = class extends Hls { constructor(config) { super(config); window.hls = this } } },
})
"""
"""The page's own hls.js, within reach."""

_PLAYS = "() => window.hls && document.querySelector('video')?.currentTime > 0"

_SAMPLE = """
([seconds, bits, block]) => new Promise((done) => {
  const video = document.querySelector('video'), seen = [], until = performance.now() + seconds * 1000
  const canvas = Object.assign(document.createElement('canvas'), { width: bits * block, height: block })
  const context = canvas.getContext('2d', { willReadFrequently: true })
  const look = (_, { expectedDisplayTime }) => {
    context.drawImage(video, 0, 0, bits * block, block, 0, 0, bits * block, block)
    const row = context.getImageData(0, block / 2, bits * block, 1).data
    let number = 0
    for (let bit = 0; bit < bits; bit += 1) number = number * 2 + (row[4 * block * (bit + 0.5)] > 128 ? 1 : 0)
    seen.push([(performance.timeOrigin + expectedDisplayTime) / 1000, number, window.hls.latency])
    if (performance.now() < until) video.requestVideoFrameCallback(look)
    else done(seen)
  }
  video.requestVideoFrameCallback(look)
})
"""


def main() -> str:
    """One line: both delays in the mean."""
    with TemporaryDirectory(dir="/dev/shm") as folder:
        film = make_numbered_film(Path(folder) / "film.flv", 60)
        shop = Shop(Path(folder) / "data")
        room, key = shop.open_room()
        with shop.running("up"):
            host = Host(shop.pushes_to, key, film)
            with host.pushing():
                seen = _watch(shop.page(room))
            sent = host.began + time.time() - time.monotonic()
    told = statistics.mean(latency for _, _, latency in seen)
    glass = statistics.mean(shown - sent - number / FPS for shown, number, _ in seen)
    return (
        f"hls-latency: {told:.2f} s by hls.js, {told / _HOLD:.2f} x the limit ({at_most(told, _HOLD)}), "
        f"{glass:.2f} s from the host to the glass"
    )


def _watch(address: str) -> list[tuple[float, int, float]]:
    """Of each picture shown: when (seconds since 1970), its number, and the latency that hls.js told."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_FLAGS)
        page: Page = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
        page.add_init_script(_LISTEN)
        page.goto(address)
        page.wait_for_function(_PLAYS, timeout=30_000)
        page.wait_for_timeout(_WARM * 1000)
        seen: list[tuple[float, int, float]] = page.evaluate(_SAMPLE, [_SECONDS, BITS, BLOCK])
        browser.close()
    return seen
