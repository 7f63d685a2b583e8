"""Who comes on stage by a link."""

from playwright.sync_api import Browser, Page, expect

SLOW = 90_000


def invited(chromium: Browser, desk: Page, name: str, script: str = "") -> Page:
    """Somebody with a link and without an account, who rings on a phone of his own, on whose pages `script` runs."""
    desk.locator("#invite-guest").click()
    expect(desk.locator("#guest-link")).to_be_visible(timeout=SLOW)
    link = desk.locator("#guest-address").input_value()
    desk.locator("#guest-link").get_by_role("button", name="好了").click()
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.set_default_timeout(SLOW)
    context.add_init_script(script)
    page = context.new_page()
    page.goto(link)
    page.get_by_label("画面上怎么称呼您").fill(name)
    page.get_by_label("我已年满 18 周岁，同意这样出镜").check()
    page.locator("#join").click()
    expect(page.locator("#guest")).to_have_attribute("data-state", "ringing", timeout=SLOW)
    return page
