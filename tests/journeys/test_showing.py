"""A show from both sides at once: a stranger talks, wins, grabs and pays; somebody runs it all from a second phone."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.journey

SLOW = 60_000
HAND = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN", "has_touch": True}
AGENT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"


@pytest.fixture(scope="module")
def demo(shops) -> Iterator:
    """The demo shop with its show."""
    yield from shops("--demo", "--ladder", "off", "--log", "warning")


@pytest.fixture
def room(demo, patiently) -> str:
    """The demo's room, as soon as it is on air with goods on its shelf."""
    api = f"{demo.http}/api/v1"
    token = httpx.post(f"{api}/sessions", json={"provider": "guest"}).json()["token"]
    bearer = {"authorization": f"Bearer {token}"}
    found: list[str] = []

    def sells() -> bool:
        found[:] = [one["room"] for one in httpx.get(f"{api}/rooms", headers=bearer).json()["live"]]
        shelf = f"{api}/rooms/{found[0]}/shelf" if found else ""
        return bool(shelf) and len(httpx.get(shelf, headers=bearer).json()["goods"]) > 1

    patiently(sells, 120)
    return found[0]


@pytest.fixture
def stranger(chromium: Browser, demo, room: str) -> Iterator[Page]:
    """A viewer's phone in the room, whose wire stands."""
    context = chromium.new_context(**HAND, user_agent=AGENT)
    page = context.new_page()
    page.set_default_timeout(SLOW)
    page.goto(f"{demo.http}/rooms/{room}")
    expect(page.get_by_role("button", name="说点什么")).to_be_enabled(timeout=SLOW)
    yield page
    context.close()


@pytest.fixture
def runner(chromium: Browser, demo, room: str) -> Iterator[Page]:
    """The owner's phone, before the control room."""
    context = chromium.new_context(**HAND)
    page = context.new_page()
    page.set_default_timeout(SLOW)
    page.goto(f"{demo.http}/console")
    page.get_by_label("初始码").fill(demo.command("admin", "code").split()[-1])
    page.get_by_label("称呼").fill("王店长")
    page.get_by_label("账号").fill("wang")
    page.get_by_label("密码").fill("a sentence only I know")
    page.get_by_role("button", name="建好账号并进入").click()
    page.goto(f"{demo.http}/console/rooms/{room}/control")
    page.locator("html[data-listening]").wait_for()
    yield page
    context.close()


def test_a_show_is_run_on_one_phone_and_lived_on_another(stranger: Page, runner: Page):
    _talk(stranger, runner)
    _explain(stranger, runner)
    _draw(stranger, runner)
    _check_in(stranger, runner)
    _open_a_flash_sale(runner)
    _grab_and_order(stranger)
    _pay(stranger)
    runner.click("[data-shows=money]")
    expect(runner.locator("#money [data-figure=paid]")).to_have_text("1", timeout=SLOW)


def _talk(stranger: Page, runner: Page) -> None:
    stranger.get_by_role("button", name="说点什么").click()
    stranger.get_by_role("textbox").fill("这个麻花多少钱？")
    stranger.keyboard.press("Enter")
    runner.click("[data-shows=talk]")
    runner.locator("#comments >> text=这个麻花多少钱？").wait_for()


def _explain(stranger: Page, runner: Page) -> None:
    runner.click("[data-shows=goods]")
    runner.locator("#shelf .good .pin").first.click()
    expect(stranger.get_by_role("region", name="讲解中")).to_be_visible(timeout=SLOW)


def _draw(stranger: Page, runner: Page) -> None:
    runner.click("[data-shows=play]")
    runner.click("[data-launches=lottery]")
    lottery = runner.locator("#round-lottery")
    lottery.get_by_label("多久").select_option("30")
    lottery.get_by_role("button", name="放出福袋").click()
    stranger.get_by_role("button", name="福袋").click()
    stranger.get_by_role("button", name="立即参加").click()
    expect(stranger.get_by_text("到点自动开奖")).to_be_visible()
    won = stranger.get_by_role("alertdialog")
    expect(won).to_contain_text("100 积分", timeout=SLOW)
    won.get_by_role("button", name="收下").click()
    stranger.get_by_role("dialog").get_by_role("button", name="知道了").click()


def _check_in(stranger: Page, runner: Page) -> None:
    runner.click("[data-launches=check-in]")
    runner.locator("#round-check-in").get_by_role("button", name="开始签到").click()
    sheet = stranger.get_by_role("dialog", name="签到")
    sheet.get_by_role("button", name="签到，得 5 积分").click()
    expect(sheet).to_contain_text("签到成功，5 积分已到账", timeout=SLOW)
    row = runner.locator("#running .run", has_text="1 / 200 人签到，送出 5 积分")
    row.get_by_role("button", name="结束签到").click()
    runner.locator("#end-running").get_by_role("button", name="结束签到").click()
    sheet.get_by_role("button", name="知道了").click()


def _open_a_flash_sale(runner: Page) -> None:
    runner.click("#open-sale")
    runner.locator("#sale-sku option").first.wait_for(state="attached")
    runner.locator("#sale-price").fill("9.90")
    runner.locator("#sale button[type=submit]").click()
    runner.locator("#running >> text=抢购中").wait_for()


def _grab_and_order(stranger: Page) -> None:
    stranger.get_by_role("button", name="立即抢购").click()
    stranger.get_by_role("button", name="去下单").click()
    sheet = stranger.get_by_role("dialog")
    sheet.get_by_role("radio", name="到店自提").click()
    sheet.get_by_label("取货人").fill("李明")
    sheet.get_by_label("电话").fill("13812345678")
    sheet.get_by_role("checkbox", name=re.compile("同意店家")).click()
    sheet.get_by_role("button", name="提交订单").click()


def _pay(stranger: Page) -> None:
    stranger.get_by_role("button", name=re.compile("立即支付 ¥9.9")).click()
    stranger.wait_for_url(re.compile("/cashier/"))
    stranger.get_by_role("button", name="确认支付").click()
    expect(stranger.get_by_text("支付成功")).to_be_visible(timeout=SLOW)
    stranger.get_by_role("button", name="回到直播间").click()
    expect(stranger.get_by_role("button", name=re.compile("购物袋"))).to_be_visible(timeout=SLOW)
