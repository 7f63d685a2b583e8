"""A viewer's evening in Chromium: what goes wrong in between never asks for a reload."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

PLAYING = "() => { const v = document.querySelector('video'); return v && v.currentTime > 0.5 && !v.paused }"
SLOW = 30_000


def test_a_show_begins_pauses_goes_on_and_ends_while_a_person_watches(shop, visit, wire):
    room = shop.coming("tea", "茶馆", 12, show="下午茶")
    page = visit("/rooms/tea")
    expect(page.get_by_role("timer")).to_be_visible()
    expect(page.get_by_text("主播正在准备")).to_be_visible(timeout=SLOW)
    room.update(state="live", play=shop.live("other", "别处")["play"])
    page.wait_for_function(PLAYING, timeout=SLOW)
    _mark(page)
    assert wire.seated.wait(10)
    room["state"] = "away"
    wire.tell({"type": "HostLost", "room": "tea", "broadcast": "1"})
    expect(page.get_by_text("主播暂时离开")).to_be_visible(timeout=SLOW)
    _expect_motion(page)
    room["state"] = "live"
    wire.tell({"type": "HostReturned", "room": "tea", "broadcast": "1"})
    expect(page.get_by_text("直播中")).to_be_visible(timeout=SLOW)
    assert _same(page)
    starts = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    room.update(state="off", play=[], next={"id": "2", "title": "晚茶", "starts_at": starts})
    wire.tell({"type": "BroadcastEnded", "room": "tea", "broadcast": "1"})
    expect(page.get_by_role("heading", name="直播已结束")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("晚茶")).to_be_visible()
    assert page.locator("video").count() == 0


def test_the_servers_pause_is_a_banner_not_a_reload(shop, visit):
    shop.live("tea", "茶馆")
    page = visit("/rooms/tea", forgiving=True)
    page.wait_for_function(PLAYING, timeout=SLOW)
    _mark(page)
    shop.down = shop.media_down = True
    expect(page.get_by_text("正在重连")).to_be_visible(timeout=SLOW)
    shop.down = shop.media_down = False
    expect(page.get_by_text("正在重连")).to_have_count(0, timeout=SLOW)
    _expect_motion(page)
    assert _same(page)


def test_a_pause_in_which_every_repair_is_in_vain_keeps_the_picture_its_sound_and_what_one_is_at(shop, visit):
    shop.live("tea", "茶馆")
    page = visit("/rooms/tea", forgiving=True)
    page.wait_for_function(PLAYING, timeout=SLOW)
    _mark(page)
    page.get_by_role("button", name="说点什么").click()
    page.get_by_role("textbox").fill("写到一半")
    shop.down = shop.media_down = True
    page.wait_for_timeout(14_000)  # three repairs and the page's own pause
    shop.down = shop.media_down = False
    expect(page.get_by_text("正在重连")).to_have_count(0, timeout=SLOW)
    _expect_motion(page)
    assert _same(page)
    expect(page.get_by_role("textbox")).to_have_value("写到一半")


def test_a_network_that_goes_and_comes_is_told_and_healed(shop, visit):
    shop.live("tea", "茶馆")
    page = visit("/rooms/tea", forgiving=True)
    page.wait_for_function(PLAYING, timeout=SLOW)
    _mark(page)
    page.context.set_offline(True)
    expect(page.get_by_text("网络已断开")).to_be_visible()
    page.wait_for_timeout(9000)
    page.context.set_offline(False)
    expect(page.get_by_text("网络已断开")).to_have_count(0)
    _expect_motion(page)
    assert _same(page)


def test_the_quality_changes_without_a_new_start(shop, visit):
    shop.live("tea", "茶馆")
    page = visit("/rooms/tea")
    page.wait_for_function(PLAYING, timeout=SLOW)
    before = page.evaluate("document.querySelector('video').currentTime")
    _choose(page, "480p")
    page.wait_for_function("() => document.querySelector('video').videoWidth === 144", timeout=SLOW)
    assert page.evaluate("document.querySelector('video').currentTime") > before
    _choose(page, "原画")
    page.wait_for_function("() => document.querySelector('video').videoWidth === 270", timeout=SLOW)


def test_the_sound_that_a_browser_kept_back_comes_with_a_tap(shop, visit):
    shop.live("tea", "茶馆")
    page = visit("/rooms/tea")
    while not any(path.endswith(".m4s") for path in shop.asked):
        page.wait_for_timeout(100)
    page.wait_for_timeout(2000)  # a question to the page counts as its user's touch, after which sound is allowed
    assert page.evaluate("document.querySelector('video').muted")
    page.get_by_role("button", name="点按开启声音").tap()
    expect(page.get_by_role("button", name="点按开启声音")).to_have_count(0)
    assert not page.evaluate("document.querySelector('video').muted")
    _expect_motion(page)


def test_a_browser_without_media_source_plays_by_itself(shop, visit):
    """An iPhone's WeChat has no Media Source Extensions; Chromium's own HLS stands in for Apple's."""
    shop.live("tea", "茶馆")
    page = visit("/")
    page.add_init_script("delete window.MediaSource; delete window.ManagedMediaSource")
    page.goto(f"{shop.address}/rooms/tea")
    page.wait_for_function(PLAYING, timeout=SLOW)
    assert page.evaluate("document.querySelector('video').src").endswith("/live/upright/index.m3u8")
    assert page.evaluate("typeof Hls") == "undefined"


