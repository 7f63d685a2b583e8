"""What members allow, and which shows they wait for."""

from collections.abc import Iterable

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import aliased

from appliance.db import Transaction
from appliance.errors import Conflict
from store.members.actions import know
from store.reach.models import Message, MessageConsent, MessageTemplate, Reservation

MOST_ALLOWED = 50
MOST_RESERVED = 50


class ReservationsFull(Conflict):
    zh = "最多预约 50 场，先取消几场吧"
    en = "Fifty reservations are the most: withdraw some first"


def allow(tx: Transaction, member: str, templates: Iterable[str]) -> None:
    """One more message for each template that the member just accepted; those that are not ours are passed over."""
    know(tx, member)
    known = select(MessageTemplate.kind).where(MessageTemplate.template.in_(set(templates)))
    for kind in tx.execute(known).scalars().all():
        tx.add_once(MessageConsent, member=member, kind=kind, left=0, at=tx.now)
        mine = (MessageConsent.member == member, MessageConsent.kind == kind, MessageConsent.left < MOST_ALLOWED)
        tx.execute(update(MessageConsent).where(*mine).values(left=MessageConsent.left + 1, at=tx.now))


def spend(tx: Transaction, member: str, kind: str) -> bool:
    """Take one message that the member allows; whether there was one."""
    mine = (MessageConsent.member == member, MessageConsent.kind == kind, MessageConsent.left > 0)
    return tx.execute(update(MessageConsent).where(*mine).values(left=MessageConsent.left - 1)).rowcount == 1


def give_back(tx: Transaction, member: str, kind: str) -> None:
    """WeChat was not asked for it, or did not count it."""
    mine = (MessageConsent.member == member, MessageConsent.kind == kind)
    tx.execute(update(MessageConsent).where(*mine).values(left=MessageConsent.left + 1))


def reserve(tx: Transaction, member: str, show: str) -> None:
    """Raises ReservationsFull."""
    know(tx, member)
    mine = select(func.count()).select_from(Reservation).where(Reservation.member == member)
    if tx.scalar(mine) >= MOST_RESERVED:
        raise ReservationsFull
    tx.add_once(Reservation, show=show, member=member, at=tx.now)


def withdraw(tx: Transaction, member: str, show: str) -> None:
    tx.execute(delete(Reservation).where(Reservation.member == member, Reservation.show == show))


def forget_show(tx: Transaction, show: str) -> None:
    """It is over, or will not be."""
    tx.execute(delete(Reservation).where(Reservation.show == show))


def quieten(tx: Transaction, member: str) -> None:
    """A member wants no pushes: nothing is allowed any more, and nothing that waits goes out."""
    tx.execute(delete(MessageConsent).where(MessageConsent.member == member))
    tx.execute(delete(Reservation).where(Reservation.member == member))
    tx.execute(delete(Message).where(Message.member == member, Message.state == "waiting"))


def forget(tx: Transaction, member: str) -> None:
    quieten(tx, member)
    tx.execute(delete(Message).where(Message.member == member))


def adopt(tx: Transaction, guest: str, member: str) -> None:
    for row in tx.execute(select(MessageConsent).where(MessageConsent.member == guest)).all():
        tx.add_once(MessageConsent, member=member, kind=row.kind, left=0, at=row.at)
        theirs = (MessageConsent.member == member, MessageConsent.kind == row.kind)
        tx.execute(update(MessageConsent).where(*theirs).values(left=MessageConsent.left + row.left))
    for row in tx.execute(select(Reservation).where(Reservation.member == guest)).all():
        tx.add_once(Reservation, show=row.show, member=member, at=row.at)
    tx.execute(delete(MessageConsent).where(MessageConsent.member == guest))
    tx.execute(delete(Reservation).where(Reservation.member == guest))
    _adopt_told(tx, guest, member)


def _adopt_told(tx: Transaction, guest: str, member: str) -> None:
    """Of what both were told of, the member's own message stays."""
    own = aliased(Message)
    same = (own.kind == Message.kind, own.subject == Message.subject, own.member == member)
    tx.execute(delete(Message).where(Message.member == guest, select(own.id).where(*same).exists()))
    tx.execute(update(Message).where(Message.member == guest).values(member=member))
