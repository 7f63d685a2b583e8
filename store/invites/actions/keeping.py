"""What is kept of a person, when two turn out to be one, or when one wants to be forgotten."""

from sqlalchemy import delete, select, update

from appliance.db import Transaction
from store.invites.actions.judging import void
from store.invites.models import Invite, InviteCode, Inviter


def adopt(tx: Transaction, guest: str, member: str) -> None:
    """The guest's links, friends and limits are the member's.

    Who was brought as a guest and is a member already was not new; nobody is their own friend.
    """
    void(tx, guest, "not-new")
    tx.execute(update(InviteCode).where(InviteCode.member == guest).values(member=member))
    for friend in _friends(tx, guest, only=member):
        void(tx, friend, "oneself")
    tx.execute(update(Invite).where(Invite.inviter == guest).values(inviter=member))
    had = tx.one_or_none(select(Inviter.__table__).where(Inviter.member == guest))
    if had is None:
        return
    tx.add_once(Inviter, member=member, rewarded=0, day=had.day, today=0)
    mine = update(Inviter).where(Inviter.member == member)
    tx.execute(mine.values(rewarded=Inviter.rewarded + had.rewarded))
    tx.execute(mine.where(Inviter.day < had.day).values(day=had.day, today=0))
    tx.execute(mine.where(Inviter.day == had.day).values(today=Inviter.today + had.today))
    tx.execute(delete(Inviter).where(Inviter.member == guest))


def forget(tx: Transaction, member: str) -> None:
    """Links lead nowhere, what waits is void, and no device is known any more. What was given stays counted."""
    for friend in [member, *_friends(tx, member)]:
        void(tx, friend, "left")
    tx.execute(update(Invite).where(Invite.invitee == member).values(device=""))
    tx.execute(delete(InviteCode).where(InviteCode.member == member))
    tx.execute(delete(Inviter).where(Inviter.member == member))


def _friends(tx: Transaction, inviter: str, only: str = "") -> list[str]:
    """Who waits."""
    waiting = select(Invite.invitee).where(Invite.inviter == inviter, Invite.state == "waiting")
    return list(tx.execute(waiting.where(Invite.invitee == only) if only else waiting).scalars())
