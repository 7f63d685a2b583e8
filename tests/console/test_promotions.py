"""Staff write promotions down, start and stop them, and hand out coupons."""

import re
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from appliance.identity.permissions import Role
from console.drafts import draft_of
from store.catalogue import actions as catalogue
from store.catalogue.models import Sku
from store.members import actions as members
from store.members import levels
from store.pricing.cart import Audience, Bundle, CouponRule, Gift, PointsRule, Reduction, ShippingRule, Tier, TimedPrice
from store.promotions import reads, running
from store.promotions.models import Promotion

REDUCTION = {"name": "冬季满减", "measure": "amount", "way": "off", "from-1": "200", "off-1": "30", "per_member": "2"}
COUPON = {"name": "见面礼", "way": "off", "off": "10", "threshold": "59", "days": "7", "claimable": "on"}


@pytest.fixture
async def sku(house) -> str:
    """十八街麻花, ¥12.80."""
    wording = catalogue.Wording(title="十八街麻花")
    product = await house.db.write(catalogue.draft, wording, 1280, "lin", confirmed=())
    async with house.db.read() as session:
        return await session.scalar(select(Sku.id).where(Sku.product == product))


@pytest.fixture
def saved(owner, house):
    """``await saved("reduction", {...})``: what the shop then knows."""

    async def saved(kind: str, form: dict) -> Promotion:
        answer = await owner.post(f"/console/promotions/new/{kind}", form)
        assert answer.status_code == 303, await answer.get_data(as_text=True)
        async with house.db.read() as session:
            return await reads.promotion(session, answer.headers["location"].rpartition("/")[2])

    return saved


def rule_of(promotion: Promotion):
    return running.rule(promotion).rule


async def test_its_time_is_the_shops_wherever_the_box_stands(saved):
    found = await saved("reduction", REDUCTION | {"starts_at": "2026-12-01T20:00"})
    assert found.starts_at == datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


async def test_without_any_the_list_says_what_to_do(owner):
    assert "还没有活动" in await owner.read("/console/promotions")


async def test_a_reduction_is_a_draft_until_it_is_started(owner, house, saved):
    promotion = await saved("reduction", REDUCTION)
    assert (promotion.state, rule_of(promotion)) == ("draft", Reduction((Tier(amount=20_000, off=3_000),)))
    text = await owner.read(f"/console/promotions/{promotion.id}")
    assert "满 ¥200.00 减 ¥30.00，每人 2 次" in text
    await owner.post(f"/console/promotions/{promotion.id}/start")
    assert "进行中" in await owner.read("/console/promotions")
    await owner.post(f"/console/promotions/{promotion.id}/pause")
    await owner.post(f"/console/promotions/{promotion.id}/end")
    async with house.db.read() as session:
        assert (await reads.promotion(session, promotion.id)).state == "ended"
    answer = await owner.post(f"/console/promotions/{promotion.id}/start")
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("kind", "form", "rule"),
    [
        (
            "reduction",
            {
                "name": "a", "measure": "pieces", "way": "part", "from-1": "2", "off-1": "9", "from-2": "3",
                "off-2": "8.5",
            },
            Reduction((Tier(pieces=2, percent=10), Tier(pieces=3, percent=15))),
        ),
        ("coupon", COUPON, CouponRule(off=1_000, threshold=5_900)),
        (
            "coupon",
            {"name": "a", "way": "part", "off": "8.5", "most": "50", "days": "3"},
            CouponRule(percent=15, most=5_000, days=3, claimable=False),
        ),
        (
            "coupon",
            {"name": "a", "way": "shipping", "days": "7", "claimable": "on"},
            CouponRule(percent=100, shipping=True),
        ),
        (
            "points",
            {"name": "a", "points_per_yuan": "100", "most_percent": "30", "earn_per_yuan": "2", "valid_days": ""},
            PointsRule(100, 30, 0, 2, None),
        ),
        (
            "shipping",
            {
                "name": "a", "delivery": "express", "regions": "天津市\n 河北省  石家庄市 \n", "first_weight": "1000",
                "first": "6", "more_weight": "500", "more": "2.5", "free_from": "99",
            },
            ShippingRule("express", ("天津市", "河北省 石家庄市"), 1000, 600, 500, 250, 9_900),
        ),
    ],
)  # fmt: skip
async def test_what_is_written_is_what_is_kept_and_shown_again(owner, saved, kind, form, rule):
    promotion = await saved(kind, form)
    assert rule_of(promotion) == rule
    text = await owner.read(f"/console/promotions/{promotion.id}/edit")
    for name, value in form.items():
        if value not in ("on", "", "shipping"):
            assert f'name="{name}"' in text
            assert value.splitlines()[0] in text


