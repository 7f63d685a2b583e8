"""Settlement 结算 by day and channel, and reconciliation 对账 with the providers' bills."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.clock import CHINA
from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, form, signed
from appliance.identity.permissions import Permission
from appliance.ids import new_id
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went
from store.ledger import reads as ledger
from store.money import fen
from store.payments import actions
from store.payments.actions.overpaid import Into
from store.payments.api import cashier
from store.payments.billing import first_moment
from store.payments.reads import reconciled, reconciliations
from store.payments.reconciling import missing, reconcile
from store.payments.settlement import settled

pages = Pages("console_settlement", __name__)
SETTLEMENT = "/console/payments/settlement"
BOOKS = "/console/payments/reconciliation"
LATE = timedelta(hours=2)
"""Before that a day whose bill is ready is not missed: it is about to be compared by itself."""


class Wanted(msgspec.Struct, frozen=True):
    day: str


class CameBack(msgspec.Struct, frozen=True):
    into: Into
    amount: str
    key: str
    note: str = ""


@pages.page(SETTLEMENT, allow=Permission.MONEY_SEE)
async def settlement() -> ResponseReturnValue:
    """Thirty days up to the one that is asked for."""
    return await page("payments/settlement.html", **await _settled(request.args.get("until", "")))


@pages.page(f"{SETTLEMENT}/overpaid", allow=Permission.REFUNDS_RUN, methods=("POST",))
async def settle_overpaid() -> ResponseReturnValue:
    try:
        given = await form(CameBack)
        amount = fen(given.amount, field="amount")
        await house().db.write(
            actions.settle_overpaid, signed().id, amount, given.into, given.note.strip(), given.key[:40]
        )
    except Problem as problem:
        return await again("payments/settlement.html", problem, **await _settled(""))
    return went(SETTLEMENT, _("记下了"))


@pages.page(BOOKS, allow=Permission.MONEY_SEE)
async def reconciliation() -> ResponseReturnValue:
    return await page("payments/reconciliation.html", **await _compared(request.args.get("day", "")))


@pages.page(BOOKS, allow=Permission.MONEY_SEE, methods=("POST",))
async def compare() -> ResponseReturnValue:
    """Now, instead of by itself after ten."""
    given = await form(Wanted)
    try:
        await reconcile(house().db, cashier(), given.day)
    except Problem as problem:
        return await again("payments/reconciliation.html", problem, **await _compared(""))
    return went(f"{BOOKS}?day={given.day}", _("对过账了"))


async def _settled(until: str) -> dict[str, Any]:
    last = _day(until)
    first = last - timedelta(days=29)
    async with house().db.read() as session:
        return {
            "days": await settled(session, first.date().isoformat(), last.date().isoformat()),
            "balance": await ledger.trial_balance(session),
            "until": last.date().isoformat(),
            "key": new_id(house().clock.now()),
        }


async def _compared(day: str) -> dict[str, Any]:
    yesterday = (_now() - timedelta(days=1)).date().isoformat()
    day = day or yesterday
    async with house().db.read() as session:
        return {
            "day": day,
            "found": await reconciled(session, day),
            "days": await reconciliations(session),
            "missing": sorted({day for day, _name in await missing(house().db, cashier(), _now() - LATE)}),
            "providers": [name for name in await cashier().providers.names() if name != "counter"],
        }


def _day(typed: str) -> datetime:
    try:
        return first_moment(typed)
    except Problem:
        return _now()


def _now() -> datetime:
    return house().clock.now().astimezone(CHINA)
