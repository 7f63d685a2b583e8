"""Invites 邀请有礼: what both get and what that can cost, what it brought, and why a friend did not count."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args

import msgspec
from quart import request
from quart.typing import ResponseReturnValue
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, signed
from appliance.identity.permissions import Permission
from console.figures import fen_of, pieces_of
from console.i18n import gettext as _
from console.looks import again, page, sentence
from console.said import went
from store.invites import actions, reads
from store.invites.terms import WHY, Promise, Reward, Terms, checked
from store.money import yuan
from store.pricing.cart import CouponRule
from store.promotions import reads as promotions
from store.promotions import running
from store.promotions.models import Promotion

pages = Pages("console_invites", __name__)
PAGE = "/console/promotions/invites"
STATES = get_args(reads.State)


@pages.page(PAGE, allow=Permission.PROMOTIONS_RUN)
async def invites() -> ResponseReturnValue:
    return await page("invites/page.html", **await _about())


@pages.page(PAGE, allow=Permission.PROMOTIONS_RUN, methods=("POST",))
async def change() -> ResponseReturnValue:
    posted = await request.form
    enabled = "enabled" in posted
    try:
        promise, most = _written(posted)
        await house().db.write(actions.set_terms, promise, most, signed().id, enabled=enabled)
    except Problem as problem:
        about = await _about()
        del about["entered"]  # what was typed stays
        return await again("invites/page.html", problem, read_at=PAGE, **{**about, "enabled": enabled})
    return went(PAGE, _("邀请有礼开着，按新规则算新来的朋友") if enabled else _("邀请有礼关了，已经邀请的照旧算"))


@pages.page(f"{PAGE}/preview", allow=Permission.PROMOTIONS_RUN, methods=("POST",))
async def preview() -> ResponseReturnValue:
    """What it would cost at the most, in a sentence."""
    try:
        promise, most = _written(await request.form)
        checked(promise, most)
    except Problem as problem:
        return await page("invites/_cost.html", cost="", missing=sentence(problem))
    async with house().db.read() as session:
        cost = await _cost(session, Terms(promise=promise, most=most))
    return await page("invites/_cost.html", cost=cost, missing="")


def _written(posted: Mapping[str, str]) -> tuple[Promise, int]:
    """Raises PiecesUnreadable, AmountUnreadable."""
    least = fen_of(posted, "least") if posted.get("least", "").strip() else 0
    promise = Promise(
        inviter=Reward(pieces_of(posted, "inviter_points", 0), posted.get("inviter_coupon", "")),
        invitee=Reward(pieces_of(posted, "invitee_points", 0), posted.get("invitee_coupon", "")),
        least=least,
        days=pieces_of(posted, "days", 0),
        per_day=pieces_of(posted, "per_day", 0),
        in_all=pieces_of(posted, "in_all", 0),
    )
    return promise, pieces_of(posted, "most", 0)


def _entered(terms: Terms) -> dict[str, str]:
    promise = terms.promise
    return {
        "inviter_points": str(promise.inviter.points),
        "inviter_coupon": promise.inviter.coupon,
        "invitee_points": str(promise.invitee.points),
        "invitee_coupon": promise.invitee.coupon,
        "least": yuan(promise.least) if promise.least else "",
        "days": str(promise.days),
        "per_day": str(promise.per_day),
        "in_all": str(promise.in_all),
        "most": str(terms.most),
    }


async def _about() -> dict[str, Any]:
    asked = request.args.get("state", "")
    state, before = (asked if asked in STATES else ""), _moment(request.args.get("before", ""))
    async with house().db.read() as session:
        terms = await reads.terms(session)
        found = await reads.listed(session, state, before)
        return {
            "terms": terms,
            "enabled": terms.enabled,
            "entered": _entered(terms),
            "coupons": await _coupons(session, terms),
            "cost": await _cost(session, terms),
            "missing": "",
            "figures": await reads.figures(session),
            "found": found,
            "state": state,
            "states": STATES,
            "why": WHY,
            "more": found[-1].invite.bound_at.isoformat() if len(found) == reads.PAGE else "",
        }


async def _coupons(session: AsyncSession, terms: Terms) -> list[Promotion]:
    """Those that are handed out now, and those that are promised though they are not."""
    promised = {terms.promise.inviter.coupon, terms.promise.invitee.coupon}
    known = await promotions.promotions(session, kinds=["coupon"])
    return [one for one in known if one.state == "running" or one.id in promised]


async def _cost(session: AsyncSession, terms: Terms) -> str:
    """最多 1000 位新朋友，一共最多送出 150000 积分（下单能抵 ¥1500）."""
    promise, most = terms.promise, terms.most
    points = most * (promise.inviter.points + promise.invitee.points)
    parts = []
    if points:
        rule = await promotions.points_rule(session, house().clock.now())
        worth = yuan(points * 100 // rule.points_per_yuan) if rule else ""
        said = _("{count} 积分（下单能抵 ¥{worth}）") if worth else _("{count} 积分")
        parts.append(said.format(count=points, worth=worth))
    for coupon in sorted({promise.inviter.coupon, promise.invitee.coupon} - {""}):
        times = most * [promise.inviter.coupon, promise.invitee.coupon].count(coupon)
        parts.append(await _coupon_cost(session, coupon, times))
    said = _("最多奖励 {count} 位新朋友，一共最多送出 {gifts}")
    return said.format(count=most, gifts=_("、").join(parts)) if parts else ""


async def _coupon_cost(session: AsyncSession, coupon: str, times: int) -> str:
    found = await session.get(Promotion, coupon)
    if found is None:
        return _("{count} 张不在了的券").format(count=times)
    rule = running.rule(found).rule
    off = running.set_aside(rule) if isinstance(rule, CouponRule) else 0
    said = _("{count} 张“{name}”（最多减 ¥{amount}）") if off else _("{count} 张“{name}”")
    return said.format(count=times, name=found.name, amount=yuan(times * off))


def _moment(text: str) -> datetime | None:
    """Nothing for what is no moment."""
    try:
        return msgspec.convert(text.replace(" ", "+"), datetime) if text else None
    except msgspec.ValidationError:
        return None
