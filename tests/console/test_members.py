"""What staff see of members, and what only some of them see in full."""

from urllib.parse import quote

import pytest
from sqlalchemy import select

from appliance.db import JournalRow
from appliance.identity.permissions import Role
from store.members import actions, contact, places
from store.pricing.cart import CouponRule
from store.promotions import actions as promotions
from store.promotions.checking import Draft

WANG = contact.contact("王芳", "13800138000", "滨江道88号")


@pytest.fixture
async def wang(house) -> str:
    member = await house.db.write(actions.recognise, "wechat-mini", "oWang")
    await house.db.write(actions.change, member, nickname="小王爱麻花", birthday="11-23")
    await house.db.write(actions.bind_phone, house.keys, member, "13800138000")
    await house.db.write(places.add, house.keys, member, region="天津市 和平区", person=WANG)
    await house.db.write(actions.consent, member, "privacy", "2026-11", given=True)
    return member


async def looks(house) -> list[str]:
    async with house.db.read() as session:
        return list(await session.scalars(select(JournalRow.body).where(JournalRow.kind == "PersonalDataSeen")))


async def test_an_empty_shop_says_when_members_appear(owner):
    assert "还没有会员" in await owner.read("/console/members")


@pytest.mark.parametrize("text", ["麻花", "138 0013 8000", "13800138000"])
async def test_a_member_is_found_by_nickname_or_whole_number(owner, house, wang, text):
    await house.db.write(actions.know, "somebody-else")
    listed = await owner.read(f"/console/members?search={quote(text)}")
    assert f"/console/members/{wang}" in listed
    assert "somebody-else" not in listed
    assert "138****8000" in listed
    assert "13800138000" not in listed.replace('value="13800138000"', "")


async def test_a_part_of_a_number_finds_nobody(owner, wang):
    assert "没有找到这样的会员" in await owner.read("/console/members?search=1380013")


async def test_who_was_merged_or_forgotten_is_not_listed(owner, house, wang):
    await house.db.write(actions.know, "guest")
    await house.db.write(actions.merge, "guest", wang)
    assert "/console/members/guest" not in await owner.read("/console/members")
    assert f'href="/console/members/{wang}"' in await owner.read("/console/members/guest")
    await house.db.write(actions.forget, wang)
    assert "还没有会员" in await owner.read("/console/members")
    assert "已注销" in await owner.read(f"/console/members/{wang}")


async def test_a_member_is_shown_masked_with_points_coupons_and_consents(owner, house, wang):
    draft = Draft(name="满 50 减 8", rule=CouponRule(off=800, threshold=5000))
    promotion = await house.db.write(promotions.add_promotion, draft, "lin")
    await house.db.write(promotions.move_promotion, promotion, "start", "lin")
    await house.db.write(promotions.issue_coupon, promotion, wang, "staff")
    page = await owner.read(f"/console/members/{wang}")
    for shown in ("138****8000", "王*", "滨江道***", "满 50 减 8", "隐私政策", "2026-11", "11-23", "微信会员"):
        assert shown in page
    assert "13800138000" not in page
    assert "滨江道88号" not in page
    assert await looks(house) == []


async def test_who_looks_at_a_person_in_full_is_remembered(owner, house, wang):
    answer = await owner.post(f"/console/members/{wang}/contact")
    page = await answer.get_data(as_text=True)
    assert "13800138000" in page
    assert "滨江道88号" in page
    [fact] = await looks(house)
    assert wang in fact


async def test_an_operator_sees_members_and_no_person_in_full(colleague, house, wang):
    operator = await colleague(Role.OPERATOR)
    assert "看完整信息" not in await operator.read(f"/console/members/{wang}")
    assert (await operator.post(f"/console/members/{wang}/contact")).status_code == 403


async def test_a_packer_has_no_way_to_members(colleague, house, wang):
    packer = await colleague(Role.WAREHOUSE)
    assert (await packer.get(f"/console/members/{wang}")).status_code == 403
    assert (await packer.post(f"/console/members/{wang}/contact")).status_code == 404
    assert await looks(house) == []


async def test_an_unknown_member_is_not_there(owner):
    assert (await owner.get("/console/members/nobody")).status_code == 404
