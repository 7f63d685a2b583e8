"""云同步: the shop's object storage, what has gone there, what waits and until when."""

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec
from quart import Response, request
from quart.typing import ResponseReturnValue

from appliance.cloud import actions, reads
from appliance.cloud.reads import Tally
from appliance.cloud.storage import Storage
from appliance.cloud.terms import Terms
from appliance.db import Transaction
from appliance.errors import BadInput, Conflict, NotFound, Problem, Unavailable
from appliance.house import house
from appliance.http import Pages, form, host, signed
from appliance.identity.permissions import Permission
from appliance.keys import Keys
from console.i18n import gettext as _
from console.looks import again, page, sentence
from console.recent import recent
from console.said import went
from media.broadcasts import reads as rooms
from media.broadcasts.addresses import web_origin
from media.ladder import promised
from media.mirror.board import mirror_board
from media.recording import reads as recordings

pages = Pages("console_storage", __name__)
PAGE = "/console/cloud/storage"
TRIAL = "jinbo-trial"
SHORTEST = 10


class Recovery(msgspec.Struct, frozen=True):
    password: str


class PasswordTooShort(BadInput):
    zh = "恢复密码至少 10 个字符，写一句自己记得住的话"
    en = "A recovery password has at least 10 characters: a sentence that you remember"


class OwnDataStays(Conflict):
    zh = "数据库是 PostgreSQL，店铺数据不从这里传：请给它设 WAL 归档，或每天备份到别处"
    en = "The database is PostgreSQL, which does not go from here: archive its WAL, or back up to elsewhere daily"


class OnlyThere(Conflict):
    zh = "有 {count} 场录像只在现在的云存储里：先在录像页把它们取回本机，再换存储或关掉"
    en = "{count} recordings lie in this storage alone: bring them back on the recordings page before it changes"


@pages.page(PAGE, allow=Permission.SYSTEM_SEE)
async def storage() -> ResponseReturnValue:
    return await page("cloud/storage.html", **await _known())


