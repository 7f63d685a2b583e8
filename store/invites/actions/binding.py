"""An inviter's code, and who came by it."""

import secrets
from datetime import timedelta
from typing import Literal

from sqlalchemy import select, update

from appliance.db import Transaction
from appliance.ids import new_id
from store.invites.actions.promising import terms
from store.invites.models import Invite, InviteCode
from store.invites.terms import Promise
from store.members import actions as members
from store.members.models import Member
from store.orders.models import Order

FRESH = timedelta(days=1)
"""An account that is older is nobody's friend any more."""
LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 6
"""Beside a room's or a product's id it fits into the 32 letters of WeChat's codes."""

Outcome = Literal["bound", "known", "off", "no-such-code", "oneself", "not-new", "void"]


def code_for(tx: Transaction, member: str, device: str = "") -> str:
    """What stands in this member's links; empty while the shop promises nothing. Raises MemberGone.

    Who has a code may be a guest who only looked: the shop knows them once a friend came.
    """
    if not terms(tx).enabled:
        return ""
    known = tx.scalar(select(InviteCode.code).where(InviteCode.member == member).order_by(InviteCode.made_at).limit(1))
    if known:
        unknown = update(InviteCode).where(InviteCode.code == known, InviteCode.device == "")
        if device:
            tx.execute(unknown.values(device=device))
        return str(known)
    members.here(tx, member)
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        if tx.add_once(InviteCode, code=code, member=member, device=device, made_at=tx.now):
            return code


def bind(tx: Transaction, code: str, invitee: str, device: str = "") -> Outcome:
    """Somebody opened a link with a `code`: who is new is that inviter's friend, once and for ever.

    `device` is a fingerprint; the inviter's own makes it void at once, and staff see why. Raises MemberGone.
    """
    now = terms(tx)
    if not now.enabled or now.used >= now.most:
        return "off"
    inviter = tx.scalar(select(InviteCode.member).where(InviteCode.code == code))
    if inviter is None:
        return "no-such-code"
    hindered = _hindered(tx, inviter, invitee)
    if hindered:
        return hindered
    for one in (inviter, invitee):
        members.know(tx, one)
    reason = "device" if device and _has(tx, inviter, device) else ""
    if not _add(tx, inviter, invitee, now.promise, device, reason):
        return "known"
    return "void" if reason else "bound"


def _hindered(tx: Transaction, inviter: str, invitee: str) -> Outcome | None:
    if inviter == invitee:
        return "oneself"
    if tx.scalar(select(Invite.inviter).where(Invite.invitee == invitee)) is not None:
        return "known"
    return None if _is_new(tx, invitee) else "not-new"


def _has(tx: Transaction, inviter: str, device: str) -> bool:
    """Whether it is the phone that asked for the inviter's code."""
    own = select(InviteCode.code).where(InviteCode.member == inviter, InviteCode.device == device)
    return tx.scalar(own.limit(1)) is not None


def _is_new(tx: Transaction, member: str) -> bool:
    """An id tells when it was made; who never kept anything has no row yet."""
    since = tx.now - FRESH
    if member[:10] < new_id(since)[:10]:
        return False
    joined = tx.scalar(select(Member.joined_at).where(Member.id == member))
    if joined is not None and joined < since:
        return False
    return tx.scalar(select(Order.id).where(Order.member == member).limit(1)) is None


def _add(  # noqa: PLR0917 - a row
    tx: Transaction, inviter: str, invitee: str, promise: Promise, device: str, reason: str
) -> bool:
    return tx.add_once(
        Invite,
        invitee=invitee,
        inviter=inviter,
        state="void" if reason else "waiting",
        reason=reason,
        promise=promise,
        least=max(promise.least, 1),
        device=device,
        order=None,
        inviter_points=0,
        inviter_coupon=None,
        invitee_points=0,
        invitee_coupon=None,
        bound_at=tx.now,
        until=tx.now + timedelta(days=promise.days),
        ended_at=tx.now if reason else None,
    )
