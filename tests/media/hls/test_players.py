"""Real players on a live show: hls.js and Chromium's own HLS, over a plain HTTP server in this process."""

import asyncio
import itertools
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Self

import pytest
from playwright.async_api import Page, async_playwright

from appliance.clock import SystemClock
from media.hls.origin import Answer, Channel, Origin, Parked
from media.packets import TIMESCALE

HLS_JS = Path(__file__).parents[3] / "console/static/vendor/hls.light.min.js"
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here"),
    pytest.mark.skipif(not HLS_JS.exists(), reason="hls.js is not set up here (console/static/vendor)"),
]

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
PAGE = b"""<!doctype html><video id=v muted autoplay playsinline></video><script src=/hls.js></script><script>
const errors = [], stalls = [], v = document.getElementById('v')
v.addEventListener('error', () => errors.push('video ' + v.error.code + ' ' + v.error.message))
function hlsjs() {
  window.hls = new Hls({lowLatencyMode: true, maxLiveSyncPlaybackRate: 1.5})
  hls.on(Hls.Events.ERROR, (_, e) => {
    if (e.details === Hls.ErrorDetails.INTERNAL_ABORTED) return // what it stopped itself, for another quality
    const passing = ['bufferStalledError', 'bufferNudgeOnStall'].includes(e.details) && !e.fatal
    const told = passing ? stalls : errors
    told.push(`${e.details} ${e.fatal} ${e.reason || e.error || ''}`)
  })
  hls.loadSource('/live/r1/index.m3u8'); hls.attachMedia(v)
}
function choose(name) { hls.loadLevel = hls.levels.findIndex((level) => level.uri.includes(`/${name}/`)) }
function native() { v.src = '/live/r1/source/index.m3u8' }
function state() {
  const h = window.hls, q = v.getVideoPlaybackQuality()
  return {time: v.currentTime, errors, stalls, latency: h && h.latency, frames: q.totalVideoFrames, width: v.videoWidth,
    behind: h && h.playingDate && (Date.now() - h.playingDate) / 1000, stalled: v.readyState < 3}
}
</script>"""


class Server:
    """Just enough HTTP/1.1 for a browser."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.refused: list[str] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := (await reader.readline()).decode():
                while (await reader.readline()).strip():
                    pass
                answer = await self._answer(line.split(" ")[1])
                if answer.status != 200:
                    self.refused.append(f"{answer.status} {line}")
                writer.write(answer.head + answer.body)
                await writer.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(self, target: str) -> Answer:
        path, _, query = target.partition("?")
        if path == "/hls.js":
            return self._file(b"text/javascript", HLS_JS.read_bytes())
        if not path.startswith("/live/"):
            return self._file(b"text/html", PAGE)
        _, _, room, file = path.split("/", 3)
        reply: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        answer = self.origin.ask(room, file, query.encode(), lambda answer: reply.done() or reply.set_result(answer))
        return await reply if isinstance(answer, Parked) else answer

    def _file(self, kind: bytes, body: bytes) -> Answer:
        return Answer(
            200, b"HTTP/1.1 200 OK\r\ncontent-type: %b\r\ncontent-length: %d\r\n\r\n" % (kind, len(body)), body
        )


class Host:
    """Sends shows in real time, one after the other, on one timeline."""

    def __init__(self, channel: Channel, sent: float) -> None:
        self._sent = sent
        self.channel = channel
        self._renditions = list(channel.renditions.values())
        self._loop = asyncio.get_running_loop()
        self._started = 0.0
        self.ticks = 0

    async def send(self, *shows) -> None:
        """Each time from its first packet on, and again without an end if it is the last."""
        for made in itertools.chain(shows[:-1], itertools.repeat(shows[-1])):
            await self.send_once(made)

    def only(self, name: str) -> "Host":
        """An encoder of one rendition, on the same timeline."""
        encoder = Host(self.channel, self._sent)
        encoder._renditions = [self.channel.rendition(name)]
        return encoder

    async def send_once(self, made) -> None:
        for rendition in self._renditions:
            rendition.begin(made.video, made.audio)
        self._started = self._started or self._loop.time() - self._sent
        for packet in made.shifted(self.ticks):
            due = self._started + packet.dts / TIMESCALE
            if due > self._loop.time():
                await asyncio.sleep(due - self._loop.time())
            for rendition in self._renditions:
                rendition.write(packet)
        self.ticks += made.length


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield await browser.new_page()
        await browser.close()


@pytest.fixture
async def live(request, variants):
    """An origin with one room, its HTTP server and its host, who has sent for that many seconds already."""
    sent, *renditions = getattr(request, "param", (0, "source", "480p"))
    origin = Origin(SystemClock())
    channel = origin.open("r1", variants(*renditions), timedelta(seconds=sent))
    expiring = asyncio.create_task(origin.run())
    async with Server(origin) as server:
        yield server, Host(channel, sent)
    expiring.cancel()


async def watch(page: Page, seconds: float) -> list[dict]:
    """The player's state, four times a second."""
    states = []
    for _ in range(int(seconds * 4)):
        await asyncio.sleep(0.25)
        states.append(await page.evaluate("state()"))
    return states