@pages.page(PAGE, allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def set_storage() -> ResponseReturnValue:
    """A secret that is left empty stays as it is."""
    before = await _terms()
    try:
        terms = _typed(await request.form, before)
        moved = before is not None and _elsewhere(before.storage, terms.storage)
        await house().db.write(_set_storage, house().keys, terms, signed().id, moved=moved)
    except Problem as problem:
        return await again("cloud/storage.html", problem, **await _known())
    return went(PAGE, _("保存好了，试一试能不能用"))


@pages.page(f"{PAGE}/trial", allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def try_out() -> ResponseReturnValue:
    """Something is put, read back and let go; where live shows go there, it is read as viewers do, too."""
    from appliance.cloud import outlook  # noqa: PLC0415 - an HTTP client that this process needs for nothing else
    from appliance.cloud.bucket import Bucket  # noqa: PLC0415

    terms = await _set()
    try:
        async with Bucket(terms.storage, house().clock) as bucket:
            await bucket.put(TRIAL, b"jinbo", "text/plain", "no-store")
            back = await bucket.get(TRIAL)
            await bucket.delete(TRIAL)
            if terms.live:
                await outlook.trial(bucket, terms.public, web_origin(house().config, host()), house().clock)
    except Unavailable as problem:
        return await page("cloud/storage.html", 502, trial=sentence(problem), **await _known())
    if back != b"jinbo":
        return await page("cloud/storage.html", 502, trial=_("读回来的和写进去的不一样"), **await _known())
    seen = _("能用：写得进、读得出、删得掉，观众的页面也读得到") if terms.live else _("能用：写得进、读得出、删得掉")
    return went(PAGE, seen)


@pages.page(f"{PAGE}/recovery", allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def set_recovery() -> ResponseReturnValue:
    """A new key under a new password: the shop's own data goes once more from the beginning. Raises OwnDataStays."""
    from appliance.cloud import segments  # noqa: PLC0415 - nor for this

    terms = await _set()
    try:
        if not house().config.on_sqlite:
            raise OwnDataStays
        given = await form(Recovery)
        if len(given.password) < SHORTEST:
            raise PasswordTooShort(field="password")
        key = segments.new_key()
        locked = await asyncio.to_thread(segments.lock, key, given.password.encode())
        now = msgspec.structs.replace(terms, replica_key=key.hex(), replica_lock=locked)
        await house().db.write(actions.set_storage, house().keys, now, by=signed().id)
    except Problem as problem:
        return await again("cloud/storage.html", problem, **await _known())
    return went(PAGE, _("店铺数据会加密传上去。请下载恢复卡，和恢复密码分开放好"))


@pages.page(f"{PAGE}/card", allow=Permission.ACCOUNTS_SET)
async def card() -> ResponseReturnValue:
    """恢复卡: where the shop's data lies and how to get in, for `jinbo restore --from-cloud`."""
    content = msgspec.json.format(msgspec.json.encode((await _set()).storage))
    answer = Response(content, content_type="application/json")
    answer.headers["content-disposition"] = 'attachment; filename="jinbo-recovery-card.json"'
    answer.headers["cache-control"] = "no-store"
    return answer


@pages.page(f"{PAGE}/again", allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def send_again() -> ResponseReturnValue:
    await house().db.write(actions.try_again)
    return went(PAGE, _("马上再试"))


@pages.page(f"{PAGE}/removal", allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def give_up() -> ResponseReturnValue:
    try:
        await house().db.write(_give_up)
    except OnlyThere as problem:
        return await again("cloud/storage.html", problem, **await _known())
    return went(PAGE, _("云同步关掉了，已经传上去的还在云上"))


async def _known() -> dict[str, Any]:
    terms = await _terms()
    async with house().db.read() as session:
        tallies = await reads.tallies(session)
        pace = await reads.pace(session, house().clock.now())
        troubles = await reads.troubles(session)
        titles = {room.id: room.title for room in await rooms.rooms(session)}
    shown = {} if terms is None else _open(terms)
    waiting = sum(tally.size for tally in tallies if tally.state == "waiting")
    return {
        "there": terms is not None,
        "sealed": bool(terms and terms.replica_key),
        "known": shown,
        "kinds": _rows(tallies),
        "waiting": waiting,
        "seconds": waiting / pace if pace and waiting else 0,
        "troubles": troubles,
        "moving": recent().syncing(),
        "live": bool(terms and terms.live),
        "mirrors": [(titles.get(said.room, said.room), said) for said in mirror_board().states()],
        "qualities": [one.name for one in promised(house().config.ladder)],
        "sqlite": house().config.on_sqlite,
    }


def _rows(tallies: list[Tally]) -> list[dict[str, Any]]:
    """By kind: what has gone and what has not."""
    kinds = sorted({tally.kind for tally in tallies})
    none = Tally("", "", 0, 0)
    rows: list[dict[str, Any]] = []
    for kind in kinds:
        states = {tally.state: tally for tally in tallies if tally.kind == kind}
        rows.append({"kind": kind, **{state: states.get(state, none) for state in ("done", "waiting", "lost")}})
    return rows


def _open(terms: Terms) -> dict[str, str]:
    known = {**msgspec.structs.asdict(terms.storage), "when": terms.when, "kilobits": str(terms.kilobits)}
    known["local_days"] = str(terms.local_days)
    del known["secret_key"]
    known |= {"live": terms.live, "public": terms.public}
    return {**known, "recordings": "yes" if terms.recordings else "no"}


async def _terms() -> Terms | None:
    async with house().db.read() as session:
        return await reads.terms(session, house().keys)


async def _set() -> Terms:
    terms = await _terms()
    if terms is None:
        raise NotFound
    return terms


def _set_storage(tx: Transaction, keys: Keys, terms: Terms, by: str, *, moved: bool) -> None:
    """In one step, so that nothing is queued for another storage and forgotten at once. Raises OnlyThere."""
    actions.set_storage(tx, keys, terms, by)
    if moved:
        _see_that_nothing_lies_there_alone(tx)
        actions.send_everything_again(tx)


def _give_up(tx: Transaction) -> None:
    """Raises OnlyThere."""
    _see_that_nothing_lies_there_alone(tx)
    actions.give_up(tx)


def _see_that_nothing_lies_there_alone(tx: Transaction) -> None:
    """In the step that changes the storage: a recording may be leaving this box. Raises OnlyThere."""
    if count := tx.scalar(recordings.counting_away()):
        raise OnlyThere(count=count)


def _elsewhere(before: Storage, now: Storage) -> bool:
    return (before.endpoint, before.bucket) != (now.endpoint, now.bucket)


def _typed(given: Mapping[str, str], before: Terms | None) -> Terms:
    """Raises BadInput naming the field."""
    words = {name: given.get(name, "").strip() for name in Storage.__struct_fields__}
    if before is not None and not words["secret_key"]:
        words["secret_key"] = before.storage.secret_key
    kept = {} if before is None else {"replica_key": before.replica_key, "replica_lock": before.replica_lock}
    try:
        return msgspec.convert(
            {
                "storage": words,
                "when": given.get("when", "off-air"),
                "kilobits": given.get("kilobits", "").strip() or 0,
                "local_days": given.get("local_days", "").strip() or 0,
                "recordings": given.get("recordings", "yes") == "yes",
                "live": given.get("live", ""),
                "public": given.get("public", "").strip().rstrip("/"),
                **kept,
            },
            Terms,
            strict=False,
        )
    except msgspec.ValidationError as error:
        field = str(error).rpartition("`$.")[2].rpartition("`")[0].rpartition(".")[2]
        raise BadInput(why=str(error), field=field) from error
