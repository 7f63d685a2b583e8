"""A host who comes and goes all the time, and a viewer who never sees the picture stand still."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import Page

from tests.media.hls.rules import Judge

pytestmark = pytest.mark.journey

CALLS = 4
SLATE = 1280
LONGEST_FREEZE = 30
"""Looks in a row, ten a second, that found the picture where it was."""
WATCH = """
window.looks = { count: 0, still: 0, longest: 0, last: -1, widths: [] }
setInterval(() => {
  const video = document.querySelector('video'), looks = window.looks
  if (!video || !video.videoWidth) return
  if (looks.widths.at(-1) !== video.videoWidth) looks.widths.push(video.videoWidth)
  if (video.currentTime !== looks.last) looks.still = 0
  else if (looks.last > 0.5) looks.longest = Math.max(looks.longest, ++looks.still)
  looks.last = video.currentTime
  looks.count += 1
}, 100)
"""


class Reader:
    """Reads one rendition's playlist over and over, like a slow player, and has it judged."""

    def __init__(self, url: str) -> None:
        self.judge = Judge()
        self.breaks: set[int] = set()
        self.wrong: list[str] = []
        self._url = url
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._read)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _read(self) -> None:
        with httpx.Client(timeout=30) as client:
            while not self._over.wait(0.25):
                answer = client.get(self._url)
                try:
                    playlist = self.judge.see(answer.raise_for_status().text)
                except (AssertionError, httpx.HTTPError) as error:
                    self.wrong.append(str(error))
                    return
                self.breaks |= {segment.msn for segment in playlist.segments if segment.breaks}


@contextmanager
def judged(play_url: str, *renditions: str) -> Iterator[dict[str, Reader]]:
    base = play_url.removesuffix("index.m3u8")
    readers = {name: Reader(f"{base}{name}/index.m3u8") for name in renditions}
    for reader in readers.values():
        reader.start()
    try:
        yield readers
    finally:
        for reader in readers.values():
            reader.stop()


@pytest.fixture
def say(capsys):
    """Tell a figure to whoever runs this."""

    def write(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{line}\n")

    return write


def shows(page: Page, *, slate: bool) -> None:
    """The newest picture is the slate's, or the host's, and it moves."""
    page.wait_for_function(
        """([width, slate]) => {
            const { widths, still } = window.looks
            return widths.length && (widths.at(-1) === width) === slate && still === 0
        }""",
        arg=[SLATE, slate],
        timeout=60_000,
    )


def test_a_host_who_comes_and_goes_never_freezes_a_picture(shop, phone: Page, push, patiently, say):
    room = shop.open_room("津味小店")
    patiently(lambda: httpx.get(room.play_url, timeout=10).status_code == 200, 20)
    phone.add_init_script(WATCH)
    phone.goto(f"{shop.http}/rooms/{room.room}")
    loaded = phone.evaluate("performance.timeOrigin")
    with judged(room.play_url, "source", "480p") as readers:
        for _ in range(CALLS):
            host = push(room)
            shows(phone, slate=False)
            phone.wait_for_timeout(5000)  # he is on air for a while, and away for a while
            host.kill()
            host.wait()
            shows(phone, slate=True)
            phone.wait_for_timeout(3000)
    looks = phone.evaluate("window.looks")
    still, breaks = looks["longest"] / 10, len(readers["source"].breaks)
    say(f"stood still for {still} s at most in {looks['count']} looks over {breaks} breaks")
    assert {name: reader.wrong for name, reader in readers.items()} == {"source": [], "480p": []}
    assert all(len(reader.breaks) >= 2 * CALLS - 1 for reader in readers.values())
    assert looks["longest"] <= LONGEST_FREEZE
    assert phone.evaluate("performance.timeOrigin") == loaded
