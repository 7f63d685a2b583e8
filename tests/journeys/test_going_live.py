"""A host goes live from a browser tab; what breaks meanwhile heals, and what cannot is said in words."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.bad_line import bad_line

pytestmark = pytest.mark.journey

CAMERA = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
]
SLOW = 60_000


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    expect.set_options(timeout=SLOW)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def flags() -> list[str]:
    """A generated camera and microphone, and nobody to ask for permission."""
    return CAMERA


@pytest.fixture(scope="module")
def room(shop):
    return shop.open_room("津味小店")


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, shop) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.set_default_timeout(SLOW)
    page = context.new_page()
    shop.first_run(page)
    yield page
    context.close()


@pytest.fixture
def host(signed_in: Page, shop, room) -> Iterator[Page]:
    """On the page from which one goes live, the camera open."""
    signed_in.goto(f"{shop.http}/console/rooms/{room.room}/go-live")
    expect(signed_in.locator("#go")).to_be_enabled()
    yield signed_in
    if signed_in.locator("#live").get_attribute("data-state") != "off":
        signed_in.locator("#go").click()


def goes_live(host: Page) -> None:
    host.locator("#go").click()
    expect(host.locator("#live")).to_have_attribute("data-state", "live")


def test_one_tap_and_a_viewer_sees_the_picture(host: Page, chromium: Browser, shop, room, patiently):
    goes_live(host)
    expect(host.locator("#network")).not_to_have_text("–")
    expect(host.locator("#picture")).to_have_text(re.compile(r"\d+×\d+ · \d+ 帧"))
    viewer = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN").new_page()
    viewer.goto(f"{shop.http}/rooms/{room.room}")
    expect(viewer.locator("video")).to_be_visible()
    patiently(lambda: viewer.evaluate("document.querySelector('video').currentTime > 2"), 60)
    viewer.context.close()
    host.locator("#go").click()
    expect(host.locator("#state")).to_have_text("主播离开")
    expect(host.locator("#after")).to_be_visible()
    host.reload()
    expect(host.locator("#state")).to_have_text("主播离开")
    expect(host.locator("#after a")).to_have_attribute("href", f"/console/rooms/{room.room}/control")


def test_the_head_is_one_line_while_a_show_is_on_air(host: Page):
    host.evaluate("document.getElementById('state').className = 'light live'")
    assert host.locator(".live-head").bounding_box()["height"] < 80


SLOW_UPRIGHT = """
const opens = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const stream = await opens(wanted);
  const upright = wanted.video.height.ideal > wanted.video.width.ideal;
  if (upright) await new Promise((done) => setTimeout(done, 3000));
  return stream;
};
"""


def test_the_shape_that_was_chosen_last_is_on_air_though_the_camera_was_slow(signed_in: Page, shop, room):
    host = signed_in.context.new_page()
    host.add_init_script(SLOW_UPRIGHT)
    host.goto(f"{shop.http}/console/rooms/{room.room}/go-live")
    host.locator("#shape").select_option("landscape")
    expect(host.locator("#go")).to_be_enabled()
    host.wait_for_timeout(3500)
    goes_live(host)
    expect(host.locator("#picture")).to_have_text(re.compile(r"\d+×\d+"))
    wide, high = host.locator("#picture").inner_text().split(" ")[0].split("×")
    host.locator("#go").click()
    host.close()
    assert int(wide) > int(high)


def test_the_control_room_sees_the_host_without_delay_and_the_slate_when_he_stops(host: Page, shop, room):
    goes_live(host)
    desk = host.context.new_page()
    desk.goto(f"{shop.http}/console/rooms/{room.room}/control")
    shown = "document.querySelector('#player video')"
    expect(desk.locator("#player video")).to_be_visible()
    desk.wait_for_timeout(1000)
    direct(desk, shown, wanted=True)
    host.locator("#go").click()
    direct(desk, shown, wanted=False)
    desk.close()


@pytest.mark.parametrize("loss", [0.4, 1.0], ids=["much of it is lost", "nothing comes"])
def test_a_desk_on_a_bad_line_sees_what_viewers_see_until_the_line_is_good_again(
    host: Page, shop, room, patiently, loss: float
):
    goes_live(host)
    desk = host.context.new_page()
    shown = "document.querySelector('#player video')"
    with bad_line(desk, "**/whep/*") as line:
        desk.goto(f"{shop.http}/console/rooms/{room.room}/control")
        direct(desk, shown, wanted=True)
        desk.wait_for_timeout(3000)
        assert desk.evaluate(f"!!{shown}.srcObject")
        line.loss = loss
        direct(desk, shown, wanted=False)
        assert line.lost > 10
        line.loss = 0.0
        began = desk.evaluate(f"{shown}.currentTime")
        patiently(lambda: desk.evaluate(f"{shown}.currentTime") > began + 2, 25)
        direct(desk, shown, wanted=True)
    desk.close()


def direct(desk: Page, shown: str, *, wanted: bool) -> None:
    """Whether what is shown comes by WebRTC; a page that forbids eval is asked from outside."""
    for _ in range(SLOW // 500):
        if desk.evaluate(f"!!{shown}.srcObject") is wanted and desk.evaluate(f"{shown}.videoWidth > 0"):
            return
        desk.wait_for_timeout(500)
    raise AssertionError(f"by WebRTC: not {wanted}")


def test_a_worker_that_is_killed_comes_back_and_the_show_goes_on(host: Page, shop, room, patiently):
    goes_live(host)
    patiently(lambda: states(shop, room) == "live", 60)
    shop.kill("media.webrtc.worker")
    patiently(lambda: states(shop, room) == "away", 30)
    patiently(lambda: states(shop, room) == "live", 60)
    expect(host.locator("#live")).to_have_attribute("data-state", "live")
    playlist = httpx.get(room.play_url.replace("index", "source/index")).text
    assert "#EXT-X-DISCONTINUITY" in playlist


def test_when_the_key_is_changed_the_host_is_told_and_does_not_come_back(host: Page, shop, room):
    goes_live(host)
    csrf = host.locator("#live").get_attribute("data-csrf")
    changed = host.request.post(
        f"{shop.http}/console/rooms/{room.room}/key", form={"csrf": csrf}, headers={"origin": shop.http}
    )
    assert changed.ok
    expect(host.locator("#trouble-words")).to_contain_text("推流密钥已更换")
    expect(host.locator("#live")).to_have_attribute("data-state", "off")
    host.locator("#go").click()
    expect(host.locator("#trouble-words")).to_have_text("推流密钥不对或已更换，请到控制台重新复制")


def test_muting_is_seen_and_another_camera_is_taken_without_a_break(host: Page):
    goes_live(host)
    host.get_by_role("button", name="关闭话筒").click()
    expect(host.locator("#advice")).to_have_text("话筒关着，观众听不到您说话")
    host.get_by_role("button", name="打开话筒").click()
    expect(host.locator("#advice")).to_be_hidden()
    host.evaluate("document.getElementById('choices').open = true")
    host.locator("#microphones").select_option(index=1)
    expect(host.locator("#go")).to_be_enabled()
    expect(host.locator("#live")).to_have_attribute("data-state", "live")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("NotAllowedError", "浏览器没有拿到摄像头和话筒的许可"),
        ("NotFoundError", "没有找到摄像头或话筒"),
        ("NotReadableError", "摄像头正被别的程序占用"),
    ],
)
def test_a_camera_that_does_not_open_is_explained(signed_in: Page, shop, room, error: str, sentence: str):
    signed_in.add_init_script(
        f"if (location.hash === '#{error}') navigator.mediaDevices.getUserMedia = "
        f"() => Promise.reject(new DOMException('', '{error}'))"
    )
    signed_in.goto("about:blank")
    signed_in.goto(f"{shop.http}/console/rooms/{room.room}/go-live#{error}")
    expect(signed_in.locator("#trouble-words")).to_have_text(sentence)
    expect(signed_in.locator("#trouble-help")).not_to_be_empty()
    expect(signed_in.locator("#go")).to_be_disabled()


def states(shop, room) -> str:
    """live, away or off, as viewers are told."""
    told = httpx.get(f"{shop.http}/api/v1/rooms/{room.room}").json()
    return told["state"]
