"""Coupons 优惠券 in people's hands: handed out by staff, and taken back."""

from quart import request
from quart.typing import ResponseReturnValue
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.errors import BadInput, Problem
from appliance.house import house
from appliance.http import Pages
from appliance.identity.permissions import Permission
from console.i18n import gettext as _
from console.pages.promotions import LIST, shown
from console.said import went
from store.members import contact
from store.members.models import Member
from store.promotions import actions

pages = Pages("console_coupons", __name__)


class MemberUnknown(BadInput):
    zh = "没有找到这位会员，请核对手机号或会员编号"
    en = "No such member, please check the phone number or the member's id"


@pages.page("/console/promotions/<promotion>/coupons", allow=Permission.PROMOTIONS_RUN, methods=("POST",))
async def issue(promotion: str) -> ResponseReturnValue:
    written = (await request.form).get("member", "").strip()
    try:
        async with house().db.read() as session:
            member = await _known(session, written)
        if member is None:
            raise MemberUnknown(field="member")
        await house().db.write(actions.issue_coupon, promotion, member, "staff")
    except Problem as problem:
        problem.facts.setdefault("field", "member")
        return await shown(promotion, problem)
    return went(f"{LIST}/{promotion}", _("优惠券发到买家手里了"))


@pages.page("/console/promotions/<promotion>/coupons/<coupon>/void", allow=Permission.PROMOTIONS_RUN, methods=("POST",))
async def void(promotion: str, coupon: str) -> ResponseReturnValue:
    await house().db.write(actions.void_coupon, coupon)
    return went(f"{LIST}/{promotion}", _("优惠券收回了"))


async def _known(session: AsyncSession, written: str) -> str | None:
    """By phone number or by id; not somebody who was merged or forgotten."""
    try:
        of_phone = contact.fingerprint(house().keys, contact.number(written))
    except BadInput:
        of_phone = ""
    named = or_(Member.id == written, Member.phone_fingerprint == of_phone)
    there = (Member.merged_into.is_(None), Member.deleted_at.is_(None))
    return await session.scalar(select(Member.id).where(named, *there))
