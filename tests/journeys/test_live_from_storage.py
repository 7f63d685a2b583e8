"""A live show is watched from the object storage; its line is cut, the box takes over; it is mended, and goes on."""

import json
import re
import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.journey

SLOW = 90_000
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN", "has_touch": True}
CUT_SECONDS = 30.0
PREFERRED = """
    const ask = window.fetch
    window.fetch = async (...what) => {
        const answer = await ask(...what)
        if (!answer.ok || new URL(answer.url).pathname !== '%s') return answer
        const room = await answer.json()
        room.play.sort((one, two) => (two.via === '%s') - (one.via === '%s'))
        return new Response(JSON.stringify(room), { status: 200, headers: answer.headers })
    }
"""
"""Stands for where a viewer's address is: everybody here sits in the shop."""


@pytest.fixture(scope="module")
def shop(shops) -> Iterator:
    yield from shops("--ladder", "off", "--log", "warning")


@pytest.fixture(scope="module")
def room(shop):
    return shop.open_room("津味小店")


@pytest.fixture
def everybody(far) -> None:
    """May read the bucket."""
    anybody = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}
    policy = {"Version": "2012-10-17", "Statement": [{**anybody, "Resource": f"arn:aws:s3:::{far.bucket}/*"}]}
    far._s3.put_bucket_policy(Bucket=far.bucket, Policy=json.dumps(policy))


@pytest.fixture
def desk(chromium: Browser, shop, room) -> Iterator[BrowserContext]:
    """The owner's, signed in."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    context.set_default_timeout(SLOW)
    shop.first_run(context.new_page())
    yield context
    context.close()


@pytest.fixture
def phones(chromium: Browser, shop, room) -> Iterator:
    """``phones(first="storage")``: a viewer's, whose address says whether this box or the storage comes first."""
    contexts = []

    def one(first: str) -> Page:
        contexts.append(chromium.new_context(**PHONE))
        contexts[-1].set_default_timeout(SLOW)
        page = contexts[-1].new_page()
        page.add_init_script(PREFERRED % (f"/api/v1/rooms/{room.room}", first, first))
        page.goto(f"{shop.http}/rooms/{room.room}")
        return page

    yield one
    for context in contexts:
        context.close()


def test_a_live_show_plays_from_the_storage_and_from_the_box_while_the_line_is_cut(
    shop, room, desk: BrowserContext, phones, push, cable, far, everybody, patiently, say
):
    console = _send_live_shows_there(shop, desk, far, cable)
    push(room)
    near = phones("box")
    plays(near)
    patiently(lambda: valid(far) and offered(shop, room), 120)
    assert "观众可以从这里看" in console.locator("#mirrors").inner_text(timeout=SLOW)
    away = phones("storage")
    plays(away)
    assert source_of(away, far), "the picture comes from the storage"
    away.evaluate("window.since = 'the start'")
    before, usual = broken(room), stands(near)
    time.sleep(CUT_SECONDS / 2)
    usual, stood = 2 * (stands(near) - usual), stands(near)
    cut_at = time.monotonic()
    cable.cut()
    patiently(lambda: valid(far) and not offered(shop, room), 60)
    patiently(lambda: valid(far) and not source_of(away, far), 90)
    plays(away)
    handed = time.monotonic() - cut_at
    while time.monotonic() - cut_at < CUT_SECONDS:
        assert valid(far)
        time.sleep(1)
    assert away.evaluate("window.since") == "the start", "no reload"
    near_stood = stands(near) - stood
    assert broken(room) == before, "on the box the show goes on without a break"
    plays(near)
    cable.mend()
    mended_at = time.monotonic()
    patiently(lambda: valid(far) and offered(shop, room), 120)
    back = time.monotonic() - mended_at
    again = phones("storage")
    plays(again)
    assert source_of(again, far)
    _end(shop, room, desk)
    patiently(lambda: not live_names(far), 150)
    say(
        f"live from storage: cut for {CUT_SECONDS:.0f} s; handed over after {handed:.0f} s, offered again {back:.0f} s "
        f"after it was mended; on the box a player waited {near_stood} times, {usual} in as long before"
    )


