"""A day of the demo shop: a stranger buys and returns, staff do their side, and every fen is accounted for."""

import json
import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from appliance.clock import CHINA
from appliance.reconciled import LISTS

pytestmark = pytest.mark.journey

PASSWORD = "a sentence only I know"
GOODS = "五香崩豆"


@pytest.fixture(scope="module")
def demo(shops) -> Iterator:
    """The demo shop, as `install.sh demo` opens it."""
    yield from shops("--demo", "--ladder", "off", "--log", "warning")


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A stranger's phone, which says that it is one: payment is handed over on it, not shown as a code."""
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
    size = {"width": 390, "height": 844}
    context = chromium.new_context(viewport=size, locale="zh-CN", has_touch=True, user_agent=agent)
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(chromium: Browser, demo) -> Iterator[Page]:
    """The owner's desk, signed in."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{demo.http}/console")
    page.get_by_label("初始码").fill(demo.command("admin", "code").split()[-1])
    page.get_by_label("称呼").fill("王店长")
    page.get_by_label("账号").fill("wang")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="建好账号并进入").click()
    yield page
    context.close()


def test_a_stranger_buys_receives_and_returns_and_the_day_adds_up(demo, phone: Page, desk: Page, patiently):
    _fill_the_cart(demo, phone, patiently)
    _order(phone)
    _pay(phone)
    _ship(demo, desk)
    _receive(phone)
    _claim(phone)
    _agree(demo, desk)
    _send_back(phone)
    _take_in(desk)
    _money_is_back(phone, patiently)
    _the_books_agree(demo, desk)


@pytest.fixture
def wechat(chromium: Browser, demo) -> Iterator[Page]:
    """A stranger's phone that opened the page in WeChat's own browser, whose payment sheet pays at the simulator."""
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148 MicroMessenger/8.0.50"
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", user_agent=agent)
    context.add_init_script("""window.WeixinJSBridge = {
      invoke: (name, asked, done) => {
        window.sheet = { name, asked }
        done({ err_msg: 'get_brand_wcpay_request:ok' })
      },
    }""")
    yield context.new_page()
    context.close()


def test_who_opens_the_page_in_wechat_is_recognised_and_pays_there(demo, wechat: Page, patiently):
    order = _ordered(demo, wechat, patiently)
    wechat.goto(f"{demo.http}/orders/{order}/payment")
    wechat.wait_for_url(re.compile("code=.*state="))
    expect(wechat.get_by_role("radio", name=re.compile("微信")).first).to_be_visible()
    wechat.get_by_role("button", name=re.compile("立即支付")).click()
    patiently(lambda: wechat.evaluate("Boolean(window.sheet)"), 20)
    assert wechat.evaluate("window.sheet.name") == "getBrandWCPayRequest"
    assert wechat.evaluate("window.sheet.asked.paySign")
    (trade,) = [one for one in demo.simulated("/trades") if one["state"] == "waiting" and one["payer"][:5] == "oPage"]
    demo.simulated(f"/trades/{trade['number']}/payment", {"payer": trade["payer"]})
    expect(wechat.get_by_text("支付成功")).to_be_visible(timeout=30_000)


def _ordered(demo, page: Page, patiently) -> str:
    """For pick-up, as the page's own viewer."""
    _see_the_shelf(demo, page, patiently)
    return page.evaluate("""async () => {
      const bearer = JSON.parse(localStorage.getItem(Object.keys(localStorage).find((key) => key.endsWith('session'))))
      const ask = async (method, path, body, more = {}) => (await fetch(`/api/v1${path}`, {
        method, body: body && JSON.stringify(body), headers: { authorization: `Bearer ${bearer}`, ...more },
      })).json()
      const { items } = await ask('GET', '/products')
      const { skus } = await ask('GET', `/products/${items[0].id}`)
      const contact = { name: '李明', phone: '13812345678' }
      const wish = { items: [{ sku: skus[0].id, quantity: 1 }], delivery: 'pickup', contact }
      const { quote, exceptions } = await ask('POST', '/quotes', wish)
      const order = { ...wish, confirmed_exceptions: exceptions, seen_total: quote.total }
      return (await ask('POST', '/orders', order, { 'idempotency-key': 'in-wechat-01' })).order
    }""")


def _see_the_shelf(demo, phone: Page, patiently) -> None:
    """The shop's page, as soon as the goods are there."""

    def there() -> bool:
        phone.goto(f"{demo.http}/shop")
        phone.get_by_role("tab", name="商城").or_(phone.get_by_text("商城")).first.wait_for()
        phone.wait_for_timeout(500)
        return phone.get_by_text(GOODS).count() > 0

    patiently(there, 60)


