"""The picture in the console, as viewers get it: real HLS from another origin, played by Chromium."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypercorn.asyncio import serve
from hypercorn.config import Config as Listener
from quart import Quart, Response, send_from_directory

from appliance.config import Address

pytestmark = pytest.mark.journey


@pytest.fixture
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("picture")


class Tickets:
    def __init__(self) -> None:
        self.first_is_old = False
        """The one that the edge sees first has run out."""
        self._first = ""

    def good(self, ticket: str) -> bool:
        self._first = self._first or ticket
        return not self.first_is_old or ticket != self._first


@pytest.fixture
def tickets() -> Tickets:
    return Tickets()


@pytest.fixture
async def edge(folder: Path, tickets: Tickets) -> AsyncIterator[Address]:
    """Another origin that gives what lies in `folder` to pages of any origin, as the edge does."""
    stage = Quart("edge", static_folder=None)

    @stage.get("/play/<ticket>/live/<room>/<name>")
    async def play(ticket: str, room: str, name: str) -> Response:
        if not tickets.good(ticket):
            return Response(status=403, headers={"Access-Control-Allow-Origin": "*"})
        answer = await send_from_directory(folder, name)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    listener, over = socket.create_server(("127.0.0.1", 0)), asyncio.Event()
    port = listener.getsockname()[1]
    settings = Listener()
    settings.bind = [f"fd://{listener.detach()}"]
    settings.graceful_timeout = 0.2
    settings.accesslog = settings.errorlog = None
    serving = asyncio.create_task(serve(stage, settings, shutdown_trigger=over.wait))
    yield Address(f"127.0.0.1:{port}")
    over.set()
    await serving


async def shoot(folder: Path) -> None:
    """Six seconds of picture and tone as HLS with fragmented MP4."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("no ffmpeg here (Debian's ffmpeg)")
    words = (
        "ffmpeg -v error -f lavfi -i testsrc2=s=320x180:r=25:d=6 -f lavfi -i sine=440:d=6 -c:v libx264"
        " -preset ultrafast -g 50 -pix_fmt yuv420p -c:a aac -f hls -hls_time 2 -hls_list_size 0 -hls_segment_type fmp4"
    )
    process = await asyncio.create_subprocess_exec(*words.split(), str(folder / "index.m3u8"), cwd=folder)
    assert await process.wait() == 0


async def test_the_preview_plays_from_the_edge_under_the_strict_policy(in_charge, folder, room):
    await shoot(folder)
    owner = await in_charge()
    await owner.goes(f"/console/rooms/{room}")
    await owner.waits_until("document.querySelector('video').currentTime > 1")
    assert await owner.page.evaluate("document.querySelector('video').videoWidth") == 320
    assert await owner.page.locator("#veil").is_hidden()
    assert owner.complaints == []
    sound = owner.page.locator("#sound")
    await sound.click()
    assert await sound.get_attribute("aria-pressed") == "true"
    assert not await owner.page.evaluate("document.querySelector('video').muted")


async def test_a_picture_that_comes_late_needs_no_reload(in_charge, folder, room):
    owner = await in_charge()
    await owner.goes(f"/console/rooms/{room}")
    await owner.page.locator("text=画面暂时接不上").wait_for()
    await shoot(folder)
    await owner.waits_until("document.querySelector('video').currentTime > 0.5")
    assert await owner.page.locator("#veil").is_hidden()


async def test_a_ticket_that_ran_out_is_renewed_without_a_reload(in_charge, folder, tickets, room):
    tickets.first_is_old = True
    await shoot(folder)
    owner = await in_charge()
    await owner.goes(f"/console/rooms/{room}")
    await owner.page.locator("text=画面暂时接不上").wait_for()
    await owner.waits_until("document.querySelector('video').currentTime > 0.5")
