"""A show is watched again: its page in Chromium, over a film made of reels as the edge serves it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

REPLAY = {
    "show": "b1",
    "room": "tea",
    "title": "春茶上新",
    "poster": None,
    "started_at": "2026-11-28T12:00:00Z",
    "seconds": 60,
    "views": 12,
    "url": "",
    "spans": [[1_795_867_200_000, 60_000]],
    "stills": None,
}
PRODUCT = {
    "id": "p1", "title": "明前龙井", "subtitle": "", "picture": None, "price": 9900, "strike_price": None,
    "member_price": None, "deal_price": 8800, "available": 3, "sold": 0, "tags": [], "early": False,
}  # fmt: skip
CHAPTER = {"window": "w1", "since": "2026-11-28T12:00:00Z", "until": "2026-11-28T12:00:40Z", "product": PRODUCT}


@pytest.fixture
def replayed(shop):
    shop.live("tea", "茶馆")
    shop.market["replays/b1"] = {**REPLAY, "url": f"{shop.address}/live/upright/index.m3u8"}
    shop.market["replays/b1/views"] = {"counted": True}
    shop.market["rooms/tea/shows/b1/chapters"] = {"chapters": [CHAPTER]}


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)])
def test_a_replay_shows_its_chapter_its_product_and_its_mark(replayed, visit, size):
    page = visit("/replays/b1", size=size)
    expect(page.get_by_role("heading", name="春茶上新")).to_be_visible()
    expect(page.get_by_text("回放", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="明前龙井，从 00:00 开始讲解")).to_be_visible()
    expect(page.get_by_role("button", name="明前龙井 ¥88 去看看")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)])
def test_a_moment_that_was_marked_is_a_chapter_too(shop, replayed, visit, size):
    mark = {"clip": "m1", "since": "2026-11-28T12:00:20Z", "until": "2026-11-28T12:00:50Z"}
    shop.market["replays/b1"] = {**shop.market["replays/b1"], "marks": [mark]}
    page = visit("/replays/b1", size=size)
    expect(page.get_by_role("button", name="精彩时刻，从 00:20 开始")).to_be_visible()
    expect(page.get_by_role("button", name="明前龙井，从 00:00 开始讲解")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_the_speed_goes_round(replayed, visit):
    page = visit("/replays/b1")
    for speed in ("1x", "1.25x", "1.5x", "2x", "0.8x", "1x"):
        key = page.get_by_role("button", name=f"倍速 {speed}", exact=True)
        expect(key).to_be_visible()
        key.tap()


@pytest.mark.parametrize("size", [(320, 568), (390, 844), (1280, 800)])
def test_an_hour_is_told_whole_beside_the_keys(replayed, visit, size):
    page = visit("/replays/b1", size=size)
    time = page.get_by_role("timer")
    expect(time).to_be_visible()
    told, room = time.evaluate("e => { e.textContent = '1:02:33 / 1:45:00'; return [e.scrollWidth, e.clientWidth] }")
    assert told <= room
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_a_show_without_a_replay_says_so(shop, visit):
    page = visit("/replays/nothing", forgiving=True)
    expect(page.get_by_text("这场直播没有回放")).to_be_visible()


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)])
def test_who_comes_when_nothing_is_live_watches_again_what_was(shop, visit, size):
    shop.replays.append(
        {key: REPLAY[key] for key in ("show", "room", "title", "poster", "started_at", "seconds", "views")}
    )
    page = visit("/", size=size, forgiving=True)
    expect(page.get_by_role("heading", name="往期回放")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    page.get_by_role("button", name=REPLAY["title"]).click()
    expect(page).to_have_url(f"{shop.address}/replays/b1")


def test_a_room_that_is_off_lists_its_earlier_shows(shop, visit):
    shop.off("tea", "茶馆")
    shop.market["rooms/tea/replays"] = {"replays": [{key: REPLAY[key] for key in
        ("show", "room", "title", "poster", "started_at", "seconds", "views")}]}  # fmt: skip
    page = visit("/rooms/tea", forgiving=True)
    expect(page.get_by_text("往期回放")).to_be_visible()
    page.get_by_text("春茶上新").tap()
    expect(page).to_have_url(f"{shop.address}/replays/b1")


def test_what_was_explained_before_is_watched_from_the_bag(stocked, shop, stall):
    film = f"{shop.address}/live/upright/upright/init.mp4"
    shop.market = {
        "rooms/tea/shelf": {"goods": stall.goods(), "explaining": None, "clips": ["p1"], "now": stall.at(0)},
        "products/p1/clips": {"clips": [stall.clip(2, film), stall.clip(1, f"{film}?1")]},
    }
    page = stocked()
    page.get_by_role("button", name="购物袋").tap()
    expect(page.get_by_role("link", name="看讲解")).to_have_count(1)
    page.get_by_role("link", name="看讲解 桂花小麻花").tap()
    expect(page.locator("video[aria-label=讲解回放]")).to_have_attribute("src", film)
    box = page.locator("video[aria-label=讲解回放]").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 460
    page.get_by_role("button", name="播放").last.tap()
    expect(page.locator("video[aria-label=讲解回放]")).to_have_attribute("src", f"{film}?1")
