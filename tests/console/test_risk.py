"""Odd orders: the queue, the reasons and the rules."""

import re

import pytest
from sqlalchemy import update

from appliance.identity.permissions import Role
from store.orders.models import Order
from store.risk import actions, reads
from store.risk.actions import OrderRefused, Sighted
from store.risk.rules import Limit


@pytest.fixture
async def odd(house, an_order):
    """An order that waits for a colleague."""

    def place(tx, number: str, member: str) -> None:
        held = actions.judge(tx, Sighted(order=number, member=member, subjects={"device": "d1"}))
        an_order(tx, number, member, held=held)

    await house.db.write(actions.change_rule, "boss", "device-members", Limit(1, 60, "review"))
    await house.db.write(place, "20261123-1", "m1")
    await house.db.write(place, "20261123-2", "m2")
    return "20261123-2"


async def test_an_empty_queue_says_what_will_stand_there(owner):
    assert "没有要您处理的" in await owner.read("/console/risk")


async def test_an_odd_order_waits_with_its_reason_and_is_passed(owner, house, odd):
    text = await owner.read("/console/risk")
    assert odd in text
    assert "同一台设备 1 小时内用过 2 个会员下单（上限 1）" in text
    answer = await owner.post(f"/console/risk/orders/{odd}", {"decision": "pass"})
    assert "已放行" in await owner.read(answer.headers["location"])
    async with house.db.read() as session:
        assert (await reads.review(session, odd)).state == "passed"
    assert odd in await owner.read("/console/risk?state=passed")


async def test_a_list_that_ends_says_what_it_leaves_out(owner, odd, monkeypatch):
    assert "条" not in await owner.read("/console/risk")
    monkeypatch.setattr(reads, "MOST", 1)
    assert "最多列 1 条" in await owner.read("/console/risk")
    await owner.post(f"/console/risk/orders/{odd}", {"decision": "pass"})
    assert "只列最近的 1 条" in await owner.read("/console/risk?state=passed")


async def test_who_stops_an_order_is_told_whether_money_has_to_go_back_and_where(owner, house, odd):
    answer = await owner.post(f"/console/risk/orders/{odd}", {"decision": "stop"})
    text = await owner.read(answer.headers["location"])
    assert ("没有钱要退" in text, odd in text) == (True, False)
    assert odd in await owner.read("/console/risk?state=stopped")


async def test_a_stopped_order_waits_for_its_refund(owner, house, odd):
    paid = update(Order).where(Order.id == odd).values(state="confirmed", payment="paid")
    await house.db.write(lambda tx: tx.execute(paid))
    answer = await owner.post(f"/console/risk/orders/{odd}", {"decision": "stop"})
    text = await owner.read(answer.headers["location"])
    assert "请给买家退款" in text
    assert f'href="/console/payments/orders/{odd}"' in text
    assert re.search(r"等核对</span><strong[^>]*>1<", await owner.read("/console/today"))
    await house.db.write(lambda tx: tx.execute(paid.values(payment="refunded")))
    assert odd not in await owner.read("/console/risk")


async def test_two_colleagues_do_not_decide_twice(owner, odd):
    await owner.post(f"/console/risk/orders/{odd}", {"decision": "stop"})
    answer = await owner.post(f"/console/risk/orders/{odd}", {"decision": "pass"})
    assert answer.status_code == 409
    assert "已经有人处理过了" in await answer.get_data(as_text=True)


async def test_a_refused_buyer_can_be_explained(owner, house, odd):
    await house.db.write(actions.change_rule, "boss", "member-velocity", Limit(1, 10, "refuse"))
    with pytest.raises(OrderRefused) as refused:
        await house.db.write(actions.judge, Sighted(order="20261123-3", member="m2", subjects={}))
    found = refused.value.finding
    await house.db.write(actions.keep_refusal, "m2", found.rule.name, found.sentence(), found.sentence("en"))
    assert "同一会员 10 分钟内下了 2 单（上限 1）" in await owner.read("/console/risk/refusals")


async def test_a_rule_is_changed_and_nonsense_is_told_beside_it(owner, house):
    await owner.post("/console/risk/rules/member-velocity", {"most": "7", "minutes": "5", "verdict": "review"})
    async with house.db.read() as session:
        changed = next(rule for rule in await reads.rules(session) if rule.name == "member-velocity")
    assert (changed.most, changed.minutes, changed.verdict) == (7, 5, "review")
    answer = await owner.post("/console/risk/rules/member-velocity", {"most": "0", "minutes": "5", "verdict": "review"})
    text = await answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "上限要在 1 到 10000 之间" in text
    assert 'value="0"' in text


async def test_the_warehouse_does_not_decide(colleague):
    warehouse = await colleague(Role.WAREHOUSE)
    assert (await warehouse.get("/console/risk")).status_code == 403


async def test_the_page_speaks_english_too(owner, odd):
    owner.language = "en"
    assert "One device ordered as 2 members in 1 hour (limit 1)" in await owner.read("/console/risk")
