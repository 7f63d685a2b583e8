"""A message's way to WeChat, and what came of it."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Row, delete, select, update

from appliance.db import Transaction
from appliance.ids import new_id
from store.reach.actions.allowing import give_back, spend
from store.reach.actions.templates import mar, mend, warn
from store.reach.kinds import told_at
from store.reach.models import Message, MessageConsent, MessageTemplate

AT_ONCE = 20
PAUSES = (5, 30, 120, 600, 1800)
"""Seconds after the first, second ... try that came to nothing."""
KEPT = timedelta(days=90)
"""Who got what is of no use for longer, and personal."""
LAPSE = 500


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    kind: str
    member: str
    template: str
    fields: dict[str, str]
    note: str
    values: dict[str, Any]
    page: str


def recover(tx: Transaction) -> None:
    """After a stop: what was on its way may have arrived, or not. It is sent once more, and never a third time.

    A parcel nobody hears of is worse than one heard of twice, and WeChat itself carries no more than was tapped for.
    """
    under_way = (Message.state == "sending",)
    lost = {"state": "failed", "code": "lost", "ended_at": tx.now}
    tx.execute(update(Message).where(*under_way, Message.interrupted > 0).values(lost))
    again = {"state": "waiting", "interrupted": 1, "try_at": tx.now}
    tx.execute(update(Message).where(*under_way).values(again))


def lapse(tx: Transaction) -> None:
    """What is too late by now is not sent; the member still allows one."""
    late = select(Message.id, Message.kind, Message.member).where(Message.state == "waiting", Message.until <= tx.now)
    for one in tx.execute(late.limit(LAPSE)).all():
        _end(tx, one.id, "failed", "late", "")
        give_back(tx, one.member, one.kind)


def begin(tx: Transaction) -> list[Outgoing]:
    """The next that are due, from now on on their way; kinds whose template WeChat does not take wait."""
    here = (Message.state == "waiting", Message.try_at <= tx.now, Message.until > tx.now, MessageTemplate.trouble == "")
    due = (
        select(Message, MessageTemplate.template, MessageTemplate.fields, MessageTemplate.note)
        .join(MessageTemplate, MessageTemplate.kind == Message.kind)
        .where(*here, Message.kind.in_(told_at(tx.now)))
        .order_by(Message.try_at, Message.id)
        .limit(AT_ONCE)
    )
    found = [_outgoing(row) for row in tx.execute(due).all()]
    way = {"state": "sending", "tries": Message.tries + 1}
    tx.execute(update(Message).where(Message.id.in_([one.id for one in found])).values(way))
    return found


def sent(tx: Transaction, message: str) -> None:
    _end(tx, message, "sent", "", "")
    one = _known(tx, message)
    if one is not None:
        mend(tx, one.kind)


def refuse(tx: Transaction, message: str, code: str, said: str) -> None:
    """The member allows none any more, whatever we counted."""
    one = _known(tx, message)
    if one is not None:
        _end(tx, message, "refused", code, said)
        mine = (MessageConsent.member == one.member, MessageConsent.kind == one.kind)
        tx.execute(update(MessageConsent).where(*mine).values(left=0))


def held_up(tx: Transaction, message: str, code: str, said: str) -> None:
    """WeChat knows no such template: it waits, with all others of its kind, until staff have set another."""
    one = _known(tx, message)
    if one is not None:
        _wait(tx, message, tx.now, code, said)
        mar(tx, one.kind, code)


def give_up(tx: Transaction, message: str, code: str, said: str, *, whose: str) -> None:
    """It cannot be sent. `whose`: the member's (whom WeChat does not know), or the template's (whose fields differ)."""
    one = _known(tx, message)
    if one is None:
        return
    _end(tx, message, "failed", code, said)
    if whose == "member":
        tx.execute(delete(MessageConsent).where(MessageConsent.member == one.member))
    else:
        give_back(tx, one.member, one.kind)
        warn(tx, one.kind, code)


def postpone(tx: Transaction, message: str, code: str, said: str) -> None:
    """It did not work this time."""
    one = _known(tx, message)
    if one is not None:
        pause = PAUSES[min(max(one.tries, 1), len(PAUSES)) - 1]
        _wait(tx, message, tx.now + timedelta(seconds=pause), code, said)


def note_try(tx: Transaction, kind: str, member: str, code: str, said: str) -> None:
    """A colleague tried the template with a message to themselves."""
    spend(tx, member, kind)
    message, state = new_id(tx.now), "refused" if code == "43101" else "failed" if code else "sent"
    tx.add_once(
        Message,
        id=message,
        kind=kind,
        subject=f"test-{message}",
        member=member,
        values={},
        page="",
        state=state,
        code=code,
        said=said,
        tries=1,
        made_at=tx.now,
        try_at=tx.now,
        until=tx.now,
        ended_at=tx.now,
    )
    if code == "40037":
        mar(tx, kind, code)
    elif not code:
        mend(tx, kind)


def prune(tx: Transaction, until: datetime, limit: int) -> int:
    """What was made before `until` is forgotten; how many."""
    old = select(Message.id).where(Message.made_at < until, Message.ended_at.is_not(None)).limit(limit)
    return tx.execute(delete(Message).where(Message.id.in_(old))).rowcount


def _outgoing(row: Row[Any]) -> Outgoing:
    return Outgoing(
        id=row.id,
        kind=row.kind,
        member=row.member,
        template=row.template,
        fields=row.fields,
        note=row.note,
        values=row.values,
        page=row.page,
    )


def _known(tx: Transaction, message: str) -> Row[Any] | None:
    """None: its member was forgotten meanwhile."""
    return tx.one_or_none(select(Message.kind, Message.member, Message.tries).where(Message.id == message))


def _end(tx: Transaction, message: str, state: str, code: str, said: str) -> None:
    end = {"state": state, "code": code, "said": said, "ended_at": tx.now}
    tx.execute(update(Message).where(Message.id == message).values(end))


def _wait(tx: Transaction, message: str, at: datetime, code: str, said: str) -> None:
    wait = {"state": "waiting", "try_at": at, "code": code, "said": said}
    tx.execute(update(Message).where(Message.id == message).values(wait))
