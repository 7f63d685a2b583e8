"""Watching a host without delay, by WHEP: what each colleague who watches costs the house, and the delay on the glass.

A host of 720p30 and 2.1 Mbit/s by WHIP, passed through. The delay is read off the picture in Chromium: each carries its
number, and the moment it is shown minus the moment the host sent it is what a viewer is behind.
"""

import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from playwright.sync_api import sync_playwright

from appliance.http import COOKIE
from bench.films import FPS
from bench.lines import at_most
from bench.measured import cpu
from bench.numbered import BITS, BLOCK, make_numbered_film
from bench.peers import make_film, peers
from bench.shop import Shop

WATCHERS = 10
CORE, GLASS = 0.015, 0.25
_WARM, _SECONDS = 5, 15
_FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"),
    "--allow-loopback-in-peer-connection",
]
_WATCH = """
async ([room, csrf, seconds, bits, block]) => {
  const connection = new RTCPeerConnection(), stream = new MediaStream()
  connection.addEventListener('track', ({ track }) => stream.addTrack(track))
  for (const kind of ['video', 'audio']) connection.addTransceiver(kind, { direction: 'recvonly' })
  await connection.setLocalDescription()
  const headers = { 'content-type': 'application/sdp', 'x-csrf-token': csrf }
  const answer = await fetch(`/whep/${room}`, { method: 'POST', headers, body: connection.localDescription.sdp })
  if (answer.status !== 201) throw new Error(await answer.text())
  await connection.setRemoteDescription({ type: 'answer', sdp: await answer.text() })
  const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true, srcObject: stream })
  document.body.replaceChildren(video)
  const canvas = Object.assign(document.createElement('canvas'), { width: bits * block, height: block })
  const context = canvas.getContext('2d', { willReadFrequently: true })
  return new Promise((done) => {
    const seen = [], from = performance.now() + 3000
    const look = (now, { expectedDisplayTime }) => {
      context.drawImage(video, 0, 0, bits * block, block, 0, 0, bits * block, block)
      const row = context.getImageData(0, block / 2, bits * block, 1).data
      let number = 0
      for (let bit = 0; bit < bits; bit += 1) number = number * 2 + (row[4 * block * (bit + 0.5)] > 128 ? 1 : 0)
      if (now > from) seen.push([(performance.timeOrigin + expectedDisplayTime) / 1000, number])
      if (now < from + seconds * 1000) video.requestVideoFrameCallback(look)
      else done(seen)
    }
    video.requestVideoFrameCallback(look)
  })
}
"""


def main() -> str:
    with TemporaryDirectory(dir="/dev/shm") as folder:
        core = _cost(Path(folder) / "cost")
        delays = sorted(_delays(Path(folder) / "glass"))
    p95 = delays[len(delays) * 95 // 100]
    return (
        f"whep: {core:.4f} of a core for each of {WATCHERS} who watch, {core / CORE:.2f} x the limit "
        f"({at_most(core, CORE)}); from the host to the glass p95 {p95 * 1000:.0f} ms "
        f"(median {delays[len(delays) // 2] * 1000:.0f}; {at_most(round(p95 * 1000), GLASS * 1000)})"
    )


def _cost(folder: Path) -> float:
    folder.mkdir()
    film = make_film(folder / "film.mkv", 20)
    shop = Shop(folder / "data")
    room, key = shop.open_room()
    with shop.running("live") as process, ExitStack() as there:
        there.enter_context(peers(shop.run, "push", key, str(film)))
        time.sleep(_WARM)
        alone = _cores(process)
        there.enter_context(peers(shop.run, "watch", room, str(WATCHERS)))
        time.sleep(_WARM)
        return (_cores(process) - alone) / WATCHERS


def _cores(process: int) -> float:
    before, began = cpu(process), time.monotonic()
    time.sleep(_SECONDS)
    return (cpu(process) - before) / (time.monotonic() - began)


def _delays(folder: Path) -> list[float]:
    """Of each picture that was shown, in seconds."""
    folder.mkdir()
    film = make_numbered_film(folder / "film.mkv", 60)
    shop = Shop(folder / "data")
    room, key = shop.open_room()
    with shop.running("up"), shop.owner() as owner, peers(shop.run, "push", key, str(film)) as began:
        seen = _seen(shop, owner, room)
    return [shown - began - number / FPS for shown, number in seen]


def _seen(shop: Shop, owner: httpx.Client, room: str) -> list[tuple[float, int]]:
    """When each picture was shown (seconds since 1970), and its number."""
    origin = shop.api.removesuffix("/api/v1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_FLAGS)
        context = browser.new_context()
        context.add_cookies([{"name": COOKIE, "value": owner.cookies[COOKIE], "url": origin}])
        page = context.new_page()
        page.goto(f"{origin}/console/rooms/{room}")
        words = [room, owner.headers["x-csrf-token"], _SECONDS, BITS, BLOCK]
        seen: list[tuple[float, int]] = page.evaluate(_WATCH, words)
        browser.close()
    return seen
