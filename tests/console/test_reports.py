"""A show's report: its figures are those of the rows, and it is compared with the show before."""

import re

import pytest
from sqlalchemy import insert, update

from appliance.events import ShowReported
from appliance.identity.permissions import Role
from chat.comments.models import Comment
from chat.visits import actions as visits
from chat.visits.actions import Stay
from media.broadcasts import actions
from store.checkout import actions as checkout
from store.members.contact import contact, seal
from store.orders import actions as orders
from store.orders.models import Order
from store.play import actions as play
from store.play.spec import NewRound, PrizeWanted
from store.promotions.bargains import actions as bargains
from store.promotions.group_buys import actions as group_buys
from store.shelf import actions as shelf
from tests.store.conftest import purchase, put_on_shelf


@pytest.fixture
async def air(house, room, clock):
    """``await air()``: a show begins in the room, and the shelf knows of it."""

    async def begin():
        show = await house.db.write(actions.air, room)
        await house.db.write(shelf.begin_show, room, show, clock.now())
        return show

    return begin


@pytest.fixture
async def buy(house, room, place):
    """``await buy(2, "m1")``: so many pieces, ordered in the room."""

    async def order(pieces=1, member="m1", *, paid=True):
        made = await place(pieces, member=member, paid=paid)
        await house.db.write(lambda tx: tx.execute(update(Order).where(Order.id == made).values(room=room)) and None)

    return order


async def watch(house, show, *viewers, source="share", seconds=60):
    stays = [Stay(show, viewer, "r", source, house.clock.now(), seconds) for viewer in viewers]
    await house.db.write(visits.note, stays)


async def say(house, room, show, viewer, text, topic=""):
    now, name = house.clock.now(), f"{viewer}{text}"
    words = {"why": "", "checked": "", "by": "", "level": "", "role": "", "reply_to": "", "reply_name": ""}
    row = {"id": name, "room": room, "show": show, "viewer": viewer, "name": viewer, "text": text, "folded": text}
    more = {"at": now, "moment": now, "state": "said", "topic": topic, "buyer": False}
    await house.db.write(lambda tx: tx.execute(insert(Comment).values(**row, **more, **words)) and None)


async def test_a_report_tells_of_people_money_goods_and_talk(owner, house, room, air, buy, clock):
    show = await air()
    await watch(house, show, "m1", "m2", "m3", source="share", seconds=90)
    await watch(house, show, "m4", source="qr", seconds=30)
    await house.db.write(visits.count, {room: 7}, clock.now())
    await house.db.write(shelf.put, room, "p1")
    await house.db.write(shelf.pin, room, "p1", "wang")
    await buy(2, "m1")
    await clock.advance(60)
    await house.db.write(shelf.unpin, room)
    await buy(1, "m2")
    await buy(3, "m3", paid=False)
    for viewer in ("m1", "m2"):
        await say(house, room, show, viewer, "有几种口味", "use")
    await clock.advance(60)
    await house.db.write(actions.end, show)
    text = await owner.read(f"/console/shows/{show}/report")
    sums = dict(zip(_cut(text, 'data-sum="', '"'), _cut(text, '<dd class="figure">', "<"), strict=True))
    assert sums == {
        "gmv": "59.70", "paid": "2", "buyers": "2", "new_buyers": "2", "average": "29.85", "conversion": "50.0%",
        "per_thousand": "14925.00", "viewers": "4", "new_viewers": "4", "peak": "7", "stay": "0:01:15",
        "lasted": "0:02:00",
    }  # fmt: skip
    for words in (
        "十八街麻花",
        "好友分享",
        "扫码",
        "用法 2",
        "有几种口味",
        "还有 1 单没付，共 ¥59.70",
        "0:01:00",
        "67%",
    ):
        assert words in text, words
    assert 'class="line" d="M' in text


def _cut(text, begin, end):
    return [part.partition(end)[0].strip() for part in text.split(begin)[1:]]


async def test_the_next_show_is_compared_with_it(owner, house, air, buy, clock):
    first = await air()
    await watch(house, first, "m1", "m2")
    await buy(1, "m1")
    await clock.advance(60)
    await house.db.write(actions.end, first)
    assert "这是这个直播间的第一场" in await owner.read(f"/console/shows/{first}/report")
    await clock.advance(60)
    second = await air()
    await watch(house, second, "m1", "m5", "m6")
    await buy(2, "m1")
    text = await owner.read(f"/console/shows/{second}/report")
    assert "还在播" in text
    assert "比上一场 +100%" in text, "twice the money"
    assert "比上一场 +50%" in text, "half as many viewers again"
    assert "其中新客" in text
    english = await owner.read(f"/console/shows/{second}/report", Accept_Language="en")
    assert "than the last show" in english


async def test_a_show_that_nobody_watched_has_a_report_too(owner, house, air, clock):
    show = await air()
    await clock.advance(60)
    await house.db.write(actions.end, show)
    text = await owner.read(f"/console/shows/{show}/report")
    for words in ("没有观众坐下来看这一场", "没有人下单", "没有开活动和互动", "没有记下在线人数", "刚结束"):
        assert words in text, words


