"""Two appliances on one machine: owners pair them, hosts fight a PK, and when one box dies the other plays on."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import Room, Shop
from tests.journeys.test_on_stage import CAMERA, SLOW, picture, side_by_side

pytestmark = pytest.mark.journey
LADDER = ("--ladder", "off", "--log", "info")


class House(NamedTuple):
    shop: Shop
    room: Room
    context: BrowserContext

    def page(self, path: str) -> Page:
        page = self.context.new_page()
        page.goto(f"{self.shop.http}{path}")
        return page


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    expect.set_options(timeout=SLOW)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def flags() -> list[str]:
    return CAMERA


@pytest.fixture(scope="module")
def tea_shop(shops: Callable[..., Iterator[Shop]]) -> Iterator[Shop]:
    yield from shops(*LADDER)


@pytest.fixture(scope="module")
def shoe_shop(shops: Callable[..., Iterator[Shop]]) -> Iterator[Shop]:
    yield from shops(*LADDER)


@pytest.fixture(scope="module")
def tea(chromium: Browser, tea_shop: Shop) -> Iterator[House]:
    yield from opened(chromium, tea_shop, "茶铺")


@pytest.fixture(scope="module")
def shoe(chromium: Browser, shoe_shop: Shop) -> Iterator[House]:
    yield from opened(chromium, shoe_shop, "鞋店")


def opened(chromium: Browser, shop: Shop, title: str) -> Iterator[House]:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.set_default_timeout(SLOW)
    page = context.new_page()
    shop.first_run(page)
    page.close()
    yield House(shop, shop.open_room(title), context)
    context.close()


@pytest.fixture(scope="module")
def desks(tea: House, shoe: House) -> tuple[Page, Page]:
    """The control rooms of two hosts who are on air, each on a box of his own."""
    return go_live(tea), go_live(shoe)


def go_live(house: House) -> Page:
    page = house.page(f"/console/rooms/{house.room.room}/go-live")
    page.locator("#shape").select_option("landscape")
    page.locator("#size").select_option(index=0)
    expect(page.locator("#go")).to_be_enabled(timeout=SLOW)
    page.locator("#go").click()
    expect(page.locator("#live")).to_have_attribute("data-state", "live", timeout=SLOW)
    desk = house.page(f"/console/rooms/{house.room.room}/control")
    desk.locator("[data-shows=play]").click()
    return desk


def meet(caller: Page, called: Page, minutes: int) -> None:
    caller.locator("#call-store").click()
    terms = caller.locator("#store-terms")
    terms.get_by_text(f"{minutes} 分钟", exact=True).click()
    terms.get_by_label("输了的人要做什么（可以不填）").fill("唱一首歌")
    terms.get_by_role("button", name="发出邀请").click()
    expect(caller.locator("#store-calls")).to_contain_text("在等 鞋店 接受 PK")
    expect(called.locator("#store-calls")).to_contain_text(f"茶铺 请您 PK {minutes} 分钟，输了要唱一首歌")
    called.locator("#store-calls").get_by_role("button", name="接受", exact=True).click()
    for desk in (caller, called):
        expect(desk.locator("#battle-state")).to_have_text("PK 中")
        expect(desk.locator("#store-calls .seat")).to_have_count(0)


def like(viewer: Page, times: int) -> None:
    expect(viewer.get_by_text("点赞、送礼、下单都给本店加分")).to_be_visible()
    for _ in range(times):
        viewer.get_by_role("button", name="点赞").click()


def test_two_owners_pair_their_stores_by_a_code(tea: House, shoe: House):
    here, there = tea.page("/console/stores"), shoe.page("/console/stores")
    form = here.locator("form[action='/console/stores/codes']")
    form.get_by_label("本店在对方那里叫什么").fill("茶铺")
    form.get_by_label("对方从哪里找到这台机器").fill(tea.shop.http)
    form.get_by_role("button", name="做一个配对码").click()
    code = here.locator("#pairing-code").input_value()
    there.get_by_label("配对码", exact=True).fill(code)
    there.get_by_role("button", name="看看是哪家店").click()
    expect(there.get_by_text(tea.shop.http)).to_be_visible()
    there.get_by_label("本店在对方那里叫什么").fill("鞋店")
    there.get_by_label("对方从哪里找到这台机器").fill(shoe.shop.http)
    there.get_by_role("button", name="配对", exact=True).click()
    expect(there.get_by_text("和 茶铺 配对好了")).to_be_visible()
    here.goto(f"{tea.shop.http}/console/stores")
    here.get_by_role("button", name="试试能不能联系上").click()
    expect(here.get_by_text("联系得上 鞋店")).to_be_visible()
    here.close()
    there.close()


def test_two_hosts_are_seen_side_by_side_in_both_stores_and_both_count_alike(
    tea: House, shoe: House, desks: tuple[Page, Page], patiently, tmp_path
):
    viewers = [house.page(f"/rooms/{house.room.room}") for house in (tea, shoe)]
    for viewer in viewers:
        expect(viewer.get_by_role("button", name="点赞")).to_be_visible()
    meet(*desks, 3)
    for viewer, times in zip(viewers, (6, 3), strict=True):
        like(viewer, times)
    for desk, points in zip(desks, ("6 : 3", "3 : 6"), strict=True):
        expect(desk.locator("#battle-points")).to_have_text(points)
    for house in (tea, shoe):
        patiently(lambda house=house: side_by_side(picture(house.room, tmp_path)), 90)
    for house, points in ((tea, "6 : 3"), (shoe, "3 : 6")):
        written_down(house, f"PK 结束，{points}")
    for desk in desks:
        expect(desk.locator("#battle")).to_be_hidden()
        expect(desk.locator("#seats .seat")).to_have_count(0)
    for viewer in viewers:
        expect(viewer.locator(".battle")).to_have_count(0)
        viewer.close()
    patiently(lambda: not side_by_side(picture(tea.room, tmp_path)), 90)


def written_down(house: House, sentence: str) -> None:
    """In the shop's own list of who did what, within the time of a contest."""
    page = house.page("/console/audit")
    for _ in range(60):
        if page.get_by_text(sentence).count():
            break
        page.wait_for_timeout(5_000)
        page.reload()
    expect(page.get_by_text(sentence).first).to_be_visible()
    page.close()


def test_when_one_box_dies_in_the_middle_the_other_one_s_show_goes_on_alone(
    tea: House, shoe: House, desks: tuple[Page, Page], patiently, tmp_path
):
    meet(*desks, 3)
    for desk in desks:
        expect(desk.locator("#seats .seat")).to_contain_text("在台上")
        expect(desk.locator("#seats .seat")).not_to_contain_text("断开了")
    shoe.shop.die()
    expect(desks[0].locator("#seats .seat")).to_contain_text("断开了，正在重连")
    expect(desks[0].locator("#seats .seat")).to_have_count(0)
    patiently(lambda: picture(tea.room, tmp_path).shape != (720, 1280, 3), 60)
    before = segments(tea.room)
    patiently(lambda: segments(tea.room) > before, 30)
    expect(desks[0].locator("#battle")).to_be_hidden()
    written_down(tea, "PK 结束，0 : 0")


def segments(room: Room) -> str:
    """The name of the newest, which only grows."""
    told = httpx.get(room.play_url.replace("index", "source/index"), timeout=10).raise_for_status().text
    return re.findall(r"(?m)^#EXT-X-MEDIA-SEQUENCE:(\d+)", told)[0].zfill(9)