def _fill_the_cart(demo, phone: Page, patiently) -> None:
    _see_the_shelf(demo, phone, patiently)
    phone.get_by_text(GOODS).first.click()
    phone.get_by_role("button", name="加入购物车").first.click()
    sheet = phone.get_by_role("dialog")
    sheet.get_by_role("radio", name="怪味").click()
    sheet.get_by_role("button", name="多一件").click()
    sheet.get_by_role("button", name="加入购物车").click()
    phone.get_by_text("已加入购物车").wait_for()
    phone.get_by_role("button", name="购物车", exact=True).click()


def _order(phone: Page) -> None:
    phone.get_by_role("button", name="结算").click()
    phone.get_by_role("button", name="添加收货地址").click()
    phone.get_by_label("收货人").fill("李明")
    phone.get_by_label("电话").fill("13812345678")
    phone.get_by_role("button", name="地区").click()
    phone.get_by_label("省", exact=True).select_option(label="天津市")
    phone.get_by_label("区县").select_option(label="和平区")
    phone.get_by_role("button", name="确定").click()
    phone.get_by_label("详细地址").fill("南京路 1 号")
    phone.get_by_role("checkbox", name=re.compile("同意店家")).click()
    phone.get_by_role("button", name="保存").click()
    phone.get_by_text("天津市 和平区 南京路 1 号").wait_for()
    phone.get_by_role("button", name="提交订单").click()


def _pay(phone: Page) -> None:
    phone.get_by_role("button", name=re.compile("立即支付")).click()
    phone.wait_for_url(re.compile("/cashier/"))
    phone.get_by_role("button", name=re.compile("确认支付")).click()
    phone.wait_for_url(re.compile("/orders/.*/payment"))
    expect(phone.get_by_text("支付成功")).to_be_visible(timeout=20_000)
    phone.get_by_role("button", name="查看订单").click()
    phone.get_by_text("等待发货").first.wait_for()


def _ship(demo, desk: Page) -> None:
    desk.goto(f"{demo.http}/console/orders?tab=to-ship")
    desk.locator("#list a.name").first.click()
    expect(desk.get_by_text(GOODS).first).to_be_visible()
    desk.get_by_label("快递公司").select_option(label="中通快递")
    desk.get_by_label("运单号").fill("73001122334455")
    desk.get_by_role("button", name="发货").click()
    desk.get_by_text("73001122334455").first.wait_for()


def _receive(phone: Page) -> None:
    phone.reload()
    phone.get_by_text("73001122334455").wait_for()
    phone.get_by_role("button", name="确认收货").click()
    phone.get_by_role("alertdialog").get_by_role("button", name="确定").click()
    phone.get_by_role("heading", name="已收货").wait_for()


def _claim(phone: Page) -> None:
    phone.get_by_role("link", name="申请售后").first.click()
    phone.get_by_role("radio", name=re.compile("退货退款")).click()
    phone.get_by_role("radio", name=re.compile("破损")).click()
    phone.get_by_role("button", name="提交申请").click()
    phone.get_by_role("heading", name="等待店家处理").wait_for()


def _agree(demo, desk: Page) -> None:
    desk.goto(f"{demo.http}/console/after-sales")
    desk.locator("#list a.name").first.click()
    desk.get_by_role("button", name="同意寄回").click()
    desk.get_by_text("等买家寄回").first.wait_for()


def _send_back(phone: Page) -> None:
    phone.reload()
    phone.get_by_role("radio", name="中通").click()
    phone.get_by_label("运单号").fill("73009988776655")
    phone.get_by_role("button", name="已寄出").click()
    phone.get_by_role("heading", name="退货途中").wait_for()


def _take_in(desk: Page) -> None:
    desk.reload()
    expect(desk.get_by_text("73009988776655")).to_be_visible()
    desk.get_by_role("button", name="收货并退款").click()
    desk.get_by_text(re.compile("退款中|办完了")).first.wait_for()


def _money_is_back(phone: Page, patiently) -> None:
    def back() -> bool:
        phone.reload()
        phone.get_by_role("heading").first.wait_for()
        phone.wait_for_timeout(500)
        return phone.get_by_role("heading", name=re.compile("完成|已退款")).count() > 0

    patiently(back, 90)


def _the_books_agree(demo, desk: Page) -> None:
    """Four empty lists for each provider, and something did move that day."""
    today = datetime.now(CHINA).date().isoformat()
    found = {one["provider"]: one["result"] for one in json.loads(demo.command("reconcile", today, "--json"))}
    for result in found.values():
        assert [len(result[name]) for name in LISTS] == [0, 0, 0, 0], result
    assert found["wechat"]["paid"] > found["wechat"]["refunded"] > 0
    desk.goto(f"{demo.http}/console/payments/settlement")
    expect(desk.get_by_role("heading", level=1)).to_be_visible()
