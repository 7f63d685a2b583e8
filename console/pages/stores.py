"""友店: the owner pairs this store with others, whose hosts ours may then meet in a contest."""

from typing import Any

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, form, host, signed
from appliance.identity.permissions import Permission
from console.i18n import gettext as _
from console.looks import again, page, sentence
from console.said import went
from media.broadcasts.addresses import web_origin
from media.stage.stores import actions, codes, reads
from media.stage.stores.api import ask
from media.stage.stores.codes import Code
from media.stage.stores.letters import Own
from media.stage.stores.mail import Addressee
from media.stage.stores.messages import Hello, Pair, Paired
from media.stage.stores.problems import CodeIsOurs, LetterRefused

pages = Pages("console_stores", __name__)
LIST = "/console/stores"


class Given(msgspec.Struct, frozen=True):
    """As this store is to be known by the other."""

    name: str
    address: str
    code: str = ""


@pages.page(LIST, allow=Permission.ACCOUNTS_SET)
async def stores() -> ResponseReturnValue:
    return await page("stores/stores.html", **await _known())


@pages.page(f"{LIST}/codes", allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def make_code() -> ResponseReturnValue:
    """Shown once, and to whoever makes it only."""
    try:
        given = await form(Given)
        code, until = await house().db.write(actions.make_code, house().keys, given.name, given.address, signed().id)
    except Problem as problem:
        return await again("stores/stores.html", problem, **await _known())
    return await page("stores/code.html", written=codes.written(code), until=until, code=code)


@pages.page(f"{LIST}/pairing", allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def look() -> ResponseReturnValue:
    """Whom the pasted code leads to; nothing is asked of anybody yet."""
    pasted = (await request.form).get("code", "")
    try:
        code = _theirs(pasted)
    except Problem as problem:
        return await again("stores/stores.html", problem, **await _known())
    return await page("stores/pairing.html", code=code, pasted=pasted, entered=_ourselves())


@pages.page(LIST, allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def pair() -> ResponseReturnValue:
    """The other store is asked, at the address that its owner gave and ours has seen."""
    given = await form(Given)
    code = _theirs(given.code)
    try:
        own = Own(house().keys).key
        name, address = codes.name(given.name), codes.address(given.address)
        proof = codes.proof(code.secret, name, address, own)
        told = await ask(Addressee(code.address, code.key), Pair(code.id, name, address, own, proof))
        if not isinstance(told, Paired):
            raise LetterRefused
        await house().db.write(actions.keep, told.name, code.address, code.key, by=signed().id)
    except Problem as problem:
        return await again("stores/pairing.html", problem, code=code, pasted=given.code)
    return went(LIST, _("和 {name} 配对好了，中控台的“连麦”里可以请它 PK").format(name=told.name))


@pages.page(f"{LIST}/<store>/trial", allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def try_out(store: str) -> ResponseReturnValue:
    async with house().db.read() as session:
        found = await reads.store(session, store)
    try:
        await ask(found, Hello())
    except Problem as problem:
        return await page("stores/stores.html", 502, trial=sentence(problem), tried=store, **await _known())
    return went(LIST, _("联系得上 {name}").format(name=found.name))


@pages.page(f"{LIST}/<store>/removal", allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def remove(store: str) -> ResponseReturnValue:
    try:
        await house().db.write(actions.remove, store)
    except Problem as problem:
        return await page("stores/stores.html", problem.status, trial=sentence(problem), tried=store, **await _known())
    return went(LIST, _("解除了，它发来的消息不再理会"))


async def _known() -> dict[str, Any]:
    async with house().db.read() as session:
        known = await reads.stores(session)
    return {"stores": known, "here": _ourselves()}


def _ourselves() -> dict[str, str]:
    return {"address": web_origin(house().config, host())}


def _theirs(pasted: str) -> Code:
    """Raises CodeUnreadable, CodeIsOurs."""
    code = codes.read(pasted)
    if code.key == Own(house().keys).key:
        raise CodeIsOurs(field="code")
    return code
