"""The control room and the prompter: who sees what, before any script runs."""

import json
import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import update

from appliance.events import Speaker, ViewersCounted
from appliance.identity.permissions import Role
from chat.comments import actions as comments
from console.pages.control import points
from media.broadcasts import actions
from media.control import actions as control
from store.accounts import actions as accounts
from store.accounts.records import WeChat
from store.catalogue.models import Sku
from store.members import actions as members
from store.members.models import Member
from store.orders.models import Order
from store.play import actions as play
from store.play.spec import NewRound
from store.promotions.bargains.actions import Plan as BargainPlan
from store.promotions.flash_sales import actions as flash_sales
from store.promotions.group_buys import actions as group_buys
from store.shelf import actions as shelf


async def listed(browser, address: str):
    answer = await browser.get(address)
    assert answer.status_code == 200, address
    return await answer.get_json()


def a_plan(room: str, **more) -> flash_sales.Plan:
    return flash_sales.Plan(room=room, sku="s1", price=990, quantity=5, **more)


async def test_an_owner_finds_everything_at_hand(owner, house, room):
    await house.db.write(actions.air, room)
    text = await owner.read(f"/console/rooms/{room}/control")
    for id_ in ("player", "shelf", "running", "comments", "ticker", "cut", "end", "keys"):
        assert f'id="{id_}"' in text, id_
    assert 'data-state="live"' in text
    words = json.loads(re.search(r'id="words">(.+?)</script>', text, re.DOTALL)[1])
    assert words["pin"] == "讲解"


async def test_coupons_are_dropped_for_everybody_or_for_followers(owner, house, room):
    await house.db.write(actions.air, room)
    text = await owner.read(f"/console/rooms/{room}/control")
    drop = re.search(r'<form class="form" data-round="coupon-drop".+?</form>', text, re.DOTALL)[0]
    assert re.findall(r'<option value="(\w+)">(\w+)', re.search(r'name="rule">.+?</select>', drop)[0]) == [
        ("all", "所有人"),
        ("follow", "关注的人"),
    ]


@pytest.mark.parametrize("role", [Role.HOST, Role.SERVICE, Role.SCREEN])
async def test_who_only_looks_is_offered_nothing_dangerous(colleague, house, room, role):
    await house.db.write(actions.air, room)
    theirs = await colleague(role)
    text = await theirs.read(f"/console/rooms/{room}/control")
    for id_ in ("cut", "end-show", "open-sale", "add-goods", "prompt-host"):
        assert f'id="{id_}"' not in text, id_
    assert 'id="player"' in text


@pytest.mark.parametrize(("role", "speaks"), [(Role.HOST, True), (Role.SERVICE, True), (Role.SCREEN, False)])
async def test_who_may_speak_in_a_room_has_a_line_to_do_it(colleague, room, role, speaks):
    text = await (await colleague(role)).read(f"/console/rooms/{room}/control")
    assert ('id="say"' in text, 'id="quick"' in text) == (speaks, speaks)


async def test_a_cut_picture_is_said_and_can_be_allowed_again(owner, house, room):
    await house.db.write(control.cut, room)
    text = await owner.read(f"/console/rooms/{room}/control")
    assert 'class="light red" id="state">画面已断开' in text
    assert re.search(r'id="cut"[^>]* hidden', text)
    assert not re.search(r'id="allow"[^>]* hidden', text)


async def test_the_room_page_says_that_its_picture_is_cut_and_where_to_allow_it(owner, house, room):
    assert "画面被断开了" not in await owner.read(f"/console/rooms/{room}")
    await house.db.write(control.cut, room)
    assert "画面被断开了" in await owner.read(f"/console/rooms/{room}")


async def test_it_is_dark_unless_somebody_chose_light(owner, room):
    dark = r'<link rel="stylesheet" href="/static/dark.css\?h=\w+">'
    assert re.search(dark, await owner.read(f"/console/rooms/{room}/control"))
    owner.keep("theme", "light")
    assert not re.search(dark, await owner.read(f"/console/rooms/{room}/control"))


async def test_the_room_page_leads_to_it(owner, room):
    assert f'href="/console/rooms/{room}/control"' in await owner.read(f"/console/rooms/{room}")


async def test_an_unknown_room_has_none(owner):
    for page in ("control", "prompter", "running", "orders", "pinned-comment"):
        assert (await owner.get(f"/console/rooms/nowhere/{page}")).status_code == 404


async def test_no_english_page_has_a_word_of_chinese(owner, house):
    opened = await house.db.write(actions.open_room, house.keys, "Winter")
    owner.language = "en"
    for page in ("control", "prompter"):
        text = await owner.read(f"/console/rooms/{opened.room}/{page}")
        assert re.findall(r"[\u4e00-\u9fff]+", text) == [], page


