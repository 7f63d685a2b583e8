"""Rounds and gifts in the console."""

import re
from urllib.parse import quote

import pytest

from appliance.identity.permissions import Role
from media.broadcasts import actions as rooms
from store.gifts import actions as gifts
from store.members import actions as members
from store.play import actions, drawing
from store.play.spec import NewRound, PrizeWanted
from store.promotions import actions as promotions


@pytest.fixture
def played(owner, clock):
    """``await played("lottery", ...)``: a round in 一号直播间 that three have entered."""

    async def play(kind: str = "lottery", *prizes: PrizeWanted, over: bool = True, **more) -> str:
        house = owner.house
        room = (await house.db.write(rooms.open_room, house.keys, "一号直播间")).room
        wanted = list(prizes) or ([] if kind == "poll" else [PrizeWanted(kind="points", points=30, count=2)])
        new = NewRound(kind=kind, title="冬至福袋", prizes=wanted, **more)
        opened = await house.db.write(actions.open_round, house.keys, room, new, by="op")
        coming = [actions.Coming(member=f"m{n}", name=f"客人{n}", choice=n % 2, at=clock.now()) for n in range(3)]
        await house.db.write(actions.enter, house.keys, opened, coming)
        if over:
            await drawing.end(house.db, house.keys, opened)
            await house.db.write(actions.hand_out)
        return opened

    return play


async def test_an_empty_list_says_where_rounds_are_opened(owner):
    assert "还没有互动" in await owner.read("/console/rounds")


async def test_rounds_are_listed_with_room_and_winners_and_found_by_title(owner, played):
    opened = await played()
    text = await owner.read(f"/console/rounds?search={quote('冬至')}")
    assert f'href="/console/rounds/{opened}"' in text
    assert "一号直播间" in text
    assert "3 人参加" in text
    assert "2 人中奖" in text
    assert "没有符合的互动" in await owner.read(f"/console/rounds?search={quote('夏至')}")
    assert "没有符合的互动" in await owner.read("/console/rounds?kind=poll")


async def test_older_rounds_are_a_page_further(owner, played):
    opened = await played()
    assert f"/console/rounds/{opened}" not in await owner.read(f"/console/rounds?before={opened}")


async def test_a_round_shows_winners_and_what_its_draw_rests_on(owner, played):
    opened = await played()
    text = await owner.read(f"/console/rounds/{opened}")
    assert len(re.findall(r'href="/console/members/m\d"', text)) == 2
    assert "30 积分" in text
    assert f'href="/api/v1/rounds/{opened}/proof"' in text
    assert "取消这一轮" not in text


async def test_a_poll_shows_its_bars(owner, played):
    text = await owner.read(f"/console/rounds/{await played('poll', options=['甜的', '咸的'])}")
    assert "2 票" in text
    assert "1 票" in text
    assert "开奖依据" not in text


async def test_a_check_in_lists_who_came_and_speaks_of_no_draw(owner, played):
    opened = await played("check-in", PrizeWanted(kind="points", points=5, count=2), lasts=600)
    text = await owner.read(f"/console/rounds/{opened}")
    assert "签到名单" in text
    assert "5 积分" in text
    assert "开奖依据" not in text
    listed = await owner.read("/console/rounds?kind=check-in")
    assert "2 人参加" in listed
    assert "人中奖" not in listed


async def test_a_check_in_that_goes_on_is_ended_in_the_control_room(owner, played):
    opened = await played("check-in", over=False, lasts=600)
    assert "取消这一轮" not in await owner.read(f"/console/rounds/{opened}")


async def test_a_round_that_goes_on_can_be_cancelled_once(owner, played):
    opened = await played(over=False)
    assert "取消这一轮" in await owner.read(f"/console/rounds/{opened}")
    assert (await owner.post(f"/console/rounds/{opened}/cancel")).status_code == 303
    again = await owner.post(f"/console/rounds/{opened}/cancel")
    assert again.status_code == 409
    assert "这一轮已经结束了" in await again.get_data(as_text=True)
    assert "已取消" in await owner.read(f"/console/rounds/{opened}")


