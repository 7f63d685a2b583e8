"""Both sides of a show at once: a stranger on a phone, and on a second phone whoever runs the show."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.journey

PASSWORD = "a sentence only I know"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
SLOW = 60_000
"""Milliseconds that a busy machine may take for what takes a second."""


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    expect.set_options(timeout=SLOW)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def demo(shops) -> Iterator:
    """The demo shop, whose host is a program."""
    yield from shops("--demo", "--ladder", "off", "--log", "warning")


@pytest.fixture
def room(demo, patiently) -> str:
    """The room that the demo's host is in."""
    found = ""

    def live() -> bool:
        nonlocal found
        rooms = httpx.get(f"{demo.http}/api/v1/rooms").json()["live"]
        found = rooms[0]["room"] if rooms else ""
        return bool(found)

    patiently(live, 120)
    return found


@pytest.fixture
def stranger(chromium: Browser, demo, room) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True, user_agent=PHONE
    )
    context.set_default_timeout(SLOW)
    page = context.new_page()
    page.goto(f"{demo.http}/rooms/{room}")
    yield page
    context.close()


@pytest.fixture
def operator(chromium: Browser, demo, room) -> Iterator[Page]:
    """With a phone in one hand, in the control room."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True)
    context.set_default_timeout(SLOW)
    page = context.new_page()
    page.goto(f"{demo.http}/console")
    page.get_by_label("初始码").fill(demo.command("admin", "code").split()[-1])
    page.get_by_label("称呼").fill("王店长")
    page.get_by_label("账号").fill("wang")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="建好账号并进入").click()
    page.wait_for_url("**/console/*")
    page.goto(f"{demo.http}/console/rooms/{room}/control")
    page.locator("html[data-listening]").wait_for()
    yield page
    context.close()


def test_a_stranger_talks_wins_and_buys_while_somebody_runs_the_show_from_a_phone(stranger: Page, operator: Page):
    _talk(stranger, operator)
    _explain(stranger, operator)
    _draw(stranger, operator)
    _sell(stranger, operator)
    _money(operator)
    _end(stranger, operator)


def _talk(stranger: Page, operator: Page) -> None:
    """What the stranger asks waits with the questions until the shop has answered it, and the answer is read."""
    stranger.get_by_role("button", name="说点什么").click()
    composer = stranger.get_by_role("dialog")
    composer.get_by_role("textbox").fill("小麻花多少钱一袋？")
    composer.get_by_role("button", name="发送").click()
    _zone(operator, "talk").get_by_text("小麻花多少钱一袋？").wait_for()
    operator.get_by_role("button", name=re.compile("提问")).click()
    operator.locator("#queue").get_by_role("button", name="回答").first.click()
    operator.get_by_label("以店铺的名义说").fill("今晚九块九")
    operator.get_by_role("button", name="发送").click()
    expect(stranger.get_by_text("今晚九块九").first).to_be_visible()
    operator.get_by_text("提问都答完了。").wait_for()


def _explain(stranger: Page, operator: Page) -> None:
    """The card comes when the stranger's own picture gets there."""
    _zone(operator, "goods").get_by_role("button", name=re.compile("小麻花尝鲜装")).first.click()
    expect(stranger.get_by_role("region", name="讲解中")).to_contain_text("小麻花尝鲜装")


def _draw(stranger: Page, operator: Page) -> None:
    """福袋, points for whoever joins; the only one who does wins, and can recompute the draw."""
    _zone(operator, "play").get_by_role("button", name="福袋").click()
    form = operator.get_by_role("dialog", name="福袋")
    form.get_by_label("多久").select_option("15")
    form.get_by_role("button", name="放出福袋").click()
    operator.locator("#running").get_by_text("福袋 直播间福袋").wait_for()
    stranger.get_by_role("button", name=re.compile("福袋")).first.click()
    stranger.get_by_role("dialog").get_by_role("button", name=re.compile("参加|参与")).click()
    won = stranger.get_by_role("alertdialog")
    expect(won).to_contain_text("100 积分")
    won.get_by_role("button").first.click()
    expect(operator.locator("#running")).to_contain_text("1 人中奖")


def _sell(stranger: Page, operator: Page) -> None:
    """秒杀 of what is explained: one piece, grabbed, ordered and paid for over the picture."""
    stranger.keyboard.press("Escape")
    operator.get_by_role("button", name="秒杀", exact=True).click()
    form = operator.get_by_role("dialog", name="秒杀")
    expect(form.get_by_label("商品")).to_contain_text("小麻花尝鲜装")
    form.locator("#sale-sku option").first.wait_for(state="attached")
    form.get_by_label("秒杀价").fill("9.9")
    form.get_by_label("件数").fill("1")
    form.get_by_role("button", name="开秒杀").click()
    stranger.get_by_role("button", name="立即抢购").click()
    stranger.get_by_role("button", name="去下单").click()
    order = stranger.get_by_role("dialog")
    order.get_by_role("radio", name="到店自提").click()
    order.get_by_label("取货人").fill("李明")
    order.get_by_label("电话").fill("13812345678")
    order.get_by_role("checkbox", name=re.compile("同意")).click()
    order.get_by_role("button", name="提交订单").click()
    stranger.get_by_role("button", name=re.compile("立即支付")).click()
    stranger.wait_for_url(re.compile("/cashier/"))
    stranger.get_by_role("button", name=re.compile("确认支付")).click()
    expect(stranger.get_by_text("支付成功").first).to_be_visible()


def _money(operator: Page) -> None:
    """The order and the figures are there, and they are the same."""
    zone = _zone(operator, "money")
    expect(zone.locator("#ticker")).to_contain_text("已付")
    expect(zone.locator(".figures [data-figure=gmv]")).to_have_text("¥9.90")
    expect(zone.locator(".figures [data-figure=paid]")).to_have_text("1")
    operator.locator("#deeds-more summary").click()
    expect(zone.locator("#deeds")).to_contain_text("讲解 2 号 小麻花尝鲜装")
    expect(zone.locator("#deeds")).to_contain_text("王店长")


def _end(stranger: Page, operator: Page) -> None:
    stranger.go_back()
    operator.get_by_role("button", name="更多", exact=True).click()
    operator.get_by_role("button", name="结束直播").click()
    operator.locator("#end-now").click()
    expect(operator.locator("#state")).to_have_text("未开播")


def _zone(operator: Page, name: str) -> Locator:
    operator.locator(f"[data-shows={name}]").click()
    return operator.locator(f"[data-panel={name}]")
