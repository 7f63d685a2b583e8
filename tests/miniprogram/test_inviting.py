"""邀请有礼 in a room: the shop hears by whose link one came, and one's own stands in what one shares."""

from __future__ import annotations

import re

from playwright.sync_api import expect

HEARD = "/api/v1/me/inviter"


def told(shop) -> list[dict]:
    return [body for path, body in shop.told if path == HEARD]


def becomes(page, expression: str, wanted: object) -> None:
    """Asked from outside: the page's policy lets nothing within it be evaluated again and again."""
    for _ in range(200):
        if page.evaluate(expression) == wanted:
            return
        page.wait_for_timeout(50)
    raise AssertionError(expression)


def test_the_shop_hears_once_by_whose_link_one_came_though_the_room_is_off(shop, visit):
    shop.off("tea", "茶馆")
    page = visit("/rooms/tea?by=k3f9ab&from=share")
    becomes(page, "localStorage.getItem('jinbo:by')", '""')
    assert told(shop) == [{"code": "k3f9ab"}]
    page.goto(f"{shop.address}/rooms/tea")
    page.wait_for_timeout(5000)
    assert len(told(shop)) == 1


def test_who_may_invite_finds_it_beside_share_and_shares_a_link_of_ones_own(room, shop):
    shop.code = "zz22zz"
    page = room()
    page.get_by_role("button", name="更多").tap()
    expect(page.get_by_role("button", name="邀请有礼")).to_be_visible()
    page.evaluate("navigator.share = async given => { window.given = given }")
    page.get_by_role("dialog").get_by_role("button", name="分享").tap()
    becomes(page, "Boolean(window.given)", True)
    assert re.search(r"/rooms/tea\?by=zz22zz&from=share$", page.evaluate("window.given.url"))


def test_where_nothing_is_promised_nothing_is_said_of_it(room):
    page = room()
    page.get_by_role("button", name="更多").tap()
    expect(page.get_by_role("button", name="分享")).to_be_visible()
    page.wait_for_timeout(500)
    expect(page.get_by_role("button", name="邀请有礼")).to_have_count(0)
