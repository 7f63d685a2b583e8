"""The shop's levels in the console: the list, who is given one by hand, and where they are picked."""

import pytest

from appliance.identity.permissions import Role
from store.catalogue import actions as catalogue
from store.catalogue import reads as goods
from store.members import actions, reads

LEVELS = "/console/members/levels"


@pytest.fixture
async def ranks(owner) -> None:
    for name, spent in (("银卡", "500"), ("金卡", "2000"), ("老友", "")):
        assert (await owner.post(LEVELS, {"name": name, "spent": spent})).status_code == 303


@pytest.fixture
async def member(house) -> str:
    member = await house.db.write(actions.recognise, "wechat-mini", "oWang")
    await house.db.write(actions.change, member, nickname="小王")
    return member


@pytest.fixture
def level(house, member):
    async def look() -> str:
        async with house.db.read() as session:
            return await reads.level(session, member)

    return look


async def text_of(answer) -> str:
    assert answer.status_code == 400
    return await answer.get_data(as_text=True)


async def test_an_empty_list_says_what_levels_are_like(owner):
    assert "还没有等级" in await owner.read(LEVELS)
    assert "会员等级" in await owner.read("/console/members")


async def test_levels_are_listed_from_the_highest_and_changed_where_they_stand(owner, ranks):
    page = await owner.read(LEVELS)
    assert page.index("老友") < page.index("金卡") < page.index("银卡")
    assert "只由店里给" in page
    assert (await owner.post(f"{LEVELS}/老友/place", {"down": "1"})).status_code == 303
    assert (await owner.post(f"{LEVELS}/银卡", {"spent": "600"})).status_code == 303
    page = await owner.read(LEVELS)
    assert page.index("金卡") < page.index("老友")
    assert 'value="600' in page
    assert (await owner.post(f"{LEVELS}/金卡/removal")).status_code == 303
    assert "金卡" not in await owner.read(LEVELS)


async def test_what_is_wrong_is_said_and_nothing_is_lost(owner, ranks):
    taken = await owner.post(LEVELS, {"name": "金卡", "spent": "1"})
    assert (taken.status_code, "已经有“金卡”这个等级了" in await taken.get_data(as_text=True)) == (409, True)
    text = await text_of(await owner.post(LEVELS, {"name": "钻石", "spent": "很多"}))
    assert 'value="钻石"' in text
    assert 'value="很多"' in await text_of(await owner.post(f"{LEVELS}/银卡", {"spent": "很多"}))


async def test_a_colleague_gives_a_level_and_says_why(owner, ranks, member, level):
    path = f"/console/members/{member}/level"
    assert "请写一句为什么" in await text_of(await owner.post(path, {"level": "老友", "reason": ""}))
    assert (await owner.post(path, {"level": "老友", "reason": "开店第一天就来了"})).status_code == 303
    assert await level() == "老友"
    assert "开店第一天就来了" in await owner.read(f"/console/members/{member}")
    assert (await owner.post(path, {"spending": "1"})).status_code == 303
    assert await level() == ""
    assert "开店第一天就来了" not in await owner.read(f"/console/members/{member}")


async def test_who_only_serves_buyers_gives_no_levels(colleague, ranks, member):
    service = await colleague(Role.SERVICE)
    assert "改等级" not in await service.read(f"/console/members/{member}")
    answer = await service.post(f"/console/members/{member}/level", {"level": "老友", "reason": "朋友"})
    assert answer.status_code == 403


async def test_goods_are_shown_early_to_levels_that_are_picked_from_the_list(owner, house, ranks):
    product = await house.db.write(catalogue.draft, catalogue.Wording(title="明前龙井"), 9900, "lin")
    page = await owner.read(f"/console/goods/{product}")
    assert 'name="early_levels" value="金卡"' in page
    told = {"title": "明前龙井", "return_kind": "seven-days", "least": "1", "early_levels": "金卡"}
    assert (await owner.post(f"/console/goods/{product}", told)).status_code == 303
    async with house.db.read() as session:
        assert (await goods.product(session, product)).early_levels == ["金卡"]
    page = await owner.read(f"/console/goods/{product}")
    assert 'name="early_levels" value="金卡" checked' in page


async def test_a_shop_without_levels_is_told_where_they_are_made(owner, house):
    product = await house.db.write(catalogue.draft, catalogue.Wording(title="明前龙井"), 9900, "lin")
    assert LEVELS in await owner.read(f"/console/goods/{product}")