async def test_goods_are_named_with_a_price_or_with_pieces(owner, saved, sku):
    timed = await saved("timed-price", {"name": "a", "sku": sku, f"value-{sku}": "9.9", "sure": "on"})
    assert rule_of(timed) == TimedPrice({sku: 990})
    bundle = await saved("bundle", {"name": "a", "sku": sku, f"value-{sku}": "3", "price": "30"})
    assert rule_of(bundle) == Bundle({sku: 3}, 3_000)
    gift = await saved("gift", {"name": "a", "measure": "amount", "amount": "99", "sku": sku, f"value-{sku}": "1"})
    assert rule_of(gift) == Gift(9_900, 0, {sku: 1})
    for promotion in (timed, bundle, gift):
        assert "十八街麻花" in await owner.read(f"/console/promotions/{promotion.id}")
        assert f'name="value-{sku}"' in await owner.read(f"/console/promotions/{promotion.id}/edit")


async def test_the_picker_finds_goods_and_gives_their_row(owner, sku):
    assert "十八街麻花" in await owner.read("/console/promotions/goods?pick=sku&find=" + quote("麻花"))
    row = await owner.read(f"/console/promotions/goods/sku/{sku}?kind=timed-price")
    assert f'name="value-{sku}"' in row
    assert "没有找到" in await owner.read("/console/promotions/goods?pick=product&find=" + quote("烤鸭"))


async def test_a_scope_is_kept_and_shown(owner, saved, sku, house):
    async with house.db.read() as session:
        product = await session.scalar(select(Sku.product).where(Sku.id == sku))
    category = await house.db.write(catalogue.add_category, "点心")
    scope = {"category": category, "tags": "年货 新品", "product": product}
    promotion = await saved("reduction", REDUCTION | scope)
    assert promotion.scope["categories"] == [category]
    assert promotion.scope["products"] == [product]
    assert promotion.scope["tags"] == ["年货", "新品"]
    text = await owner.read(f"/console/promotions/{promotion.id}")
    assert "点心" in text
    assert "年货 新品" in text
    assert f'value="{category}" checked' in await owner.read(f"/console/promotions/{promotion.id}/edit")


@pytest.mark.parametrize(
    ("kind", "form", "field"),
    [
        ("reduction", REDUCTION | {"name": " "}, "name"),
        ("reduction", REDUCTION | {"off-1": "200"}, "tiers"),
        ("reduction", REDUCTION | {"off-1": "viel"}, "tiers"),
        ("reduction", REDUCTION | {"per_member": "0"}, "per_member"),
        ("reduction", REDUCTION | {"budget": "-3"}, "budget"),
        ("reduction", REDUCTION | {"starts_at": "2026-12-01T10:00", "ends_at": "2026-12-01T09:00"}, "ends_at"),
        ("reduction", REDUCTION | {"starts_at": "gestern"}, "starts_at"),
        ("reduction", REDUCTION | {"from-2": "300", "off-2": "20"}, "tiers"),
        ("reduction", REDUCTION | {"from-2": "300", "off-2": "50", "each": "on"}, "each"),
        ("coupon", COUPON | {"off": ""}, "off"),
        ("coupon", COUPON | {"way": "part", "off": "10"}, "off"),
        ("coupon", COUPON | {"way": "part", "off": "8", "budget": "100"}, "most"),
        ("coupon", COUPON | {"days": "9999"}, "days"),
        ("bundle", {"name": "a", "price": "3"}, "pieces"),
        ("timed-price", {"name": "a"}, "prices"),
        ("gift", {"name": "a", "amount": "99"}, "gifts"),
        ("points", {"name": "a", "points_per_yuan": "0", "most_percent": "5", "earn_per_yuan": "1"}, "points_per_yuan"),
        ("shipping", {"name": "a", "first_weight": "", "first": "6", "more_weight": "1", "more": "0"}, "first_weight"),
    ],
)  # fmt: skip
async def test_nonsense_is_told_beside_its_field(owner, house, kind, form, field):
    answer = await owner.post(f"/console/promotions/new/{kind}", form)
    text = await answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert f'id="{field}-wrong"' in text
    async with house.db.read() as session:
        assert (await session.scalars(select(Promotion))).all() == []


async def test_a_coupon_worth_more_than_its_threshold_is_asked_about(owner, house, saved):
    odd = COUPON | {"off": "60"}
    text = await (await owner.post("/console/promotions/new/coupon", odd)).get_data(as_text=True)
    assert "可能一分钱不花" in text
    assert 'name="sure"' in text
    async with house.db.read() as session:
        assert (await session.scalars(select(Promotion))).all() == []
    promotion = await saved("coupon", odd | {"sure": "on"})
    assert rule_of(promotion).off == 6_000


