"""A viewer reports something, in Chromium."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

DESK = (1280, 800)
LONG = 700
REPORTS = "/api/v1/rooms/tea/reports"


def test_a_long_press_on_a_comment_reports_it_and_the_viewer_is_thanked(room, shop, wire, said):
    page = room(reduced_motion="reduce")
    wire.tell(said("1", "加我微信"))
    _press(page, "加我微信")
    sheet = page.get_by_role("dialog", name="加我微信")
    expect(sheet.get_by_role("button", name="举报 阿花")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
    sheet.get_by_role("button", name="举报这条评论").tap()
    sheet = page.get_by_role("dialog", name="举报这条评论")
    expect(sheet.get_by_role("radio")).to_have_count(11)
    send = sheet.get_by_role("button", name="提交举报")
    expect(send).to_be_disabled()
    sheet.get_by_role("radio", name="诈骗引流").tap()
    expect(sheet.get_by_role("radio", name="诈骗引流", checked=True)).to_be_visible()
    sheet.get_by_role("textbox", name="补充说明").fill(" 私下收款 ")
    assert Axe().run(page).response["violations"] == []
    send.tap()
    expect(page.get_by_text("收到了，店家会尽快处理")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    told = {"about": "comment", "subject": "1", "reason": "fraud", "words": "私下收款"}
    assert [body for path, body in shop.told if path == REPORTS] == [told]


@pytest.mark.journey
def test_a_long_press_leads_to_an_answer_as_well(room, wire, said):
    page = room(reduced_motion="reduce")
    wire.tell(said("1", "是现做的吗"))
    _press(page, "是现做的吗")
    page.get_by_role("dialog").get_by_role("button", name="回复").tap()
    expect(page.get_by_role("textbox", name="回复 阿花")).to_be_focused()
    expect(page.get_by_role("dialog", name="是现做的吗")).to_have_count(0)


@pytest.mark.journey
def test_a_mouse_and_a_keyboard_report_as_well(room, wire, said):
    page = room(size=DESK, reduced_motion="reduce")
    wire.tell(said("1", "加我微信"), said("2", "好吃"))
    row = page.get_by_role("log").get_by_text("加我微信")
    row.click(button="right")
    sheet = page.get_by_role("dialog", name="加我微信")
    expect(sheet.get_by_role("button", name="举报这条评论")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    page.get_by_role("log").focus()
    for key in ("ArrowUp", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("textbox", name="回复 阿花")).to_be_focused()
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="举报这条评论").press("Enter")
    expect(page.get_by_role("dialog", name="加我微信").get_by_role("button", name="举报 阿花")).to_be_visible()
    page.keyboard.press("Escape")
    expect(row).to_be_focused()


@pytest.mark.journey
def test_one_does_not_report_oneself(room, wire, said):
    page = room()
    page.get_by_role("button", name="说点什么").tap()
    page.get_by_role("textbox").fill("好吃")
    page.get_by_role("textbox").press("Enter")
    wire.tell(said("own", "好吃", "游客 7F3"))
    page.get_by_role("log").get_by_text("好吃").tap()
    expect(page.get_by_role("textbox", name="回复 游客 7F3")).to_be_focused()
    expect(page.get_by_role("button", name="举报这条评论")).to_have_count(0)


@pytest.mark.journey
def test_a_refused_report_stays_to_be_sent_again(room, shop):
    page = room(forgiving=True, reduced_motion="reduce")
    page.get_by_role("button", name="更多").tap()
    page.get_by_role("button", name="举报").tap()
    page.get_by_role("button", name="举报这个直播间").tap()
    page.get_by_role("radio", name="其他").tap()
    send = page.get_by_role("button", name="提交举报")
    expect(send).to_be_disabled()
    page.get_by_role("textbox", name="补充说明").fill("录像")
    shop.down = True
    send.tap()
    expect(page.get_by_role("textbox", name="补充说明")).to_have_value("录像")
    expect(send).to_be_enabled()
    shop.down = False
    send.tap()
    expect(page.get_by_text("收到了，店家会尽快处理")).to_be_visible()
    told = {"about": "room", "subject": "", "reason": "other", "words": "录像"}
    assert [body for path, body in shop.told if path == REPORTS][-1] == told


def _press(page: Page, text: str) -> None:
    """A finger that rests on a comment, as Chromium itself would feel it."""
    box = page.get_by_role("log").get_by_text(text).bounding_box()
    assert box is not None
    finger = page.context.new_cdp_session(page)
    point = {"x": box["x"] + 12, "y": box["y"] + box["height"] / 2}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    page.wait_for_timeout(LONG)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