async def test_a_winner_who_left_is_named_nowhere(owner, played):
    opened = await played()
    for member in ("m0", "m1", "m2"):
        await owner.house.db.write(actions.forget, member)
    text = await owner.read(f"/console/rounds/{opened}")
    assert text.count("已注销") == 2
    assert "客人" not in text


async def test_gifts_are_off_until_they_are_turned_on(owner):
    assert "关着" in await owner.read("/console/gifts")
    answer = await owner.post("/console/gifts/rules", {"enabled": "on", "daily_points": "500"})
    assert answer.status_code == 303
    text = await owner.read("/console/gifts")
    assert "开着" in text
    assert 'value="500"' in text
    await owner.post("/console/gifts/rules", {"daily_points": "500"})
    assert "关着" in await owner.read("/console/gifts")


async def test_a_wrong_limit_is_told_beside_it_and_nothing_typed_is_lost(owner):
    answer = await owner.post("/console/gifts/rules", {"enabled": "on", "daily_points": "-7"})
    assert answer.status_code == 400
    text = await answer.get_data(as_text=True)
    assert 'id="daily_points-wrong"' in text
    assert 'value="-7"' in text
    assert 'name="enabled" value="on" checked' in text


async def test_a_gift_is_added_changed_taken_away_and_offered_again(owner):
    await owner.post("/console/gifts/new", {"name": "红灯笼", "points": "66", "effect": "burst"})
    text = await owner.read("/console/gifts")
    gift = re.search(r"/console/gifts/(\w{20})", text)[1]
    assert "66 积分" in text
    assert 'value="66"' in await owner.read(f"/console/gifts/{gift}")
    await owner.post(f"/console/gifts/{gift}", {"name": "大红灯笼", "points": "88", "effect": "full"})
    await owner.post(f"/console/gifts/{gift}/withdrawal")
    text = await owner.read("/console/gifts")
    assert "大红灯笼" in text
    assert "摆出来" in text
    await owner.post(f"/console/gifts/{gift}/offer")
    assert "摆出来" not in await owner.read("/console/gifts")
    assert (await owner.get("/console/gifts/none")).status_code == 404


async def test_what_is_wrong_with_a_gift_is_told_and_nothing_typed_is_lost(owner):
    answer = await owner.post("/console/gifts/new", {"name": "红灯笼", "points": "0", "effect": "burst"})
    text = await answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert 'id="points-wrong"' in text
    assert 'value="红灯笼"' in text


async def test_a_full_panel_says_so(owner):
    taken = await owner.house.db.write(gifts.add_gift, name="收起的", points=1, effect="float")
    await owner.house.db.write(gifts.withdraw_gift, taken)
    for number in range(12):
        await owner.house.db.write(gifts.add_gift, name=f"礼{number}", points=1, effect="float")
    answer = await owner.post(f"/console/gifts/{taken}/offer")
    assert answer.status_code == 409
    assert "最多摆 12 个礼物" in await answer.get_data(as_text=True)


async def test_points_of_a_childs_gift_are_given_back_once(owner):
    house = owner.house

    def give(tx) -> str:
        gifts.set_rules(tx, enabled=True, daily_points=100, by="o")
        lantern = gifts.add_gift(tx, name="灯笼", points=30, effect="full")
        members.consent(tx, "m1", "adult", "1", given=True)
        promotions.give_points(tx, "m1", 50, "pocket")
        speaker = gifts.Speaker("m1", "小明")
        return str(gifts.give(tx, gifts.Giving(room="r", broadcast="b", speaker=speaker, gift=lantern))["given"])

    given = await house.db.write(give)
    assert "退回积分" in await owner.read("/console/gifts")
    await owner.post(f"/console/gifts/given/{given}/return")
    assert "已退回" in await owner.read("/console/gifts")
    assert (await owner.post(f"/console/gifts/given/{given}/return")).status_code == 409


async def test_a_host_sees_neither(colleague):
    host = await colleague(Role.HOST)
    assert (await host.get("/console/rounds")).status_code == 403
    assert (await host.get("/console/gifts")).status_code == 403
