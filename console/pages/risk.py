"""Odd orders 风控: what waits for a colleague, who was turned away, and the rules."""

from typing import Any, Literal, get_args

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, form, signed
from appliance.identity.permissions import Permission
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went
from store.risk import actions, reads
from store.risk.rules import Limit, Verdict

pages = Pages("console_risk", __name__)
QUEUE = "/console/risk"
RULES = "/console/risk/rules"


class Decision(msgspec.Struct, frozen=True):
    decision: Literal["pass", "stop"]


class NewLimit(msgspec.Struct, frozen=True):
    most: int
    minutes: int
    verdict: Verdict


@pages.page(QUEUE, allow=Permission.RISK_DECIDE)
async def queue() -> ResponseReturnValue:
    asked = request.args.get("state", "open")
    state: reads.State = asked if asked in get_args(reads.State) else "open"  # type: ignore[assignment]
    return await page("risk/queue.html", **await _queue(state))


@pages.page("/console/risk/refusals", allow=Permission.RISK_DECIDE)
async def refusals() -> ResponseReturnValue:
    async with house().db.read() as session:
        found = await reads.refusals(session, request.args.get("member", ""))
    return await page("risk/refusals.html", found=found, most=reads.MOST)


@pages.page("/console/risk/orders/<order>", allow=Permission.RISK_DECIDE, methods=("POST",))
async def decide(order: str) -> ResponseReturnValue:
    given = await form(Decision)
    try:
        owed = await house().db.write(actions.decide, order, signed().id, passed=given.decision == "pass")
    except Problem as problem:
        return await again("risk/queue.html", problem, **await _queue("open"))
    if given.decision == "pass":
        return went(QUEUE, _("已放行，可以发货了"))
    if owed:
        return went(QUEUE, _("已拦下：这笔订单不会发货，请给买家退款"))
    return went(QUEUE, _("已拦下：订单关掉了，没有钱要退"))


@pages.page(RULES, allow=Permission.RISK_DECIDE)
async def rules() -> ResponseReturnValue:
    return await page("risk/rules.html", **await _rules())


@pages.page("/console/risk/rules/<name>", allow=Permission.RISK_DECIDE, methods=("POST",))
async def change_rule(name: str) -> ResponseReturnValue:
    try:
        given = await form(NewLimit)
        limit = Limit(given.most, given.minutes, given.verdict)
        await house().db.write(actions.change_rule, signed().id, name, limit)
    except Problem as problem:
        return await again("risk/rules.html", problem, at=name, **await _rules())
    return went(RULES, _("规则改好了，从下一笔订单起生效"))


async def _queue(state: reads.State) -> dict[str, Any]:
    async with house().db.read() as session:
        found = await reads.reviews(session, state)
    return {"found": found, "most": reads.MOST, "state": state, "states": get_args(reads.State)}


async def _rules() -> dict[str, Any]:
    async with house().db.read() as session:
        return {"rules": await reads.rules(session), "verdicts": get_args(Verdict)}
