"""The shop's accounts 收款账户 with its providers: set, tried out, given up. Secrets are never shown again."""

from typing import Any

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.errors import NotFound, Problem
from appliance.house import house
from appliance.http import Pages, signed
from appliance.identity.permissions import Permission
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went
from store.accounts import actions, reads
from store.accounts.records import KINDS, SECRET, Record, filled
from store.payments.api import cashier
from store.payments.providers import ACCOUNTS, origin, works

pages = Pages("console_accounts", __name__)
LIST = "/console/payments/accounts"


@pages.page(LIST, allow=Permission.ACCOUNTS_SET)
async def accounts() -> ResponseReturnValue:
    return await page("payments/accounts.html", **await _known())


@pages.page("/console/payments/accounts/<kind>", allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def set_account(kind: str) -> ResponseReturnValue:
    """A secret that is left empty stays as it is."""
    try:
        record = await _typed(kind)
        await house().db.write(actions.set_account, house().keys, record, signed().id)
    except Problem as problem:
        return await again("payments/accounts.html", problem, at=kind, **await _known())
    return went(LIST, _("账户保存好了，试一试能不能用"))


@pages.page("/console/payments/accounts/<kind>/trial", allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def try_out(kind: str) -> ResponseReturnValue:
    """A question that only a working account gets a signed answer to."""
    name = next((name for name, each in ACCOUNTS.items() if each == kind), None)
    if name is None:
        raise NotFound
    try:
        said = await works(await cashier().providers.get(name))
    except Problem as problem:
        return await again("payments/accounts.html", problem, at=kind, **await _known())
    if said:
        return await page("payments/accounts.html", 502, at=kind, trial=said, **await _known())
    return went(LIST, _("账户能用：对方认得我们的签名，我们也认得对方的"))


@pages.page("/console/payments/accounts/<kind>/removal", allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def give_up(kind: str) -> ResponseReturnValue:
    await house().db.write(actions.give_up, kind)
    return went(LIST, _("账户删掉了，买家不再看到这种付款方式"))


async def _known() -> dict[str, Any]:
    """What may be shown of each account, and where providers have to reach the shop."""
    async with house().db.read() as session:
        found = {kind: await reads.account(session, house().keys, each) for kind, each in KINDS.items()}  # type: ignore[type-var]
    shown = {kind: _open(record) for kind, record in found.items() if record is not None}
    return {"known": shown, "origin": origin(house().config), "public": bool(house().config.domain)}


def _open(record: Record) -> dict[str, str]:
    return {name: value for name, value in msgspec.structs.asdict(record).items() if name not in SECRET}


async def _typed(kind: str) -> Record:
    """What stands in the form; what is empty there and secret is taken from before. Raises NotFound."""
    if kind not in KINDS:
        raise NotFound
    posted = await request.form
    async with house().db.read() as session:
        before = await reads.account(session, house().keys, KINDS[kind])  # type: ignore[type-var]
    kept = {} if before is None else msgspec.structs.asdict(before)
    return filled(kind, {name: value.strip() for name, value in posted.items()}, kept)
