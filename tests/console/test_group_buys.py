"""Staff begin a group buy for the whole shop, see its teams, and end it; waiting orders are told apart."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import select

from appliance.db import Transaction
from appliance.identity.permissions import Role
from console import choosing
from store.checkout import actions as checkout
from store.members.contact import contact, seal
from store.orders import actions as orders
from store.orders.models import Order
from store.pricing.cart import TimedPrice
from store.promotions import actions as promotions
from store.promotions.checking import Draft
from store.promotions.group_buys import actions
from store.promotions.group_buys.models import GroupBuy
from store.promotions.group_buys.sweeping import sweep
from tests.store.conftest import purchase, put_on_shelf

LIST = "/console/promotions/group-buys"
FORM = {"price": "9.90", "size": "2", "quantity": "10", "per_member": "1", "hours": "24", "lasts": "7"}


@pytest.fixture
async def sku(house) -> str:
    """麻花 s1, ¥19.90."""
    return await house.db.write(put_on_shelf, "s1", 1990, 10, {})


@pytest.fixture
def begun(owner, house, sku):
    """``await begun()``: made with the form; its row."""

    async def begin(**more: str) -> GroupBuy:
        answer = await owner.post(f"{LIST}/new?sku={sku}", FORM | more)
        assert answer.status_code == 303, await answer.get_data(as_text=True)
        async with house.db.read() as session:
            return (await session.scalars(select(GroupBuy))).one()

    return begin


async def test_a_form_that_is_sent_twice_begins_one(owner, begun, sku):
    key = re.search(r'name="key" value="(\w+)"', await owner.read(f"{LIST}/new?sku={sku}"))[1]
    refused = await owner.post(f"{LIST}/new?sku={sku}", FORM | {"price": "99", "key": key})
    assert f'name="key" value="{key}"' in await refused.get_data(as_text=True)
    assert (await begun(key=key)).id == (await begun(key=key)).id


@pytest.fixture
def led(house, clock):
    """``await led(group_buy)``: somebody has opened a team and paid; the order."""

    sealed = seal(house.keys, contact("李明", "13812345678"))

    def lead(tx: Transaction, group_buy: str) -> str:
        sat = actions.open_team(tx, group_buy, "m1", 1)
        order = str(checkout.place(tx, purchase(None, "m1", 990, claim=sat["claim"], contact_sealed=sealed))["order"])
        orders.pay(tx, order, tx.now)
        return order

    async def open_one(group_buy: str) -> str:
        return await house.db.write(lead, group_buy)

    return open_one


async def test_an_empty_list_says_what_to_do(owner):
    assert "还没有拼团" in await owner.read(LIST)
    assert "这里没有拼团" in await owner.read(f"{LIST}?state=ended")
    assert f'href="{LIST}"' in await owner.read("/console/promotions")


async def test_one_is_begun_for_what_was_found(owner, begun, sku):
    assert f'href="{LIST}/new?sku=s1"' in await owner.read(f"{LIST}/new")
    assert "没有找到" in await owner.read(f"{LIST}/new?search={quote('没有的')}")
    assert (await owner.get(f"{LIST}/new?sku=none")).status_code == 404
    assert "¥19.90" in await owner.read(f"{LIST}/new?sku={sku}")
    made = await begun()
    assert (made.price, made.room, made.size, made.state) == (990, "", 2, "open")
    assert made.ends_at - made.opens_at == timedelta(days=7)
    page = await owner.read(f"{LIST}/{made.id}")
    assert "全店" in page
    assert "还没有人开团" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"price": "19.90"}, "拼团价要比它低"),
        ({"price": "many"}, "金额"),
        ({"size": "11"}, "2 到 10"),
        ({"hours": "0"}, "1 到 72"),
        ({"quantity": "1"}, "总件数"),
        ({"lasts": "31"}, "30 天"),
        ({"lasts": "9" * 12}, "30 天"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(owner, sku, wrong, said):
    answer = await owner.post(f"{LIST}/new?sku={sku}", FORM | wrong)
    text = await answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert any(word in text for word in said.split("|"))
    assert f'value="{FORM["quantity"] if "quantity" not in wrong else wrong["quantity"]}"' in text


async def test_its_teams_are_listed_as_they_stand(owner, begun, led, house, clock):
    made = await begun()
    await led(made.id)
    assert "1 个团等人" in await owner.read(f"{LIST}?state=on")
    page = await owner.read(f"{LIST}/{made.id}")
    assert "1 / 2 人已付" in page
    assert "等人参团" in page
    await clock.advance(24 * 3600)
    assert "拼团未成功" in await owner.read(f"{LIST}/{made.id}")


async def test_ending_it_lets_teams_go_on(owner, begun, led, house, clock):
    made = await begun()
    await led(made.id)
    question = await owner.read(f"{LIST}/{made.id}")
    assert "结束这个拼团？" in question
    assert "也不能再开回来" in question
    answer = await owner.post(f"{LIST}/{made.id}/end")
    assert answer.status_code == 303
    page = await owner.read(f"{LIST}/{made.id}")
    assert "已结束" in page
    assert "等人参团" in page
    assert "结束拼团" not in page
    assert (await owner.post(f"{LIST}/{made.id}/end")).status_code == 409


async def test_one_that_was_ended_early_says_when_it_did(owner, begun):
    made = await begun()
    planned, began = await until(owner), day_of(await owner.read(f"{LIST}/{made.id}"), "可开团")[0]
    assert day_of(await owner.read(f"{LIST}/{made.id}"), "可开团") == [began, planned]
    await owner.post(f"{LIST}/{made.id}/end")
    assert await until(owner) == began != planned
    assert day_of(await owner.read(f"{LIST}/{made.id}"), "可开团") == [began, began]


async def until(owner) -> str:
    """What the list says of the end of the only one."""
    return re.search(r"([^>]+) 止", await owner.read(LIST)).group(1)


def day_of(page: str, label: str) -> list[str]:
    """The moments beside a label."""
    return re.search(rf"<dt>{label}</dt><dd>(.+?)</dd>", page).group(1).split(" – ")


async def test_what_can_be_chosen_stands_at_the_price_that_anybody_pays_now(owner, sku, house):
    timed = Draft(name="限时", rule=TimedPrice({sku: 1790}))
    promotion = await house.db.write(promotions.add_promotion, timed, "wang")
    await house.db.write(promotions.move_promotion, promotion, "start", "wang")
    for page in (f"{LIST}/new", f"{LIST}/new?sku={sku}", "/console/promotions/bargains/new"):
        text = await owner.read(page)
        assert "¥17.90" in text
        assert "¥19.90" not in text


async def test_when_more_can_be_chosen_than_is_shown_it_says_so(owner, sku, house, monkeypatch):
    await house.db.write(put_on_shelf, "s2", 1990, 10, {"search": "s2"})
    assert "还有更多" not in await owner.read(f"{LIST}/new")
    monkeypatch.setattr(choosing, "MOST_FOUND", 1)
    for page in (f"{LIST}/new", "/console/promotions/bargains/new"):
        assert "还有更多，这里只列前 1 件" in await owner.read(page)
    assert "还有更多" not in await owner.read(f"{LIST}/new?search=s2")


async def test_an_order_that_waits_is_told_apart_and_cannot_be_shipped(owner, begun, led, house, clock):
    order = await led((await begun()).id)
    assert "等成团" in await owner.read("/console/today")
    assert order in await owner.read("/console/orders?tab=waiting")
    assert order not in await owner.read("/console/orders?tab=to-ship")
    page = await owner.read(f"/console/orders/{order}")
    assert "还差 1 人" in page
    assert f"/console/orders/{order}/parcels" not in page
    async with house.db.read() as session:
        code = (await session.get(Order, order)).pickup_code
    assert "还在等成团" in await owner.read(f"/console/orders/pickup?code={code}")
    await clock.advance(24 * 3600)
    await sweep(house.db)
    assert "钱正在自动退回" in await owner.read(f"/console/orders/{order}")


async def test_who_runs_no_promotions_is_kept_out(colleague):
    service = await colleague(Role.SERVICE)
    assert (await service.get(LIST)).status_code == 403
    assert (await service.get(f"{LIST}/new")).status_code == 403
