"""Staff write coupons down and hand them out."""

from sqlalchemy import select

from store.members import actions as members
from store.pricing.cart import CouponRule
from store.promotions.models import Coupon


async def test_staff_hand_out_a_coupon_and_take_it_back(owner, house, promotion_runs):
    promotion = await promotion_runs(CouponRule(off=1_000))
    await house.db.write(members.know, "m1")
    answer = await owner.post(f"/console/promotions/{promotion}/coupons", {"member": "m1"})
    assert answer.status_code == 303
    async with house.db.read() as session:
        (coupon,) = await session.scalars(select(Coupon))
    assert (coupon.member, coupon.state, coupon.source) == ("m1", "issued", "staff")
    assert "店里发的" in await owner.read(f"/console/promotions/{promotion}")
    await owner.post(f"/console/promotions/{promotion}/coupons/{coupon.id}/void")
    assert "收回" in await owner.read(f"/console/promotions/{promotion}")


async def test_a_coupon_goes_to_the_member_with_that_phone(owner, house, promotion_runs):
    promotion = await promotion_runs(CouponRule(off=1_000))
    await house.db.write(members.know, "m1")
    await house.db.write(members.bind_phone, house.keys, "m1", "13800138000")
    await owner.post(f"/console/promotions/{promotion}/coupons", {"member": "138 0013 8000"})
    async with house.db.read() as session:
        assert [one.member for one in await session.scalars(select(Coupon))] == ["m1"]


async def test_a_coupon_for_nobody_is_told_beside_the_field(owner, promotion_runs):
    promotion = await promotion_runs(CouponRule(off=1_000), total=1)
    answer = await owner.post(f"/console/promotions/{promotion}/coupons", {"member": "ghost"})
    assert answer.status_code == 400
    assert "没有找到这位会员" in await answer.get_data(as_text=True)