async def test_the_form_says_in_a_sentence_what_it_would_promise(owner):
    answer = await owner.post("/console/promotions/preview/reduction", REDUCTION | {"audience": "new", "budget": "500"})
    assert "满 ¥200.00 减 ¥30.00，新人专享，每人 1 次，预算 ¥500.00" in await answer.get_data(as_text=True)
    answer = await owner.post("/console/promotions/preview/reduction", {"name": "a"})
    assert "满减要有 1 到 5 档" in await answer.get_data(as_text=True)


async def test_a_running_promotion_is_changed(owner, house, promotion_runs):
    promotion = await promotion_runs(Reduction((Tier(amount=100, off=10),)))
    await owner.post(f"/console/promotions/{promotion}/edit", REDUCTION)
    async with house.db.read() as session:
        found = await reads.promotion(session, promotion)
    assert (found.name, found.state, found.per_member) == ("冬季满减", "running", 2)


async def test_the_list_is_filtered(owner, saved):
    await saved("reduction", REDUCTION)
    await saved("coupon", COUPON)
    assert "冬季满减" in await owner.read("/console/promotions?kind=reduction")
    assert "冬季满减" not in await owner.read("/console/promotions?kind=coupon")
    assert "没有符合的活动" in await owner.read("/console/promotions?state=running")
    assert "见面礼" not in await owner.read("/console/promotions?search=" + quote("满减"))


async def test_promotions_are_not_everybodys(colleague, saved):
    promotion = await saved("reduction", REDUCTION)
    packer = await colleague(Role.WAREHOUSE)
    for address in ("/console/promotions", "/console/promotions/new", f"/console/promotions/{promotion.id}"):
        assert (await packer.get(address)).status_code == 403


async def test_a_kind_that_is_none_is_not_found(owner):
    assert (await owner.get("/console/promotions/new/magic")).status_code == 404
    assert (await owner.post("/console/promotions/new/magic", {"name": "a"})).status_code == 404
    assert (await owner.get("/console/promotions/unknown")).status_code == 404


async def test_who_reads_english_finds_no_chinese_but_the_shops_own_names(owner, house, promotion_runs):
    promotion = await promotion_runs(CouponRule(off=1_000, threshold=5_900), total=5, per_member=1)
    await house.db.write(members.know, "m1")
    owner.language = "en"
    await owner.post(f"/console/promotions/{promotion}/coupons", {"member": "m1"})
    for address in (
        "/console/promotions", "/console/promotions/new", "/console/promotions/new/coupon",
        f"/console/promotions/{promotion}", f"/console/promotions/{promotion}/edit",
    ):  # fmt: skip
        text = re.sub(r"<script.*?</script>|<[^>]*>", " ", await owner.read(address), flags=re.DOTALL)
        found = set(re.findall(r"[\u4e00-\u9fff]+", text)) - {"见面礼", "王店长", "中文", "津播"}
        assert not found, (address, found)


async def test_a_promotion_is_for_the_levels_that_are_picked(owner, house, saved):
    assert 'name="level"' not in await owner.read("/console/promotions/new/reduction")
    for level in ("银卡", "金卡", "黑卡"):
        await house.db.write(levels.add_level, level, None)
    form = REDUCTION | {"audience": "levels", "level": "金卡"}
    promotion = await saved("reduction", form)
    assert running.rule(promotion).audience == Audience(levels=("金卡",))
    assert "金卡专享" in await owner.read("/console/promotions")
    shown = await owner.read(f"/console/promotions/{promotion.id}/edit")
    assert re.findall(r'value="(\w+)" checked', shown)[-2:] == ["levels", "金卡"]
    await owner.post(f"/console/promotions/{promotion.id}/edit", form | {"audience": "all"})
    async with house.db.read() as session:
        assert running.rule(await reads.promotion(session, promotion.id)).audience == Audience()


async def test_levels_that_nobody_picked_are_asked_for(owner, house):
    await house.db.write(levels.add_level, "银卡", None)
    answer = await owner.post("/console/promotions/new/reduction", REDUCTION | {"audience": "levels"})
    assert (answer.status_code, "请至少选一个会员等级" in await answer.get_data(as_text=True)) == (400, True)


async def test_a_level_that_was_removed_stays_picked_until_somebody_unpicks_it(owner, house, promotion_runs):
    await house.db.write(levels.add_level, "金卡", None)
    tiers = (Tier(amount=100, off=10),)
    promotion = await promotion_runs(Reduction(tiers), audience=Audience(levels=("金卡",)))
    await house.db.write(levels.remove_level, "金卡")
    assert 'value="金卡" checked' in await owner.read(f"/console/promotions/{promotion}/edit")


def test_several_levels_can_be_picked():
    form = REDUCTION | {"audience": "levels", "level": ["银卡", "金卡"]}
    assert draft_of("reduction", MultiDict(form)).audience == Audience(levels=("银卡", "金卡"))
