"""What is played and won in a room, in Chromium, over a playing picture."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page, expect

PHONE = (390, 844)
SLOW = 30_000

expect.set_options(timeout=SLOW)


@pytest.fixture
def room(stocked):
    return stocked


def _taps(page: Page, name: str, role: str = "button") -> None:
    page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]


def test_a_lottery_is_joined_by_its_word_and_its_result_can_be_checked(room, shop, wire, stall):
    wire.answers["join"] = {"state": "in", "entry": "e1"}
    page = room()
    wire.tell(stall.opened("lottery", "今晚福袋", rule="keyword", keyword="津味麻花", commitment="ab" * 32))
    _taps(page, "福袋")
    _taps(page, "发评论参加")
    expect(page.get_by_text("到点自动开奖")).to_be_visible()
    assert wire.heard("comment")[0]["text"] == "津味麻花"
    ended = {"type": "RoundEnded", "room": "tea", "round": "r1", "kind": "lottery", "reason": "closed", "entries": 5}
    wire.tell({**ended, "winners": ["阿花"], "won": 2, "proof": "/api/v1/rounds/r1/proof"})
    expect(page.get_by_text("2 人中奖")).to_be_visible()
    proof = stall.proof()
    shop.market |= {"rounds/r1/proof": proof, "rounds/r1": {"mine": {"entry": proof["winners"][0]["entry"]}}}
    _taps(page, "开奖可验证", "link")
    expect(page.get_by_text("验算通过")).to_be_visible()
    expect(page.get_by_text("在名单的第")).to_be_visible()


def test_a_keyword_in_a_room_under_review_waits_and_enters_by_itself(room, wire, stall, said):
    wire.answers |= {"comment": {"comment": "c9", "state": "held"}, "join": {"state": "in", "entry": "e1"}}
    page = room()
    wire.tell(stall.opened("lottery", "今晚福袋", rule="keyword", keyword="津味麻花"))
    _taps(page, "福袋")
    _taps(page, "发评论参加")
    expect(page.get_by_role("dialog")).to_contain_text("通过后自动参加")
    assert wire.heard("join") == []
    wire.tell(said("c9", "津味麻花", "游客 7F3"))
    expect(page.get_by_role("dialog")).to_contain_text("到点自动开奖")


def test_a_coupon_for_followers_is_taken_with_one_tap(room, shop, wire, stall):
    shop.follows = False
    won = {"state": "won", "entry": "e1", "win": "v1", "kind": "coupon", "prize": "满 50 减 5", "points": 0}
    wire.answers["join"] = won
    page = room()
    wire.tell(stall.opened("coupon-drop", "满 50 减 5", rule="follow", way="first-come"))
    expect(page.get_by_role("dialog")).to_contain_text("关注后可领")
    _taps(page, "关注并领取")
    assert [asked["round"] for asked in wire.soon("join")] == ["r1"]
    expect(page.get_by_text("满 50 减 5").last).to_be_visible()
    assert shop.follows


def test_a_proof_that_was_meddled_with_is_found_out(shop, visit, stall):
    proof = stall.proof()
    shop.market = {
        "rounds/r1/proof": {**proof, "winners": proof["winners"][::-1]},
        "rounds/r1": {"mine": {"entry": ""}},
    }
    page = visit("/rounds/r1/proof")
    expect(page.get_by_text("验算不通过")).to_be_visible(timeout=SLOW)


def test_a_poll_comes_forward_and_shows_how_it_stands(room, wire, stall):
    wire.answers["join"] = {"state": "in"}
    page = room()
    wire.tell(stall.opened("poll", "下一个讲哪个", options=["麻花", "花茶"]))
    _taps(page, "花茶", "radio")
    wire.tell({"type": "RoundCounted", "room": "tea", "round": "r1", "entries": 4, "tallies": [1, 3]})
    expect(page.get_by_role("dialog")).to_contain_text("75%")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_red_packets_fall_and_one_is_caught(room, wire, stall):
    wire.answers["join"] = {"state": "won", "entry": "e", "win": "v9", "kind": "points", "prize": "积分", "points": 17}
    page = room()
    wire.tell(stall.opened("red-packets", "红包雨", prizes=[{"kind": "points", "title": "积分", "count": 200}]))
    expect(page.locator(".packet-rain--packet").first).to_be_attached()
    _taps(page, "点红包就能抢")
    expect(page.get_by_role("alertdialog")).to_contain_text("17 积分")
    _taps(page, "收下")
    expect(page.get_by_role("alertdialog")).to_have_count(0)


def test_who_asked_for_rest_gets_a_button_instead_of_rain(room, wire, stall):
    page = room(reduced_motion="reduce")
    wire.tell(stall.opened("red-packets", "红包雨", prizes=[]))
    expect(page.get_by_role("button", name="点红包就能抢")).to_be_visible()
    expect(page.locator(".packet-rain--falls")).to_be_hidden()
    _taps(page, "不抢了")
    expect(page.get_by_role("region", name="红包雨")).to_have_count(0)


CHECK_IN = [{"kind": "points", "title": "5 积分", "count": 200, "points": 5}]


@pytest.mark.parametrize("size", [PHONE, (1280, 800)])
def test_one_tap_checks_in_and_the_sheet_says_so(room, wire, stall, size):
    wire.answers["join"] = {"state": "won", "entry": "e", "win": "v9", "kind": "points", "prize": "5 积分", "points": 5}
    page = room(size)
    wire.tell(stall.opened("check-in", "签到", lasts=600, prizes=CHECK_IN, way="first-come", commitment="ab" * 32))
    sheet = page.get_by_role("dialog", name="签到")
    expect(sheet).to_contain_text("一人签一次，到点或满 200 人为止")
    wire.tell({"type": "RoundCounted", "room": "tea", "round": "r1", "entries": 128, "left": 72})
    expect(sheet).to_contain_text("128 人已签到 · 还剩 72 个名额")
    _looks(page, f"check-in-open-{size[0]}")
    _taps(page, "签到，得 5 积分")
    expect(sheet).to_contain_text("签到成功，5 积分已到账")
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    assert len(wire.heard("join")) == 1
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    _looks(page, f"check-in-taken-{size[0]}")
    _taps(page, "知道了")
    expect(page.get_by_role("button", name="签到 0")).to_be_visible()
    _looks(page, f"check-in-pendant-{size[0]}")


def test_a_check_in_that_is_full_says_so_and_a_guest_is_told_to_log_in(room, wire, stall):
    page = room(forgiving=True)
    refused = {"type": "urn:jinbo:problem:log-in-first", "title": "这一轮登录后才能参加，请从微信里打开直播间"}
    wire.answers["join"] = {**refused, "status": 409}
    wire.tell(stall.opened("check-in", "签到", lasts=600, prizes=CHECK_IN, members=True))
    sheet = page.get_by_role("dialog", name="签到")
    expect(sheet).to_contain_text("登录后可参加")
    _taps(page, "签到，得 5 积分")
    expect(page.get_by_text("请从微信里打开直播间")).to_be_visible()
    expect(sheet.get_by_role("button", name="签到，得 5 积分")).to_be_visible()
    wire.tell({"type": "RoundCounted", "room": "tea", "round": "r1", "entries": 200, "left": 0})
    ended = {"type": "RoundEnded", "room": "tea", "round": "r1", "kind": "check-in", "reason": "used-up"}
    wire.tell({**ended, "entries": 200, "won": 200, "winners": [], "proof": "/api/v1/rounds/r1/proof"})
    expect(sheet).to_contain_text("名额满了，下次早点来")
    expect(sheet.get_by_role("link")).to_have_count(0)
    _looks(page, "check-in-full")


def _looks(page: Page, name: str) -> None:
    """For whoever makes the pages: JINBO_PICTURES=directory."""
    if folder := os.environ.get("JINBO_PICTURES"):
        page.wait_for_timeout(400)
        page.screenshot(path=f"{folder}/{name}.png")


def test_a_prize_is_told_at_once_and_claimed_with_an_address(room, shop, wire, stall):
    page = room()
    shop.market["me/wins"] = {"items": [stall.win("won")], "now": stall.at(0)}
    shop.market["wins/v1/claim"] = {"order": "o9"}
    wire.tell_one(stall.won("goods", "十八街麻花礼盒", stall.at(86400)))
    _taps(page, "去领奖")
    _taps(page, "领奖 十八街麻花礼盒")
    shop.market["me/wins"] = {"items": [stall.win("claimed", order="o9", shipment="none")], "now": stall.at(0)}
    _taps(page, "确认领奖")
    expect(page.get_by_text("已登记")).to_be_visible()


@pytest.mark.journey
def test_a_lottery_is_at_hand_while_packets_fall(room, wire, stall):
    page = room(PHONE)
    wire.tell(stall.opened("lottery", "福袋"))
    expect(page.get_by_role("button", name="福袋")).to_be_visible()
    wire.tell({**stall.opened("red-packets", "红包雨"), "round": "r2"})
    rain = page.get_by_role("region", name="红包雨")
    expect(rain).to_be_visible()
    rain.get_by_role("button", name="福袋").click()
    expect(page.get_by_role("dialog", name="福袋")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="关闭").click()
    expect(rain).to_be_visible()