async def test_what_was_begun_and_is_not_over_goes_on(owner, house, room, place):
    await place()
    first, second = [await house.db.write(flash_sales.announce, a_plan(room), "lin") for _ in range(2)]
    poll = NewRound(kind="poll", title="红还是蓝", options=("红", "蓝"))
    opened = await house.db.write(play.open_round, house.keys, room, poll, by="lin")
    elsewhere = (await house.db.write(actions.open_room, house.keys, "别处")).room
    await house.db.write(flash_sales.announce, a_plan(elsewhere), "lin")
    told = await listed(owner, f"/console/rooms/{room}/running")
    assert {fact.get("sale") or fact["round"] for fact in told["facts"]} == {first, second, opened}
    assert told["now"] == int(house.clock.now().timestamp() * 1000)
    [shown, counted] = [fact for fact in told["facts"] if fact.get("round")]
    assert (counted["type"], counted["entries"], counted["tallies"]) == ("RoundCounted", 0, [0, 0])
    assert (shown["kind"], shown["title"], shown["options"]) == ("poll", "红还是蓝", ["红", "蓝"])
    await house.db.write(flash_sales.end, first, "staff")
    await house.db.write(play.end, house.keys, opened, "closed")
    told = await listed(owner, f"/console/rooms/{room}/running")
    assert {fact["sale"] for fact in told["facts"]} == {second}


async def test_who_only_looks_reads_how_many_are_left(colleague, house, room, place):
    await place()

    def go_on(tx) -> None:
        sale = flash_sales.announce(tx, a_plan(room, opens_at=tx.now), "lin")
        flash_sales.claim(tx, sale, [flash_sales.Ask(f"m{number}") for number in range(5)])
        buy = group_buys.announce(tx, group_buys.Plan(room=room, sku="s1", price=980, quantity=8, size=2), "lin")
        group_buys.open_team(tx, buy, "m1", 1)
        shelf.open_bargain(tx, BargainPlan(room=room, sku="s1", floor_price=500, helpers=2, quantity=3), "lin")

    await house.db.write(go_on)
    facts = (await listed(await colleague(Role.HOST), f"/console/rooms/{room}/running"))["facts"]
    counts = {fact["type"]: fact for fact in facts if fact["type"].endswith("Counted")}
    assert {name: fact["left"] for name, fact in counts.items()} == {
        "FlashSaleCounted": 0, "GroupBuyCounted": 6, "BargainCounted": 3,
    }  # fmt: skip


async def test_what_was_announced_yesterday_and_is_not_over_is_still_there(owner, house, room, place, clock):
    await place()
    sale = await house.db.write(flash_sales.announce, a_plan(room, opens_at=clock.now() + timedelta(days=2)), "lin")
    told, _ = (await listed(owner, f"/console/rooms/{room}/running"))["facts"]
    await clock.advance(26 * 3600)
    later, _ = (await listed(owner, f"/console/rooms/{room}/running"))["facts"]
    assert told == later
    assert (later["type"], later["sale"], later["quantity"]) == ("FlashSaleAnnounced", sale, 5)
    await house.db.write(flash_sales.open_now, sale)
    soon, _ = (await listed(owner, f"/console/rooms/{room}/running"))["facts"]
    assert soon["opens_at"] < told["opens_at"]


async def test_the_ticker_begins_with_the_orders_of_this_show(owner, house, room, place):
    await house.db.write(actions.air, room)
    order = await place()
    assert await listed(owner, f"/console/rooms/{room}/orders") == []
    await house.db.write(lambda tx: tx.execute(_in_room(order, room)))
    [told] = await listed(owner, f"/console/rooms/{room}/orders")
    assert (told["order"], told["total"], told["state"]) == (order, 1990, "paid")


async def test_goods_on_sale_are_found_for_the_shelf(owner, place, room):
    await place()
    [found] = await listed(owner, f"/console/rooms/{room}/goods")
    assert (found["product"], found["price"], found["available"]) == ("p1", 1990, 49)
    assert await listed(owner, f"/console/rooms/{room}/goods?find={quote('没有的')}") == []


async def test_a_variant_is_known_by_what_buyers_pay_in_the_room(owner, house, place, room):
    await place()
    await house.db.write(shelf.put, room, "p1", {"s1": 1500})

    async def here() -> tuple[int, int]:
        [one] = (await listed(owner, f"/console/rooms/{room}/goods/p1"))["variants"]
        return one["price"], one["here"]

    assert await here() == (1990, 1990)
    await house.db.write(shelf.begin_show, room, "show-1", house.clock.now())
    assert await here() == (1990, 1500)


async def test_a_floor_price_is_for_who_may_see_money(owner, colleague, house, place, room):
    await place()
    await house.db.write(lambda tx: tx.execute(_costs("s1", 900)))
    known = await listed(owner, f"/console/rooms/{room}/goods/p1")
    assert [(one["sku"], one["spec"], one["floor"]) for one in known["variants"]] == [("s1", "原味", 900)]
    host = await colleague(Role.HOST)
    known = await listed(host, f"/console/rooms/{room}/goods/p1")
    assert known["variants"][0]["floor"] is None


