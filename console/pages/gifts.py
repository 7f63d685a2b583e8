"""Gifts 礼物: whether viewers may give, what, and the points of a child's gifts."""

from typing import Any

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, form, signed
from appliance.identity.permissions import Permission
from appliance.pictures import fitted
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went
from store.gifts import actions, reads
from store.gifts.actions import Effect
from store.gifts.models import Gift
from store.gifts.problems import GiftNotFound, ReturnedBefore, TooManyGifts
from store.members import reads as members

pages = Pages("console_gifts", __name__)
PAGE = "/console/gifts"
PICTURE = (240, 240)


class GiftForm(msgspec.Struct, frozen=True):
    name: str
    points: int
    effect: Effect = "float"


class RulesForm(msgspec.Struct, frozen=True):
    daily_points: int
    enabled: str = ""


@pages.page(PAGE, allow=Permission.PLAY_RUN)
async def gifts() -> ResponseReturnValue:
    return await page("gifts/page.html", **await _about())


@pages.page("/console/gifts/rules", allow=Permission.PLAY_RUN, methods=("POST",))
async def set_rules() -> ResponseReturnValue:
    try:
        given = await form(RulesForm)
        await house().db.write(
            actions.set_rules, enabled=bool(given.enabled), daily_points=given.daily_points, by=signed().id
        )
    except Problem as problem:
        about = await _about()
        del about["entered"]  # what was typed stays
        return await again("gifts/page.html", problem, **about)
    return went(PAGE, _("送礼已打开") if given.enabled else _("送礼已关闭"))


@pages.page("/console/gifts/new", allow=Permission.PLAY_RUN)
async def new_gift() -> ResponseReturnValue:
    return await page("gifts/edit.html", gift=None, entered={"points": "10", "effect": "float"})


@pages.page("/console/gifts/new", allow=Permission.PLAY_RUN, methods=("POST",))
async def add() -> ResponseReturnValue:
    try:
        given = await form(GiftForm)
        picture = await _picture()
        await house().db.write(actions.add_gift, picture=picture, **msgspec.structs.asdict(given))
    except Problem as problem:
        return await again("gifts/edit.html", problem, gift=None)
    return went(PAGE, _("礼物摆好了"))


@pages.page("/console/gifts/<gift>", allow=Permission.PLAY_RUN)
async def one_gift(gift: str) -> ResponseReturnValue:
    found = await _gift(gift)
    entered = {"name": found.name, "points": str(found.points), "effect": found.effect}
    return await page("gifts/edit.html", gift=found, entered=entered)


@pages.page("/console/gifts/<gift>", allow=Permission.PLAY_RUN, methods=("POST",))
async def change(gift: str) -> ResponseReturnValue:
    found = await _gift(gift)
    try:
        given = await form(GiftForm)
        picture = await _picture()
        await house().db.write(actions.change_gift, gift, picture=picture, **msgspec.structs.asdict(given))
    except Problem as problem:
        return await again("gifts/edit.html", problem, gift=found)
    return went(PAGE, _("已保存"))


@pages.page("/console/gifts/<gift>/withdrawal", allow=Permission.PLAY_RUN, methods=("POST",))
async def withdraw(gift: str) -> ResponseReturnValue:
    await house().db.write(actions.withdraw_gift, gift)
    return went(PAGE, _("礼物收起来了"), undo=f"{PAGE}/{gift}/offer")


@pages.page("/console/gifts/<gift>/offer", allow=Permission.PLAY_RUN, methods=("POST",))
async def offer(gift: str) -> ResponseReturnValue:
    try:
        await house().db.write(actions.offer_again, gift)
    except TooManyGifts as problem:
        return await again("gifts/page.html", problem, **await _about())
    return went(PAGE, _("礼物摆好了"))


@pages.page("/console/gifts/given/<record>/return", allow=Permission.PLAY_RUN, methods=("POST",))
async def give_back(record: str) -> ResponseReturnValue:
    try:
        await house().db.write(actions.give_back, record, signed().id)
    except ReturnedBefore as problem:
        return await again("gifts/page.html", problem, **await _about())
    return went(PAGE, _("积分退回去了"))


async def _about() -> dict[str, Any]:
    before = request.args.get("before", "")
    async with house().db.read() as session:
        given = await reads.latest(session, before)
        rules = await reads.rules(session)
        givers = {one.member for one in given if one.member}
        return {
            "names": {one: (await members.known_as(session, house().keys, one)).name for one in givers},
            "rules": rules,
            "entered": {"daily_points": str(rules.daily_points), **({"enabled": "on"} if rules.enabled else {})},
            "gifts": await reads.gifts(session, all_of_them=True),
            "given": given,
            "more": given[-1].id if len(given) == reads.PAGE else "",
        }


async def _gift(gift: str) -> Gift:
    async with house().db.read() as session:
        found = await session.get(Gift, gift)
    if found is None:
        raise GiftNotFound
    return found


async def _picture() -> str | None:
    """The blob of what was uploaded; None when nothing was."""
    uploaded = (await request.files).get("picture")
    if uploaded is None or not uploaded.filename:
        return None
    return await house().blobs.put(await fitted(uploaded.read(), PICTURE, "picture"), ".jpg")
