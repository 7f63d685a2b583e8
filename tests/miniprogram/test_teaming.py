"""A group buy over the playing picture, in Chromium: opened, ordered, waited for, and stood back from."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

PHONE, DESK = (390, 844), (1280, 800)

expect.set_options(timeout=30_000)


@pytest.fixture
def room(stocked):
    return stocked


@pytest.fixture
def begun(stall):
    """The fact by which a group buy of two is known, which has an hour."""

    def announce(**more: Any) -> dict[str, Any]:
        fact = {
            "type": "GroupBuyAnnounced", "room": "tea", "group_buy": "g1", "product": "p1", "sku": "s1",
            "title": "桂花小麻花", "spec": "原味", "picture": "", "price": 990, "plain_price": 1990, "size": 2,
            "hours": 24, "per_member": 1, "quantity": 10, "opens_at": stall.at(-1), "ends_at": stall.at(3600),
        }  # fmt: skip
        return {**fact, **more}

    return announce


def _counted(stall, **more: Any) -> dict[str, Any]:
    known = {"type": "GroupBuyCounted", "room": "tea", "group_buy": "g1", "left": 8, "full": 1, "waiting": 1}
    return {**known, "team": "t1", "missing": 1, "until": stall.at(1800), **more}


def _moved(state: str, **more: Any) -> dict[str, Any]:
    return {"type": "TeamMoved", "room": "tea", "member": "m1", "group_buy": "g1", "team": "t9", "state": state, **more}


def _card(page: Page):
    return page.get_by_role("region", name="拼团")


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_its_card_says_what_it_costs_together_and_who_waits(room, wire, stall, begun, size):
    page = room(size)
    wire.tell(begun(), _counted(stall))
    card = _card(page)
    expect(card).to_contain_text("¥9.90")
    expect(card).to_contain_text("2 人团")
    expect(card.get_by_role("button", name="还差 1 人，去参团")).to_be_visible()
    expect(card.get_by_role("button", name="自己开一个团")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_who_opens_a_team_orders_at_once_and_then_waits_for_others(room, shop, wire, stall, begun):
    page = room()
    shop.market["group-buys/g1/teams"] = {"team": "t9", "claim": "c9"}
    wire.tell(begun())
    _card(page).get_by_role("button", name="¥9.90 去开团").click()
    expect(page.get_by_role("dialog")).to_contain_text("提交订单")
    page.get_by_role("dialog").get_by_role("button", name=re.compile("关闭")).first.click()
    expect(_card(page).get_by_role("button", name="去下单")).to_be_visible()


def test_who_pays_for_a_place_over_the_picture_reads_how_many_lack_and_can_bring_them(room, shop, wire, stall, begun):
    page = room()
    shop.market["group-buys/g1/teams"] = {"team": "t9", "claim": "c9"}
    wire.tell(begun())
    _card(page).get_by_role("button", name="¥9.90 去开团").click()
    page.get_by_role("button", name="提交订单").click()
    page.get_by_role("button", name="立即支付").click()
    team = {"team": "t9", "state": "open", "size": 2, "missing": 1, "until": stall.at(900), "waits": True}
    shop.market["orders/o1"] = {**stall.order("paid"), "team": team}
    expect(page.get_by_role("heading", name="支付成功")).to_be_visible()
    expect(page.get_by_text("还差 1 人成团，快邀请好友")).to_be_visible()
    expect(page.get_by_role("button", name="邀请好友参团")).to_be_visible()
    expect(page.get_by_role("button", name="回到直播间")).to_be_visible()


def test_it_stands_back_behind_what_is_explained_and_comes_when_it_is_called(room, wire, stall, begun):
    page = room()
    wire.tell(begun())
    expect(_card(page)).to_be_visible()
    wire.tell(stall.pinned())
    wire.tell({"type": "LikesCounted", "room": "tea", "total": 902}, edge=stall.ms(30))
    expect(page.get_by_role("region", name="讲解中")).to_be_visible()
    expect(_card(page)).to_have_count(0)
    page.get_by_role("button", name=re.compile("^拼团(?!价)")).click()
    expect(_card(page)).to_be_visible()
    page.get_by_role("button", name="收起拼团卡").click()
    expect(page.get_by_role("region", name="讲解中")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_what_is_explained_says_its_price_together_and_leads_there(room, wire, stall, begun, size):
    page = room(size)
    wire.tell(begun())
    wire.tell(stall.pinned())
    wire.tell({"type": "LikesCounted", "room": "tea", "total": 902}, edge=stall.ms(30))
    explained = page.get_by_role("region", name="讲解中")
    expect(explained).to_contain_text("拼团价 ¥9.90")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    explained.get_by_role("button", name="拼团价 ¥9.90").click()
    expect(_card(page).get_by_role("button", name="¥9.90 去开团")).to_be_visible()


def test_one_that_is_over_goes(room, wire, begun):
    page = room()
    wire.tell(begun())
    expect(_card(page)).to_be_visible()
    wire.tell({"type": "GroupBuyEnded", "room": "tea", "group_buy": "g1", "reason": "staff"})
    expect(_card(page)).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_team_whose_last_place_is_being_paid_when_its_time_is_up_is_settled_not_failed(visit, shop, stall, size):
    good = {
        "group_buy": "g1", "product": "p1", "sku": "s1", "title": "桂花小麻花", "spec": "原味", "picture": "",
        "price": 990, "plain_price": 1990, "size": 2, "hours": 24, "per_member": 1, "state": "open", "room": "",
    }  # fmt: skip
    team = {
        "team": "t1", "state": "open", "size": 2, "missing": 1, "taken": 1, "until": stall.at(-5), "now": stall.at(0),
        "mine": None, "group_buy": good, "faces": [{"name": "小**", "avatar": None, "leader": True, "me": False}],
    }  # fmt: skip
    shop.market["teams/t1"] = team
    page = visit("/teams/t1", size)
    expect(page.get_by_role("heading", name="正在结算…")).to_be_visible()
    expect(page.get_by_role("button", name="开团")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    shop.market["teams/t1"] = {**team, "state": "full", "missing": 0, "taken": 0}
    expect(page.get_by_role("heading", name="已经成团")).to_be_visible()