def played(states: list[dict]) -> float:
    return states[-1]["time"] - states[0]["time"]


@pytest.fixture
def say(capsys):
    """Tell a figure to whoever runs this."""

    def write(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{line}\n")

    return write


@pytest.mark.parametrize("live", [(10, "source", "480p")], indirect=True)
async def test_hlsjs_starts_at_once_and_follows_within_a_second_and_a_half(page, live, show, say):
    server, host = live
    await page.goto(server.url)
    await page.evaluate("hlsjs()")
    await asyncio.sleep(0.5)
    made = show(seconds=8)
    sending = asyncio.create_task(host.send(made))
    begun = asyncio.get_running_loop().time()
    await page.wait_for_function("v.currentTime > 0", timeout=10_000)
    started = asyncio.get_running_loop().time() - begun
    states = await watch(page, 15)
    sending.cancel()
    latency = [state["latency"] for state in states[20:]]
    behind = [state["behind"] for state in states[20:]]
    say(f"hls.js: first frame after {started:.2f} s, latency {median(latency):.2f} s, behind {median(behind):.2f} s")
    assert not states[-1]["errors"]
    assert not server.refused
    assert played(states[8:]) > 11


@pytest.mark.parametrize("live", [(10, "source")], indirect=True)
async def test_hlsjs_plays_on_through_a_change_of_host_and_size(page, live, show):
    server, host = live
    first, second = show(seconds=15, width=320), show(seconds=10, fps=25, gop=25, width=480, rate=44_100)
    sending = asyncio.create_task(host.send(first, second))
    await page.goto(server.url)
    await page.evaluate("hlsjs()")
    await page.wait_for_function("v.currentTime > 0", timeout=10_000)
    states = await watch(page, 12)
    sending.cancel()
    assert not states[-1]["errors"]
    assert not states[-1]["stalls"]
    assert states[-1]["width"] == 480
    assert played(states) > 10


@pytest.mark.parametrize("live", [(10, "source", "480p")], indirect=True)
async def test_hlsjs_changes_quality_while_the_smaller_picture_changes_its_encoder(page, live, show):
    server, host = live
    large, small, small_at_first = show(seconds=8), show(seconds=4, width=160), show(seconds=14, width=160)
    tasks = [asyncio.create_task(host.only("source").send(large))]
    tasks.append(asyncio.create_task(host.only("480p").send(small_at_first, large, small)))
    await page.goto(server.url)
    await page.evaluate("hlsjs()")
    await page.wait_for_function("v.currentTime > 0", timeout=10_000)
    await page.evaluate("choose('480p')")
    states = await watch(page, 4)
    await page.evaluate("choose('source')")
    states += await watch(page, 8)
    await page.evaluate("choose('480p')")
    states += await watch(page, 6)
    for task in tasks:
        task.cancel()
    assert {160, 320} <= {state["width"] for state in states}
    assert played(states) > 14
    assert not states[-1]["errors"]


@pytest.mark.parametrize("shape", [{"fps": 30, "gop": 300}, {"fps": 2, "gop": 4}, {"fps": 30, "gop": 60, "bframes": 2}])
async def test_hlsjs_plays_what_phones_and_old_encoders_send(page, live, show, say, shape):
    server, host = live
    made = show(seconds=20, **shape)
    sending = asyncio.create_task(host.send(made))
    await asyncio.sleep(7)
    await page.goto(server.url)
    await page.evaluate("hlsjs()")
    await page.wait_for_function("v.currentTime > 0", timeout=20_000)
    states = await watch(page, 15)
    sending.cancel()
    say(f"{shape}: played {played(states):.1f} of 15 s, latency {states[-1]['latency']:.2f} s")
    assert played(states) > 11
    assert not server.refused


@pytest.mark.parametrize("live", [(10, "source", "480p")], indirect=True)
async def test_chromium_plays_it_without_any_script(page, live, show, say):
    server, host = live
    made = show(seconds=8)
    sending = asyncio.create_task(host.send(made))
    await page.goto(server.url)
    begun = asyncio.get_running_loop().time()
    await page.evaluate("native()")
    await page.wait_for_function("v.currentTime > 0", timeout=30_000)
    started = asyncio.get_running_loop().time() - begun
    states = await watch(page, 15)
    sending.cancel()
    say(f"Chromium alone: first frame after {started:.2f} s")
    assert not states[-1]["errors"]
    assert played(states) > 11
