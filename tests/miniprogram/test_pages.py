"""The viewer's page in Chromium: what a person sees and reaches, state by state."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

DESK = (1280, 800)
PLAYING = "() => { const v = document.querySelector('video'); return v && v.currentTime > 0.5 && !v.paused }"


def test_home_shows_who_is_live_and_what_comes(shop, visit):
    shop.live("jinwei", "津味小店", viewers=12840, broadcast={"id": "1", "title": "桂花麻花", "starts_at": None})
    shop.coming("mian", "老李面馆", 7505, show="手擀面教学")
    page = visit("/")
    card = page.get_by_role("link", name="桂花麻花")
    expect(card).to_contain_text("津味小店")
    expect(card).to_contain_text("1.2万人在看")
    expect(card).to_contain_text("直播中")
    expect(page.get_by_role("link", name="手擀面教学").get_by_role("timer")).to_contain_text("02时")
    expect(page).to_have_title("津播")


def test_home_without_a_show_says_what_to_do(shop, visit):
    page = visit("/")
    expect(page.get_by_role("heading", name="现在没有直播")).to_be_visible()


def test_home_that_cannot_load_says_so_and_heals_by_a_tap(shop, visit):
    shop.live("tea", "茶馆")
    shop.down = True
    page = visit("/", forgiving=True)
    expect(page.get_by_role("heading", name="暂时打不开")).to_be_visible()
    shop.down = False
    page.get_by_role("button", name="再试一次").click()
    expect(page.get_by_role("link", name="茶馆")).to_be_visible()


@pytest.mark.journey
def test_home_that_cannot_load_heals_by_itself(shop, visit):
    shop.live("tea", "茶馆")
    shop.down = True
    page = visit("/", forgiving=True)
    expect(page.get_by_role("heading", name="暂时打不开")).to_be_visible()
    shop.down = False
    expect(page.get_by_role("link", name="茶馆")).to_be_visible(timeout=10_000)


@pytest.mark.journey
def test_a_pull_at_the_top_asks_for_fresh_content(shop, visit):
    page = visit("/")
    expect(page.get_by_role("heading", name="现在没有直播")).to_be_visible()
    shop.live("tea", "茶馆")
    page.evaluate(
        """() => {
          const finger = (y) => new Touch({ identifier: 1, target: document.body, clientX: 100, clientY: y })
          const send = (type, y) => document.body.dispatchEvent(
            new TouchEvent(type, { touches: [finger(y)], changedTouches: [finger(y)], bubbles: true }))
          send('touchstart', 100); send('touchmove', 160); send('touchmove', 260); send('touchend', 260)
        }"""
    )
    expect(page.get_by_role("link", name="茶馆")).to_be_visible(timeout=3000)


def test_a_phone_that_reads_english_gets_english(shop, visit):
    shop.live("tea", "Tea House", viewers=1530)
    shop.coming("noodles", "Noodles", 90)
    page = visit("/", locale="en-US")
    expect(page.get_by_role("heading", name="Live now")).to_be_visible()
    expect(page.get_by_role("link", name="Tea House")).to_contain_text("1.5K watching")
    page.get_by_role("link", name="Noodles").click()
    expect(page.get_by_label("Starts in")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"


def test_back_and_forward_go_where_a_person_was(shop, visit):
    for number in range(12):
        shop.coming(f"r{number}", f"房间{number}", 5000 + number)
    page = visit("/")
    page.get_by_role("link", name="房间11").scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    assert place > 0
    page.get_by_role("link", name="房间11").click()
    expect(page.get_by_role("heading", name="房间11", level=1)).to_be_visible()
    assert page.url.endswith("/rooms/r11")
    page.go_back()
    expect(page.get_by_role("heading", name="即将开播")).to_be_visible()
    assert page.url == f"{shop.address}/"
    assert page.evaluate("scrollY") == place
    page.go_forward()
    expect(page.get_by_role("heading", name="房间11", level=1)).to_be_visible()
    page.reload()
    page.get_by_role("button", name="返回").click()
    expect(page.get_by_role("heading", name="即将开播")).to_be_visible()


@pytest.mark.journey
def test_a_room_opened_by_its_address_leads_home_too(shop, visit):
    shop.off("over", "花店")
    page = visit("/rooms/over")
    page.get_by_role("button", name="返回").click()
    expect(page.get_by_role("heading", name="现在没有直播")).to_be_visible()
    assert page.url == f"{shop.address}/"


@pytest.mark.journey
def test_a_link_opens_in_a_new_tab_like_any_link(shop, visit):
    shop.off("over", "花店")
    shop.coming("tea", "茶馆", 5000)
    page = visit("/")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="茶馆").click(modifiers=["ControlOrMeta"])
    expect(opened.value.get_by_role("heading", name="茶馆", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="即将开播")).to_be_visible()


@pytest.mark.journey
def test_a_coming_room_counts_down_on_the_servers_clock(shop, visit):
    shop.coming("tea", "茶馆", 3605, show="下午茶")
    page = visit("/rooms/tea")
    expect(page.get_by_role("heading", name="下午茶")).to_be_visible()
    expect(page.get_by_role("timer")).to_contain_text("01时00分")
    assert page.locator("video").count() == 0


def test_an_ended_room_tells_the_next_show_and_where_else_to_go(shop, visit):
    shop.off("over", "花店", next={"id": "2", "title": "玫瑰专场", "starts_at": "2030-11-27T12:00:00Z"})
    page = visit("/rooms/over")
    expect(page.get_by_text("玫瑰专场")).to_be_visible()
    expect(page.get_by_text("11月27日 20:00")).to_be_visible()
    expect(page.get_by_role("group", name="早茶")).to_contain_text("2 小时 5 分直播时长1.2万人看过2件卖光")
    expect(page.get_by_role("button", name="看回放")).to_have_count(0)
    page.get_by_role("button", name="看看其他直播间").click()
    assert page.url == f"{shop.address}/"


@pytest.mark.journey
def test_a_show_that_can_be_watched_again_leads_there_and_earlier_ones_are_all_reached(shop, visit):
    shop.off("over", "花店")
    shop.last["replay"] = True
    card = {"room": "over", "poster": None, "started_at": "2026-11-27T12:00:00Z", "seconds": 60, "views": 3}
    shop.market["rooms/over/replays"] = {"replays": [{**card, "show": f"b{n}", "title": f"早茶{n}"} for n in range(5)]}
    page = visit("/rooms/over", forgiving=True)
    first = page.get_by_role("button", name="早茶0").bounding_box()
    assert first is not None
    assert first["x"] >= 0
    page.get_by_role("button", name="看回放").click()
    expect(page).to_have_url(f"{shop.address}/replays/b0")


def test_who_waits_for_a_show_sees_what_it_sells_follows_and_puts_it_into_the_calendar(shop, visit, stall):
    shop.coming("tea", "茶馆", 3605, show="下午茶")
    shop.market = stall.market()
    shop.follows = False
    page = visit("/rooms/tea")
    goods = page.get_by_role("group", name="这场会讲")
    expect(goods.get_by_role("link", name="桂花小麻花")).to_contain_text("¥15.90")
    page.get_by_role("button", name="关注").tap()
    expect(page.get_by_role("button", name="已关注")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="开播提醒我").tap()
    text = saved.value.path().read_text()
    assert "SUMMARY:下午茶" in text
    assert f"URL:{shop.address}/rooms/tea" in text
    assert Axe().run(page).response["violations"] == []
    goods.get_by_role("link", name="桂花小麻花").tap()
    expect(page).to_have_url(f"{shop.address}/products/p1")


@pytest.mark.journey
def test_a_room_that_does_not_exist_leads_home(shop, visit):
    page = visit("/rooms/nowhere", forgiving=True)
    expect(page.get_by_role("heading", name="没有找到这个直播间")).to_be_visible()
    page.get_by_role("button", name="回到首页").click()
    expect(page.get_by_role("heading", name="现在没有直播")).to_be_visible()


@pytest.mark.journey
def test_a_session_that_ran_out_is_renewed_unseen(shop, visit):
    shop.coming("tea", "茶馆", 5000)
    page = visit("/", forgiving=True)
    expect(page.get_by_role("link", name="茶馆")).to_be_visible()
    shop.valid = "guest-2"
    page.reload()
    expect(page.get_by_role("link", name="茶馆")).to_be_visible()
    assert shop.tokens == 2


def test_a_covers_own_words_are_not_read_through_those_of_the_show(shop, visit):
    shop.coming("tea", "茶馆", 5000, cover="/covers/tea.jpg")
    page = visit("/rooms/tea", forgiving=True)
    expect(page.get_by_text("直播预告")).to_be_visible()
    assert "blur" in page.locator(".cover").evaluate("it => getComputedStyle(it).filter")


@pytest.mark.journey
def test_sharing_hands_over_the_rooms_own_address_and_that_it_was_shared(shop, visit):
    shop.coming("tea", "茶馆", 5000)
    page = visit("/rooms/tea", permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.share = undefined")
    page.get_by_role("button", name="分享").click()
    expect(page.get_by_text("链接已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"茶馆 {shop.address}/rooms/tea?from=share"


def test_the_keyboard_reaches_everything_and_shows_where_it_is(shop, visit):
    shop.live("tea", "茶馆")
    page = visit("/", DESK)
    expect(page.get_by_role("link", name="茶馆")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="茶馆")).to_be_focused()
    assert _outline(page) >= 2
    page.keyboard.press("Enter")
    more = page.get_by_role("button", name="更多")
    expect(more).to_be_visible()
    more.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="画质").focus()
    page.keyboard.press("Space")
    dialog = page.get_by_role("dialog", name="画质")
    expect(dialog.get_by_role("radio", name="自动")).to_be_focused()
    assert _outline(page) >= 2
    for _ in range(9):
        page.keyboard.press("Tab")
        assert page.evaluate("Boolean(document.activeElement.closest('[role=dialog]'))")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(more).to_be_focused()


@pytest.mark.journey
def test_motion_rests_for_those_who_asked_for_rest(shop, visit):
    shop.live("tea", "茶馆")
    page = visit("/rooms/tea", reduced_motion="reduce")
    page.get_by_role("button", name="更多").click()
    page.get_by_role("button", name="画质").click()
    sheet = page.get_by_role("dialog", name="画质")
    assert sheet.evaluate("(element) => getComputedStyle(element).animationDuration") == "0s"


@pytest.mark.journey
def test_every_target_is_large_enough_for_a_thumb(shop, visit):
    shop.live("tea", "茶馆", "wide")
    page = visit("/rooms/tea")
    page.wait_for_function(PLAYING)
    page.get_by_role("button", name="更多").click()
    expect(page.get_by_role("button", name="全屏")).to_be_visible()
    page.wait_for_timeout(300)
    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44


@pytest.mark.journey
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/rooms/live", "/rooms/coming", "/rooms/over", "/rooms/nowhere"])
def test_nothing_stands_in_the_way_of_a_screen_reader(shop, visit, path, scheme):
    shop.live("live", "茶馆", notice="今晚九点抽奖", broadcast={"id": "1", "title": "下午茶", "starts_at": None})
    shop.coming("coming", "面馆", 7000, show="手擀面教学")
    shop.off("over", "花店", next={"id": "2", "title": "玫瑰专场", "starts_at": "2030-11-27T12:00:00Z"})
    page = visit(path, forgiving=True, color_scheme=scheme)
    expect(page.get_by_role("heading").first).to_be_visible()
    if path == "/rooms/live":
        page.get_by_role("button", name="更多").click()
        page.wait_for_timeout(300)
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["any"][0]["message"] + node["html"] for node in each["nodes"]]) for each in found] == []


def test_the_picture_plays_and_fills_a_phone(shop, visit):
    shop.live("tea", "茶馆")
    page = visit("/rooms/tea")
    page.wait_for_function(PLAYING)
    assert page.evaluate("(({ videoWidth: w, videoHeight: h }) => w * 16 === h * 9)(document.querySelector('video'))")
    assert page.evaluate("getComputedStyle(document.querySelector('video')).objectFit") == "cover"
    expect(page.get_by_text("直播中")).to_be_visible()


@pytest.mark.journey
def test_a_wide_picture_stands_whole_on_a_phone(shop, visit):
    shop.live("tea", "茶馆", "wide")
    page = visit("/rooms/tea")
    page.wait_for_function(PLAYING)
    page.wait_for_function("() => getComputedStyle(document.querySelector('video')).objectFit === 'contain'")


def _outline(page: Page) -> float:
    return float(page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)"))
