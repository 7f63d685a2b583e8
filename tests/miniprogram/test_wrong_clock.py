"""A viewer whose clock is hours off, in Chromium: what counts down goes by the shop's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey

CHINA = timezone(timedelta(hours=8))
SLOW = 30_000
OFF = """(() => {
  const True = Date, shift = %d
  window.Date = class extends True {
    constructor(...parts) { super(...(parts.length ? parts : [True.now() + shift])) }
    static now() { return True.now() + shift }
  }
})()"""


@pytest.fixture(params=[-2, 2, 26], ids=["two hours behind", "two hours ahead", "a day ahead"])
def script(request) -> str:
    return OFF % (request.param * 3_600_000)


def test_a_flash_sale_is_counted_down_and_opens_when_the_shop_says(stocked, wire, stall, script):
    page = stocked(script=script)
    assert abs(page.evaluate("Date.now()") - stall.ms(0)) > 7_000_000
    wire.tell(stall.announced(90))
    card = page.get_by_role("region", name="秒杀")
    expect(card.get_by_role("timer")).to_contain_text("01:", timeout=SLOW)
    expect(card.get_by_role("button", name="等待开抢")).to_have_attribute("aria-disabled", "true")
    wire.tell({"type": "FlashSaleOpened", "room": "tea", "sale": "f1"})
    expect(card.get_by_role("button", name="立即抢购")).to_be_visible(timeout=SLOW)
    expect(card.get_by_role("timer")).to_contain_text("0", timeout=SLOW)


def test_a_show_that_comes_is_today_and_so_many_minutes_away_as_the_shop_has_it(shop, visit, script):
    shop.coming("tea", "茶馆", 1800)
    page = visit("/rooms/tea", script=script)
    expect(page.get_by_role("timer")).to_contain_text("29", timeout=SLOW)
    starts = datetime.now(UTC) + timedelta(seconds=1800)
    day = "今天" if starts.astimezone(CHINA).date() == datetime.now(UTC).astimezone(CHINA).date() else "明天"
    page = visit("/", script=script)
    expect(page.get_by_text(day).first).to_be_visible(timeout=SLOW)