async def test_hosts_read_the_floor_price_where_their_room_shows_it_to_them(owner, colleague, house, place, room):
    await place()
    await house.db.write(lambda tx: tx.execute(_costs("s1", 900)))
    settings = f"/console/rooms/{room}/settings"
    assert "主播的提词器上显示底价" in await owner.read(settings)
    assert (await owner.post(f"/console/rooms/{room}/floor", {"shown": "true"})).status_code == 303
    host, service = await colleague(Role.HOST), await colleague(Role.SERVICE)
    floors = [
        (await listed(theirs, f"/console/rooms/{room}/goods/p1"))["variants"][0]["floor"] for theirs in (host, service)
    ]
    assert floors == [900, None]
    assert (await host.post(f"/console/rooms/{room}/floor", {"shown": "true"})).status_code == 403
    await owner.post(f"/console/rooms/{room}/floor", {})
    assert (await listed(host, f"/console/rooms/{room}/goods/p1"))["variants"][0]["floor"] is None
    told = await (await owner.get(f"/console/rooms/{room}/audit?about=shop")).get_json()
    assert [one["what"] for one in told[:2]] == ["主播的提词器上不再显示底价", "主播的提词器上显示底价"]


def test_selling_points_are_the_first_lines_of_the_details_as_words():
    detail = (
        "<h2>津味</h2><p>老字号，<b>手工</b>&amp;当天</p><img src='x'><ul><li>无添加</li><li></li></ul><p>一<br>二</p>"
    )
    assert points(detail) == ["津味", "老字号，手工&当天", "无添加", "一", "二"]
    assert len(points("<p>行</p>" * 30)) == 6
    assert points("") == []


async def test_the_viewer_curve_is_remembered_for_who_comes_later(app, owner, house, room, clock):
    for viewers in (3, 8):
        app.extensions["console"].hear(ViewersCounted(room=room, viewers=viewers))
        await clock.advance(5)
    told = await listed(owner, f"/console/rooms/{room}/audience")
    assert [viewers for _, viewers in told] == [3, 8]
    assert told[1][0] - told[0][0] == 5000


async def test_the_host_has_a_prompter_on_a_second_phone(colleague, house, room):
    await house.db.write(actions.air, room)
    host = await colleague(Role.HOST)
    text = await host.read(f"/console/rooms/{room}/prompter")
    assert 'id="now-good"' in text
    assert "js/control/prompter.js" in text


def _in_room(order: str, room: str):
    return update(Order).where(Order.id == order).values(room=room)


def _costs(sku: str, cost: int):
    return update(Sku).where(Sku.id == sku).values(cost=cost)


async def test_the_prompter_sums_up_what_viewers_ask(colleague, house, room):
    for number, words in enumerate(("什么尺码", "尺码偏大吗", "多少钱", "主播辛苦了")):
        asker = Speaker(f"m{number}", f"观众{number}")
        await house.db.write(comments.say, room, asker, words, show="")
    host = await colleague(Role.HOST)
    told = await listed(host, f"/console/rooms/{room}/asked")
    assert told[0] == {"text": "尺码", "viewers": 2}
    assert {one["text"] for one in told[1:]} == {"什么尺码", "尺码偏大吗", "多少钱"}
    host.language = "en"
    assert (await listed(host, f"/console/rooms/{room}/asked"))[0]["text"] == "sizes"


async def test_what_is_pinned_stands_there_from_the_first_paint(owner, house, room):
    await house.db.write(comments.pin_line, room, "津津", "满 99 <包邮>", "staff")
    assert "津津: 满 99 &lt;包邮&gt;" in await owner.read(f"/console/rooms/{room}/control")


async def test_what_is_pinned_is_told_to_who_was_away(owner, house, room):
    address = f"/console/rooms/{room}/pinned-comment"
    assert await listed(owner, address) == {"pinned": None}
    await house.db.write(comments.pin_line, room, "津津", "满 99 <包邮>", "staff")
    assert await listed(owner, address) == {"pinned": {"comment": "", "name": "津津", "text": "满 99 <包邮>"}}


async def test_rounds_and_flash_sales_are_for_members_where_one_can_log_in_and_levels_are_those_that_members_have(
    owner, house, room
):
    page = f"/console/rooms/{room}/control"
    text = await owner.read(page)
    assert 'name="members"' not in text
    assert 'value="level"' not in text

    def furnish(tx) -> None:
        accounts.set_account(tx, house.keys, WeChat(appid="wx0123456789abcdef", secret="s" * 32), "lin")
        members.know(tx, "m1")
        tx.execute(update(Member).where(Member.id == "m1").values(level="金卡"))

    await house.db.write(furnish)
    text = await owner.read(page)
    assert text.count('type="checkbox" name="members" value="yes" checked') == 4
    assert "<option>金卡</option>" in text