async def test_it_counts_teams_that_became_full_and_bargains_that_were_bought(owner, house, room, air, clock):
    show = await air()

    def run(tx) -> None:
        for sku in ("s8", "s9"):
            put_on_shelf(tx, sku, 1990, 10, {})
        sealed = seal(house.keys, contact("李明", "13812345678"))

        def buy(member: str, price: int, claim: str) -> None:
            placed = checkout.place(tx, purchase(None, member, price, claim=claim, contact_sealed=sealed))
            orders.pay(tx, str(placed["order"]), tx.now)

        group = group_buys.announce(tx, group_buys.Plan(room=room, sku="s8", price=990, quantity=10), "lin")
        sat = group_buys.open_team(tx, group, "m1", 1)
        buy("m1", 990, sat["claim"])
        buy("m2", 990, group_buys.join(tx, sat["team"], "m2", 1)["claim"])
        plan = bargains.Plan(room=room, sku="s9", floor_price=990, helpers=2, quantity=5)
        bargain = bargains.open_bargain(tx, plan, None, "lin")
        for member in ("m3", "m4"):
            haggle = bargains.begin(tx, bargain, bargains.Friend(member=member))
        bargains.chop(tx, haggle, bargains.Friend(member="m5"))
        buy("m4", 990, haggle)

    await house.db.write(run)
    await clock.advance(60)
    await house.db.write(actions.end, show)
    text = await owner.read(f"/console/shows/{show}/report")
    for words in ("拼团 ¥9.90 麻花 s8", "成 1 个团，2 件", "砍价 底价 ¥9.90 麻花 s9", "2 人发起，买走 1 件"):
        assert words in text, words
    table = await _table(owner, show)
    assert "活动,商品,价格（元）,备货件数,成团数,发起人数,成交件数" in table
    assert re.search(r"^拼团,麻花 s8.*,9\.90,10,1,,2\r?$", table, re.MULTILINE)
    assert re.search(r"^砍价,麻花 s9.*,9\.90,5,,2,1\r?$", table, re.MULTILINE)


async def test_it_counts_who_checked_in_and_the_points_they_got(owner, house, room, air, clock):
    show = await air()
    prize = PrizeWanted(kind="points", points=5, count=9)
    new = NewRound(kind="check-in", title="签到", prizes=[prize], lasts=600)
    opened = await house.db.write(play.open_round, house.keys, room, new, by="lin", broadcast=show)
    coming = [play.Coming(member=f"m{n}", at=clock.now()) for n in range(3)]
    await house.db.write(play.enter, house.keys, opened, coming)
    assert "3 人签到，送出 15 积分" in await owner.read(f"/console/shows/{show}/report")
    await house.db.write(play.close, house.keys, opened)
    await house.db.write(actions.end, show)
    assert "3 人签到，送出 15 积分" in await owner.read(f"/console/shows/{show}/report")
    assert "互动,标题,参加人数,得奖人数,签到送出积分\r\n签到,签到,3,,15" in await _table(owner, show)


async def _table(owner, show: str) -> str:
    return (await (await owner.get(f"/console/shows/{show}/report.csv")).get_data()).decode("utf-8-sig")


async def test_a_room_leads_to_its_last_report_and_one_without_shows_to_none(owner, house, room, air, clock):
    assert (await owner.get(f"/console/rooms/{room}/report")).status_code == 404
    planned = await house.db.write(actions.schedule, room, "以后", clock.now())
    assert (await owner.get(f"/console/shows/{planned}/report")).status_code == 404
    await house.db.write(actions.cancel, planned)
    show = await air()
    await house.db.write(actions.end, show)
    assert "冬被专场" in await owner.read(f"/console/rooms/{room}/report")
    for page in (f"/console/rooms/{room}", f"/console/rooms/{room}/control", "/console/shows?when=past"):
        assert f"/console/shows/{show}/report" in await owner.read(page)


async def test_figures_are_for_who_may_see_them(house, air, colleague):
    show = await air()
    for role, status in ((Role.HOST, 200), (Role.SCREEN, 200), (Role.WAREHOUSE, 403), (Role.SERVICE, 403)):
        theirs = await colleague(role)
        assert (await theirs.get(f"/console/shows/{show}/report")).status_code == status
        assert (f"/console/shows/{show}/report" in await theirs.read("/console/shows?when=all")) is (status == 200)


async def test_the_table_opens_in_a_spreadsheet(owner, house, air, buy, clock):
    first = await air()
    await watch(house, first, "m1", source="qr")
    await house.db.write(actions.end, first)
    await clock.advance(60)
    show = await air()
    await buy(2, "m1")
    answer = await owner.get(f"/console/shows/{show}/report.csv")
    text = (await answer.get_data()).decode("utf-8-sig")
    assert "成交额（元）,39.80,0.00" in text
    assert "十八街麻花,2,2,39.80,1,0,0,0,0.00" in text
    assert "attachment" in answer.headers["content-disposition"]
    assert "扫码,1" in (await (await owner.get(f"/console/shows/{first}/report.csv")).get_data()).decode()


async def test_a_report_is_told_of_once_two_minutes_after_the_end(house, air, clock):
    told = []
    house.bus.listen(told.append, (ShowReported,), name="test")
    show = await air()
    await house.db.write(actions.end, show)
    await clock.advance(100)
    assert await house.db.write(actions.report, actions.timedelta(seconds=105)) == 0
    await clock.advance(20)
    assert await house.db.write(actions.report, actions.timedelta(seconds=105)) == 1
    assert await house.db.write(actions.report, actions.timedelta(seconds=105)) == 0
    assert [(fact.broadcast, fact.title) for fact in told] == [(show, "冬被专场")]
