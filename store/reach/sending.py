"""Sending what waits, in the process `back`: one sender, so that a message is on one way at a time."""

import asyncio

from appliance.clock import Clock
from appliance.db import Database
from appliance.errors import NotFound
from store.members import reads as members
from store.reach import actions, reads
from store.reach.actions.sending import Outgoing
from store.reach.fields import written
from store.reach.kinds import KINDS
from store.wechat import messages
from store.wechat.client import Client, WeChatRefused, WeChatUnreachable
from store.wechat.opened import WeChatNotSet, Weixin

PAUSE = 2.0
"""Seconds between looks while nothing is due."""


class Sender:
    def __init__(self, db: Database, clock: Clock, weixin: Weixin) -> None:
        self._db = db
        self._clock = clock
        self._weixin = weixin

    async def run(self) -> None:
        """A task of the process `back`."""
        await self._db.write(actions.recover)
        while True:
            if not await self.sweep():
                await self._clock.sleep(PAUSE)

    async def sweep(self) -> int:
        """Send what is due; how much. Without a mini-program everything waits until it is too late."""
        now = self._clock.now()
        async with self._db.read() as session:
            almost_over = await reads.ending(session, now)
            due_now = bool(almost_over) or await reads.something_due(session, now)
        if almost_over:
            await self._db.write(actions.tell_ending, almost_over)
        if not due_now:
            return 0
        await self._db.write(actions.lapse)
        try:
            client = await self._weixin.client()
        except WeChatNotSet:
            return 0
        due = await self._db.write(actions.begin)
        await asyncio.gather(*(self._send(client, one) for one in due))
        return len(due)

    async def _send(self, client: Client, one: Outgoing) -> None:
        async with self._db.read() as session:
            openid = await members.openid(session, one.member)
        if not openid:
            await self._db.write(actions.give_up, one.id, "unknown", "", whose="member")
            return
        try:
            await messages.send(client, openid, one.template, one.page, data_of(one))
        except WeChatUnreachable:
            await self._db.write(actions.postpone, one.id, "unreachable", "")
        except WeChatRefused as refused:
            await self._mark(one, *answer(refused))
        else:
            await self._db.write(actions.sent, one.id)

    async def _mark(self, one: Outgoing, code: str, said: str) -> None:
        match int(code):
            case messages.REFUSED:
                await self._db.write(actions.refuse, one.id, code, said)
            case messages.NO_TEMPLATE:
                await self._db.write(actions.held_up, one.id, code, said)
            case messages.WRONG_FIELD:
                await self._db.write(actions.give_up, one.id, code, said, whose="template")
            case messages.NOBODY:
                await self._db.write(actions.give_up, one.id, code, said, whose="member")
            case _:
                await self._db.write(actions.postpone, one.id, code, said)


async def attempt(db: Database, weixin: Weixin, kind: str, member: str) -> str:
    """A colleague tries a template with a message to a member who is themselves; WeChat's code, empty: it is there.

    Raises NotFound, WeChatNotSet, WeChatUnreachable.
    """
    client = await weixin.client()
    async with db.read() as session:
        template = await reads.template(session, kind)
        openid = await members.openid(session, member)
    if template is None:
        raise NotFound
    code, said = "", ""
    shown = {name: _sample(kind, name) for name in template.fields} | {"note": template.note}
    outgoing = Outgoing(
        id="", kind=kind, member=member, template=template.template, fields=template.fields, note=template.note,
        values=shown, page="pages/home/home",
    )  # fmt: skip
    try:
        await messages.send(client, openid, template.template, outgoing.page, data_of(outgoing))
    except WeChatRefused as refused:
        code, said = answer(refused)
    await db.write(actions.note_try, kind, member, code, said)
    return code


def data_of(one: Outgoing) -> dict[str, str]:
    """What stands in each field of the template."""
    sorts = {fact.name: fact.sort for fact in KINDS[one.kind].facts}
    values = {**one.values, "note": one.note}
    return {field: written(field, sorts[fact], values.get(fact)) for fact, field in one.fields.items()}


def answer(refused: WeChatRefused) -> tuple[str, str]:
    return str(refused.facts.get("code", "")), str(refused.facts.get("said", ""))[:200]


def _sample(kind: str, fact: str) -> str | int:
    sort = next(each.sort for each in KINDS[kind].facts if each.name == fact)
    samples: dict[str, str | int] = {
        "words": "试发一条",
        "code": "JB20260101",
        "moment": "2026-01-01T20:00:00+08:00",
        "money": 100,
    }
    return samples[sort]