@pytest.fixture
def say(capsys):
    """Tell a figure to whoever runs this."""

    def write(line: str) -> None:
        with capsys.disabled():
            print(f"\n{line}")  # noqa: T201

    return write


def broken(room) -> int:
    """How often the show has broken off on the box."""
    text = httpx.get(room.play_url.replace("/index.m3u8", "/source/index.m3u8"), timeout=20).text
    return int(re.findall(r"EXT-X-DISCONTINUITY-SEQUENCE:(\d+)", text)[0]) + text.count("#EXT-X-DISCONTINUITY\n")


def _send_live_shows_there(shop, desk: BrowserContext, far, cable) -> Page:
    page = desk.new_page()
    page.goto(f"{shop.http}/console/cloud/storage")
    page.get_by_label("接口地址", exact=True).fill(f"http://127.0.0.1:{cable.port}")
    page.get_by_label("存储桶").fill(far.bucket)
    page.get_by_label("地域").fill("us-east-1")
    page.get_by_label("SecretId / AccessKey ID").fill("id")
    page.get_by_label("SecretKey / AccessKey Secret").fill("secret")
    page.get_by_role("radio", name=re.compile("桶名在路径里")).check()
    page.get_by_role("radio", name="只放原画").check()
    page.get_by_label("播放域名").fill(f"{far.endpoint}/{far.bucket}")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="试一试").click()
    page.get_by_text("观众的页面也读得到").first.wait_for()
    page.goto(f"{shop.http}/console/cloud/storage")
    return page


def _end(shop, room, desk: BrowserContext) -> None:
    page = desk.new_page()
    page.goto(f"{shop.http}/console/rooms/{room.room}/control")
    page.locator("html[data-listening]").wait_for()
    page.locator("#end").click()
    page.locator("#end-now").click()


def offered(shop, room) -> bool:
    token = httpx.post(f"{shop.http}/api/v1/sessions", json={"provider": "guest"}).json()["token"]
    asked = httpx.get(f"{shop.http}/api/v1/rooms/{room.room}", headers={"authorization": f"Bearer {token}"})
    return "storage" in [play["via"] for play in asked.json()["play"]]


def live_names(far) -> list[str]:
    return [name for name in far.names() if name.startswith("live/")]


def valid(far) -> bool:
    """All that the playlists name stands there: first read what they say, then what there is. Fails where not."""
    said = {name: far.content(name).decode() for name in live_names(far) if name.endswith(".m3u8")}
    there = set(live_names(far))
    for name, text in said.items():
        folder = name.rpartition("/")[0]
        media = re.findall(r"(?<!#EXT-X-GAP\n)#EXTINF:[\d.]+,\n(\S+)", text)
        inits = re.findall(r'#EXT-X-MAP:URI="([^"]+)"', text)
        playlists = re.findall(r"^[^#\s]+\.m3u8$", text, re.MULTILINE)
        assert {f"{folder}/{each}" for each in (*media, *inits, *playlists)} <= there
    return True


def source_of(page: Page, far) -> bool:
    """Whether the newest media that the page has fetched came from the storage."""
    newest = "performance.getEntriesByType('resource').filter((each) => each.name.includes('.m4s')).at(-1)?.name || ''"
    fetched = page.evaluate(newest)
    page.evaluate("performance.clearResourceTimings()")
    if not fetched:
        page.wait_for_timeout(3000)
        fetched = page.evaluate(newest)
    return str(fetched).startswith(far.endpoint)


def stands(page: Page) -> int:
    """How often the picture has stood still since the page was asked first."""
    return page.evaluate(
        """() => {
            if (window.stood === undefined) {
                window.stood = 0
                document.querySelector('video').addEventListener('waiting', () => { window.stood += 1 })
            }
            return window.stood
        }"""
    )


def plays(page: Page) -> None:
    """A picture moves."""
    page.evaluate("() => { window.from = undefined }")
    page.wait_for_function(
        """() => {
            const video = document.querySelector('video')
            if (!video || !video.videoWidth) return false
            window.from ??= video.currentTime
            return video.currentTime > window.from + 0.5
        }""",
        timeout=SLOW,
    )
