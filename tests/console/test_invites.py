"""邀请有礼 in the console: terms and what they can cost, what came of it, and why a friend did not count."""

import pytest

from appliance.identity.permissions import Role
from store.invites import actions, reads
from store.invites.terms import Promise, Reward
from store.members import actions as members
from store.pricing.cart import CouponRule, PointsRule
from store.promotions import actions as promotions
from store.promotions.checking import Draft

PAGE = "/console/promotions/invites"
FORM = {
    "enabled": "on", "inviter_points": "100", "inviter_coupon": "", "invitee_points": "50", "invitee_coupon": "",
    "least": "30", "days": "14", "per_day": "3", "in_all": "20", "most": "200",
}  # fmt: skip


@pytest.fixture
async def coupon(house) -> str:
    """A coupon of eight yuan, and points of which a hundred are a yuan."""

    def start(tx) -> str:
        started = []
        for draft in (
            Draft(name="新客券", rule=CouponRule(off=800, threshold=5000)),
            Draft(name="积分抵扣", rule=PointsRule(points_per_yuan=100)),
        ):
            started.append(promotions.add_promotion(tx, draft, by="owner"))
            promotions.move_promotion(tx, started[-1], "start", "owner")
        return started[0]

    return await house.db.write(start)


@pytest.fixture
async def friends(house) -> None:
    """Ben waits; the owner's own phone does not count."""

    def come(tx) -> None:
        actions.set_terms(tx, Promise(), 10, "owner", enabled=True)
        code = actions.code_for(tx, "anna", "d1")
        actions.bind(tx, code, "ben", "d2")
        actions.bind(tx, code, "cleo", "d1")
        members.change(tx, "ben", nickname="小本")

    await house.db.write(come)


async def test_the_page_explains_itself_while_it_is_off(owner):
    text = await owner.read(PAGE)
    for said in ("邀请有礼", "关着", "还没有邀请来的朋友", "最多奖励 1000 位新朋友"):
        assert said in text
    assert f'href="{PAGE}"' in await owner.read("/console/promotions")


async def test_terms_are_kept_and_told(owner, house):
    assert (await owner.post(PAGE, FORM)).status_code == 303
    async with house.db.read() as session:
        terms = await reads.terms(session)
    assert (terms.enabled, terms.most) == (True, 200)
    assert terms.promise == Promise(inviter=Reward(100), invitee=Reward(50), least=3000, days=14, per_day=3, in_all=20)
    text = await owner.read(PAGE)
    assert "按新规则算新来的朋友" in text
    assert "最多奖励 200 位新朋友，一共最多送出 30000 积分" in text
    await owner.post(PAGE, {name: value for name, value in FORM.items() if name != "enabled"})
    assert "已经邀请的照旧算" in await owner.read(PAGE)


async def test_the_cost_is_told_while_it_is_typed(owner, coupon):
    answer = await owner.post(f"{PAGE}/preview", {**FORM, "inviter_coupon": coupon, "invitee_coupon": coupon})
    text = await answer.get_data(as_text=True)
    assert "30000 积分（下单能抵 ¥300.00）、400 张“新客券”（最多减 ¥3200.00）" in text
    wrong = await owner.post(f"{PAGE}/preview", {**FORM, "days": "0"})
    assert "天数要在 1 到 180 之间" in await wrong.get_data(as_text=True)


async def test_a_coupon_that_is_gone_is_said_to_be(owner, house, coupon):
    promise = Promise(invitee=Reward(0, coupon))
    await house.db.write(actions.set_terms, promise, 10, "owner", enabled=True)
    await house.db.write(promotions.move_promotion, coupon, "end", "owner")
    assert "新客券 · 已结束" in await owner.read(PAGE)
    answer = await owner.post(PAGE, {**FORM, "invitee_coupon": coupon})
    assert answer.status_code == 400
    assert "没有在发" in await answer.get_data(as_text=True)
    unknown = await owner.post(f"{PAGE}/preview", {**FORM, "invitee_coupon": "gone"})
    assert "200 张不在了的券" in await unknown.get_data(as_text=True)


@pytest.mark.parametrize(("field", "value"), [("days", "many"), ("least", "x"), ("per_day", "21"), ("most", "")])
async def test_what_cannot_be_is_said_beside_its_field(owner, field, value):
    answer = await owner.post(PAGE, {**FORM, field: value})
    assert answer.status_code == 400
    assert "-wrong" in await answer.get_data(as_text=True)


async def test_the_list_tells_who_brought_whom_and_why_one_does_not_count(owner, friends):
    text = await owner.read(PAGE)
    for said in ("小本", "等首单", "未计入", "和邀请人是同一台设备"):
        assert said in text
    waiting, void = [await owner.read(f"{PAGE}?state={state}") for state in ("waiting", "void")]
    assert ("小本" in waiting, "同一台设备</p>" in waiting) == (True, False)
    assert ("小本" in void, "同一台设备</p>" in void) == (False, True)
    assert "这里还没有" in await owner.read(f"{PAGE}?state=rewarded")
    assert "这里还没有" in await owner.read(f"{PAGE}?state=ordered")
    owner.language = "en"
    assert "The same device as the inviter&#39;s" in await owner.read(PAGE)


async def test_earlier_friends_stand_on_the_next_page(owner, friends, monkeypatch, clock):
    monkeypatch.setattr("store.invites.reads.PAGE", 1)
    text = await owner.read(PAGE)
    assert "更早的" in text
    assert "还没有邀请来的朋友" in await owner.read(f"{PAGE}?before=2020-01-01T00:00:00%2B00:00")
    assert "小本" in await owner.read(f"{PAGE}?state=waiting&before=nonsense")


async def test_it_is_for_who_runs_promotions(colleague):
    service = await colleague(Role.SERVICE)
    assert (await service.get(PAGE)).status_code == 403
