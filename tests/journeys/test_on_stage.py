"""A host and a guest hold a stage in two tabs, fight a PK there, and are one picture to who watches the HLS."""

import re
from collections.abc import Iterator
from pathlib import Path

import av
import httpx
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.guests import invited

pytestmark = pytest.mark.journey

CAMERA = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
]
SLOW = 90_000


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    expect.set_options(timeout=SLOW)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def flags() -> list[str]:
    return CAMERA


@pytest.fixture(scope="module")
def room(shop):
    return shop.open_room("津味小店")


@pytest.fixture(scope="module")
def desk(chromium: Browser, shop, room) -> Iterator[Page]:
    """The control room, of a host who is on air in another tab."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.set_default_timeout(SLOW)
    page = context.new_page()
    shop.first_run(page)
    page.goto(f"{shop.http}/console/rooms/{room.room}/go-live")
    page.locator("#shape").select_option("landscape")
    page.locator("#size").select_option(index=0)
    expect(page.locator("#go")).to_be_enabled(timeout=SLOW)
    page.locator("#go").click()
    expect(page.locator("#live")).to_have_attribute("data-state", "live", timeout=SLOW)
    desk = context.new_page()
    desk.goto(f"{shop.http}/console/rooms/{room.room}/control")
    desk.locator("[data-shows=play]").click()
    yield desk
    context.close()


@pytest.fixture(scope="module")
def guest(chromium: Browser, desk: Page) -> Iterator[Page]:
    page = invited(chromium, desk, "吴掌柜")
    yield page
    page.context.close()


def test_a_guest_is_invited_let_in_and_seen_beside_the_host(shop, room, desk, guest, patiently, tmp_path):
    desk.get_by_role("button", name="接进来").click()
    expect(guest.locator("#guest")).to_have_attribute("data-state", "seated")
    expect(desk.locator("#seats .seat")).to_contain_text("在台上")
    patiently(lambda: picture(room, tmp_path).shape == (720, 1280, 3), 90)
    patiently(lambda: side_by_side(picture(room, tmp_path)), 60)
    expect(guest.locator("#show")).to_be_visible()
    host = next(page for page in desk.context.pages if page.url.endswith("/go-live"))
    patiently(lambda: host.evaluate("document.getElementById('guests').videoWidth") == 1280, 60)
    patiently(lambda: guest.evaluate("document.getElementById('show').videoWidth") == 1280, 60)


def test_a_link_opened_again_in_its_browser_takes_the_seat_along_and_the_older_page_says_so(desk, guest):
    again = guest.context.new_page()
    again.goto(guest.url)
    expect(guest.locator("#veil")).to_contain_text("您在另一个页面打开了连麦")
    expect(again.locator("#guest")).to_have_attribute("data-state", "seated")
    guest.reload()
    expect(again.locator("#veil")).to_contain_text("您在另一个页面打开了连麦")
    again.close()
    expect(guest.locator("#guest")).to_have_attribute("data-state", "seated")
    expect(guest.locator("#show")).to_be_visible()
    expect(desk.locator("#seats .seat")).to_have_count(1)


def test_the_layout_is_changed_live_with_one_tap(room, desk, patiently, tmp_path):
    desk.get_by_role("button", name="只看主播").click()
    expect(desk.locator("[data-layout=solo]")).to_have_attribute("aria-pressed", "true")
    patiently(lambda: not side_by_side(picture(room, tmp_path)), 60)
    desk.get_by_role("button", name="并排").click()
    patiently(lambda: side_by_side(picture(room, tmp_path)), 60)


def test_the_picture_is_put_upright_and_is_again_as_the_host_holds_it(room, desk, patiently, tmp_path):
    as_the_host = desk.get_by_role("button", name="跟主播", exact=True)
    expect(as_the_host).to_have_attribute("aria-pressed", "true")
    desk.get_by_role("button", name="竖屏", exact=True).click()
    patiently(lambda: picture(room, tmp_path).shape == (1280, 720, 3), 60)
    as_the_host.press("Enter")
    patiently(lambda: side_by_side(picture(room, tmp_path)), 60)
    expect(as_the_host).to_have_attribute("aria-pressed", "true")


def test_four_are_seen_at_once(chromium, room, desk, guest, patiently, tmp_path):
    more = [invited(chromium, desk, name) for name in ("郑阿姨", "冯师傅")]
    for place, page in enumerate(more):
        desk.get_by_role("button", name="接进来").first.click()
        expect(desk.locator("#seats").get_by_text("在台上")).to_have_count(place + 2)
        expect(page.locator("#guest")).to_have_attribute("data-state", re.compile("seated|ringing"))
    desk.get_by_role("button", name="四格").click()
    patiently(lambda: in_four(picture(room, tmp_path)), 90)
    for page in more:
        expect(page.locator("#guest")).to_have_attribute("data-state", "seated")
        page.context.close()
    desk.get_by_role("button", name="并排").click()
    expect(desk.locator("#seats .seat")).to_have_count(1)


def test_a_contest_survives_its_worker_and_a_guest_who_comes_again_and_is_lost_by_one_who_does_not(
    chromium, shop, room, desk, guest, patiently, tmp_path
):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.set_default_timeout(SLOW)
    viewer = context.new_page()
    viewer.goto(f"{shop.http}/rooms/{room.room}")
    desk.get_by_role("button", name="PK", exact=True).click()
    desk.locator("#battle-terms").get_by_text("5 分钟", exact=True).click()
    desk.locator("#call-battle").get_by_label("输了的人要做什么（可以不填）").fill("唱一首歌")
    desk.locator("#battle-terms").get_by_role("button", name="开始 PK").click()
    expect(desk.locator("#battle")).to_be_visible()
    expect(desk.locator("#battle-state")).to_have_text("PK 中")  # what is tapped before that counts for nobody
    side = viewer.get_by_role("button", name=re.compile("支持 吴掌柜"))
    side.click()
    expect(side).to_have_attribute("aria-pressed", "true")
    for _ in range(6):
        viewer.get_by_role("button", name="点赞").click()
    expect(desk.locator("#battle-points")).to_have_text(re.compile(r"^0 : [1-9]"))
    expect(side).to_have_attribute("aria-label", re.compile(r"吴掌柜 [1-9]"))

    def goes_on() -> None:
        expect(desk.locator("#seats .seat")).not_to_contain_text("断开了，正在重连")
        expect(guest.locator("#guest")).to_have_attribute("data-state", "seated")
        patiently(lambda: side_by_side(picture(room, tmp_path)), 90)
        expect(desk.locator("#battle-state")).to_have_text("PK 中")
        expect(desk.locator("#battle-points")).to_have_text(re.compile(r"^0 : [1-9]"))

    shop.kill("media.webrtc.worker")
    expect(desk.locator("#seats .seat")).to_contain_text("断开了，正在重连")
    goes_on()

    page = guest.url
    guest.goto("about:blank")  # its tab is killed; the browser brings it back
    expect(desk.locator("#seats .seat")).to_contain_text("断开了，正在重连")
    expect(desk.locator("#battle-state")).to_have_text("PK 中")
    guest.goto(page)
    goes_on()

    guest.close()
    expect(desk.locator("#seats .seat")).to_contain_text("断开了，正在重连")
    expect(desk.locator("#battle-state")).to_have_text("PK 中")  # the seat is kept for half a minute
    expect(desk.locator("#battle-state")).to_have_text("惩罚时间")
    expect(viewer.get_by_text("吴掌柜 接受惩罚：唱一首歌")).to_be_visible()  # he was ahead
    expect(desk.locator("#seats .seat")).to_have_count(0)
    patiently(lambda: picture(room, tmp_path).shape != (720, 1280, 3), 60)
    desk.locator("#stop-battle").click()
    expect(viewer.locator(".battle")).to_have_count(0)
    context.close()


def picture(room, folder: Path) -> np.ndarray:
    """The latest picture of the room's HLS, in its best quality; raises OSError while there is none."""
    media = room.play_url.replace("index", "source/index")  # what was mixed, and no rung of the ladder
    lines = httpx.get(media, timeout=10).raise_for_status().text.splitlines()
    maps = [line.split('"')[1] for line in lines if line.startswith("#EXT-X-MAP")]
    segments = [line for line in lines if line and not line.startswith("#")]
    if not maps or not segments:
        raise OSError("nothing is played yet")
    where = media.rsplit("/", 1)[0]
    file = folder / "latest.mp4"
    file.write_bytes(b"".join(httpx.get(f"{where}/{name}", timeout=10).content for name in (maps[-1], segments[-1])))
    try:
        with av.open(str(file)) as container:
            frames = list(container.decode(video=0))
    except av.error.FFmpegError as error:
        raise OSError(str(error)) from error
    if not frames:
        raise OSError("an empty segment")
    return frames[-1].to_ndarray(format="rgb24")


def side_by_side(whole: np.ndarray) -> bool:
    """Two generated cameras, which draw on green, each with a nameplate of its own at its foot."""
    return whole.shape == (720, 1280, 3) and all(_named_camera(whole[:, left : left + 640]) for left in (0, 640))


def in_four(whole: np.ndarray) -> bool:
    quarters = [(top, left) for top in (0, 360) for left in (0, 640)]
    return whole.shape == (720, 1280, 3) and all(
        _named_camera(whole[top : top + 360, left : left + 640]) for top, left in quarters
    )


def _named_camera(tile: np.ndarray) -> bool:
    red, green, blue = np.median(tile[60:-120], axis=(0, 1))
    plate = np.median(tile[-50:-26, 20:30], axis=(0, 1))[1]
    return bool(green > red + 40 and green > blue + 40 and plate < 0.7 * green)
