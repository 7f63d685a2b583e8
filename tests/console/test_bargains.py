"""Bargains in the console: the list with what each brings, and one for the whole shop."""

import json
import re

import pytest
from sqlalchemy import select

from appliance.identity.permissions import Role
from store.promotions.bargains import actions
from store.promotions.bargains.actions import Friend, Plan
from store.promotions.bargains.models import Bargain
from tests.store.conftest import put_on_shelf

LIST = "/console/promotions/bargains"
FORM = {
    "sku": "s1", "floor_price": "9.90", "helpers": "4", "quantity": "5", "hours": "24", "per_helper": "3", "lasts": "7",
}  # fmt: skip


@pytest.fixture
async def sku(house) -> str:
    """麻花 s1, ¥19.90, ten pieces."""
    return await house.db.write(put_on_shelf, "s1", 1990, 10, {"search": "s1 mahua"})


@pytest.fixture
def only(house):
    """The one bargain that there is."""

    async def look() -> Bargain:
        async with house.db.read() as session:
            return (await session.scalars(select(Bargain))).one()

    return look


async def test_an_empty_list_says_what_a_bargain_does_and_leads_to_the_first(owner):
    text = await owner.read(LIST)
    assert "还没有砍价" in text
    assert f'href="{LIST}/new"' in text
    assert f'href="{LIST}"' in await owner.read("/console/promotions")


async def test_first_the_product_is_found_then_its_price_is_seen(owner, sku):
    assert f'href="{LIST}/new?sku=s1"' in await owner.read(f"{LIST}/new?search=s1")
    assert "没有找到" in await owner.read(f"{LIST}/new?search=nothing")
    text = await owner.read(f"{LIST}/new?sku=s1")
    assert "现价 ¥19.90，从这里砍起" in text
    assert (await owner.get(f"{LIST}/new?sku=none")).status_code == 404


async def test_one_for_the_whole_shop_is_opened_and_ended(owner, sku, only):
    assert (await owner.post(f"{LIST}/new", FORM)).status_code == 303
    found = await only()
    assert (found.room, found.start_price, found.floor_price, found.state) == ("", 1990, 990, "open")
    assert (found.ends_at - found.opens_at).days == 7
    text = await owner.read(LIST)
    for said in ("麻花 s1", "¥19.90 → ¥9.90", "4 刀到底", "全店", "进行中", "剩 5 / 5 件"):
        assert said in text
    assert (await owner.post(f"{LIST}/{found.id}/end")).status_code == 303
    assert (await only()).reason == "staff"
    again = await owner.post(f"{LIST}/{found.id}/end")
    assert again.status_code == 409
    assert "状态已经变了" in await again.get_data(as_text=True)


async def test_a_form_that_is_sent_twice_opens_one(owner, sku, only):
    key = re.search(r'name="key" value="(\w+)"', await owner.read(f"{LIST}/new?sku=s1"))[1]
    refused = await owner.post(f"{LIST}/new", {**FORM, "quantity": "11", "key": key})
    assert f'name="key" value="{key}"' in await refused.get_data(as_text=True)
    for _ in range(2):
        assert (await owner.post(f"{LIST}/new", {**FORM, "key": key})).status_code == 303
    assert (await only()).quantity == 5


async def test_a_planned_one_says_when_it_opens(owner, sku, clock, only):
    later = f"{clock.now():%Y-%m-%d}T23:59"
    assert (await owner.post(f"{LIST}/new", {**FORM, "opens_at": later})).status_code == 303
    assert (await only()).state == "announced"
    assert "未开始" in await owner.read(LIST)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"floor_price": "19.90"}, "低于现价 19.90 元"),
        ({"floor_price": "much"}, "floor_price-wrong"),
        ({"helpers": "1"}, "2 到 50 刀"),
        ({"helpers": "x"}, "整数"),
        ({"quantity": "11"}, "库存 10 件"),
        ({"hours": "100"}, "1 到 72 小时"),
        ({"lasts": "1000000"}, "90 天"),
    ],
)
async def test_what_was_typed_stands_there_again_with_what_is_wrong(owner, sku, wrong, said):
    answer = await owner.post(f"{LIST}/new", {**FORM, **wrong})
    assert answer.status_code == 400
    text = await answer.get_data(as_text=True)
    assert said in text
    assert f'value="{next(iter(wrong.values()))}"' in text


async def test_the_list_tells_what_it_brought_and_whose_room_it_is(owner, sku, house, room):
    plan = Plan(sku="s1", floor_price=990, helpers=4, quantity=5, room=room)
    bargain = await house.db.write(actions.open_bargain, plan, None, "lin")
    haggle = await house.db.write(actions.begin, bargain, Friend(member="m1"))
    for member in ("m2", "m3"):
        await house.db.write(actions.chop, haggle, Friend(member=member))
    text = await owner.read(LIST)
    for said in ("1 人发起", "帮砍 2 刀", "其中 2 位新客", "买走 0 件"):
        assert said in text


async def test_a_title_with_a_tag_stays_a_title(owner, house):
    await house.db.write(put_on_shelf, "s2", 1990, 10, {"title": "<img src=x onerror=alert(1)>"})
    assert (await owner.post(f"{LIST}/new", {**FORM, "sku": "s2"})).status_code == 303
    for page in (LIST, f"{LIST}/new", f"{LIST}/new?sku=s2"):
        assert "<img src=x" not in await owner.read(page)


async def test_it_is_for_who_runs_promotions(colleague, sku):
    host = await colleague(Role.HOST)
    for page in (LIST, f"{LIST}/new"):
        assert (await host.get(page)).status_code == 403


async def test_the_control_room_has_it_at_hand_and_knows_what_goes_on(owner, colleague, house, room, sku):
    text = await owner.read(f"/console/rooms/{room}/control")
    assert 'id="open-bargain"' in text
    assert 'id="bargain-dialog"' in text
    assert 'id="open-bargain"' not in await (await colleague(Role.HOST)).read(f"/console/rooms/{room}/control")
    plan = Plan(sku="s1", floor_price=990, helpers=4, quantity=5, room=room)
    bargain = await house.db.write(actions.open_bargain, plan, None, "lin")
    told = json.loads(await owner.read(f"/console/rooms/{room}/running"))
    begun, counted = told["facts"]
    assert (begun["type"], begun["bargain"], begun["floor_price"]) == ("BargainOpened", bargain, 990)
    assert (counted["type"], counted["bargain"], counted["left"]) == ("BargainCounted", bargain, 5)
    await house.db.write(actions.end, bargain, "staff")
    assert json.loads(await owner.read(f"/console/rooms/{room}/running"))["facts"] == []


async def test_the_audit_log_says_it_in_words(owner, house, room, sku):
    plan = Plan(sku="s1", floor_price=990, helpers=4, quantity=5, room=room)
    bargain = await house.db.write(actions.open_bargain, plan, None, "lin")
    await house.db.write(actions.end, bargain, "staff")
    text = await owner.read("/console/audit")
    assert "开砍价 麻花 s1，19.90 元起砍，最低 9.90 元，5 件" in text
    assert "砍价结束" in text