def test_a_browser_without_media_source_heals_too(shop, visit):
    shop.live("tea", "茶馆")
    page = visit("/", forgiving=True)
    page.add_init_script("delete window.MediaSource; delete window.ManagedMediaSource")
    shop.media_down = True
    page.goto(f"{shop.address}/rooms/tea")
    expect(page.get_by_text("正在重连")).to_be_visible(timeout=SLOW)
    _mark(page)
    shop.media_down = False
    page.wait_for_function(PLAYING, timeout=SLOW)
    expect(page.get_by_text("正在重连")).to_have_count(0)
    assert page.evaluate("window.since") == "the start"


def test_a_player_that_could_not_be_fetched_is_fetched_again(shop, visit):
    shop.live("tea", "茶馆")
    page = visit("/", forgiving=True)
    page.route("**/static/vendor/*", lambda route: route.abort(), times=2)
    page.get_by_role("link", name="茶馆").click()
    page.wait_for_function(PLAYING, timeout=SLOW)


def test_a_second_address_takes_over_when_the_first_is_dead(shop, visit):
    room = shop.live("tea", "茶馆")
    room["play"] = [{"kind": "hls", "url": f"{shop.address}/live/none/gone.bin", "qualities": []}, *room["play"]]
    page = visit("/rooms/tea", forgiving=True)
    page.wait_for_function(PLAYING, timeout=SLOW)


def test_a_cloud_that_dies_in_the_middle_of_a_show_hands_over_to_the_box_without_a_reload(shop, visit):
    room = shop.live("tea", "茶馆")
    [box] = room["play"]
    [cloud] = shop.live("other", "别处", shape="wide")["play"]
    room["play"] = [{**cloud, "via": "cloud"}, {**box, "via": "box"}]
    page = visit("/rooms/tea", forgiving=True)
    page.wait_for_function(PLAYING, timeout=SLOW)
    assert page.evaluate("document.querySelector('video').videoWidth > document.querySelector('video').videoHeight")
    _mark(page)
    page.route("**/live/wide/**", lambda route: route.abort())
    page.wait_for_function("() => document.querySelector('video').videoWidth === 270", timeout=60_000)
    _expect_motion(page)
    assert _same(page)


def test_a_cloud_that_goes_on_answering_with_what_it_had_hands_over_before_the_picture_runs_dry_for_good(shop, visit):
    room = shop.live("tea", "茶馆")
    [box] = room["play"]
    [cloud] = shop.live("other", "别处", shape="wide")["play"]
    room["play"] = [{**cloud, "via": "storage"}, {**box, "via": "box"}]
    page = visit("/rooms/tea", forgiving=True)
    page.wait_for_function(PLAYING, timeout=SLOW)
    _mark(page)
    kept: dict[str, bytes] = {}

    def answer_with_what_it_had(route) -> None:
        address = route.request.url
        if address not in kept:
            kept[address] = route.fetch().body()
        route.fulfill(body=kept[address], content_type="application/vnd.apple.mpegurl")

    page.route("**/live/wide/**.m3u8**", answer_with_what_it_had)
    page.wait_for_function("() => document.querySelector('video').videoWidth === 270", timeout=60_000)
    _expect_motion(page)
    assert _same(page)


def test_leaving_a_room_ends_its_picture_and_its_questions(shop, visit):
    shop.live("tea", "茶馆")
    page = visit("/")
    page.get_by_role("link", name="茶馆").click()
    page.wait_for_function(PLAYING, timeout=SLOW)
    page.go_back()
    expect(page.get_by_role("heading", name="正在直播")).to_be_visible()
    assert page.locator("video").count() == 0
    shop.asked.clear()
    page.wait_for_timeout(7000)
    assert [path for path in shop.asked if path.startswith(("/live/", "/api/v1/rooms/"))] == []


def _mark(page: Page) -> None:
    """What a reload would wipe out."""
    page.evaluate(
        "window.since = 'the start'; document.querySelector('video')?.setAttribute('data-since', 'the start')"
    )


def _same(page: Page) -> bool:
    same = "window.since === 'the start' && document.querySelector('video').dataset.since === 'the start'"
    return bool(page.evaluate(same))


def _expect_motion(page: Page) -> None:
    before = page.evaluate("document.querySelector('video').currentTime")
    moves = "v.currentTime !== before && !v.paused && v.readyState > 2"
    moving = f"(before) => {{ const v = document.querySelector('video'); return {moves} }}"
    page.wait_for_function(moving, arg=before, timeout=SLOW)


def _choose(page: Page, name: str) -> None:
    page.get_by_role("button", name="更多").tap()
    page.get_by_role("button", name="画质").tap()
    page.get_by_role("radio", name=name).tap()
