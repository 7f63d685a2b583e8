"""Which paid order of a friend counts, and whether the friend is somebody else at all."""

from datetime import timedelta

from sqlalchemy import and_, select, update

from appliance.db import Batch, Transaction, some
from appliance.db.transaction import AnyRow
from appliance.events import InviteEnded
from appliance.keys import Keys
from store.invites.actions.likeness import likeness
from store.invites.models import Invite
from store.orders.models import PAID, Order

LATE = timedelta(days=1)
"""What was ordered in time may be paid a little later."""

KEPT = Order.total - Order.shipping - Order.refunded
COUNTS = and_(Order.payment.in_(PAID), Order.state.in_(("confirmed", "completed")), Invite.least <= KEPT)
"""Of an order beside its invite: paid, and not given back below what was asked."""


def judge_due(tx: Transaction, limit: int, passing: int, *, keys: Keys) -> Batch:
    """Friends whose first order was paid: while it is known who ordered and paid, it is seen whether they are new."""
    mine = (Order.member == Invite.invitee, Order.created_at >= Invite.bound_at, Order.created_at <= Invite.until)
    paid = select(Order.id).where(*mine, COUNTS).exists()
    due = select(Invite.invitee).where(Invite.state == "waiting", Invite.order.is_(None), paid)
    return some(tx, due.order_by(Invite.invitee), lambda here, one: _judge(here, keys, one), limit, passing)


def release(tx: Transaction, limit: int, passing: int) -> Batch:
    """An order that was given back does not count; another one may."""
    gone = select(Invite.invitee).join(Order, Order.id == Invite.order).where(Invite.state == "waiting", ~COUNTS)
    return some(tx, gone.order_by(Invite.invitee), _release, limit, passing)


def lapse(tx: Transaction, limit: int, passing: int) -> Batch:
    """Friends who did not order in time."""
    late = (Invite.state == "waiting", Invite.order.is_(None), Invite.until <= tx.now - LATE)
    due = select(Invite.invitee).where(*late).order_by(Invite.until, Invite.invitee)
    return some(tx, due, lambda here, one: void(here, one, "lapsed"), limit, passing)


def void(tx: Transaction, invitee: str, reason: str) -> bool:
    """Nobody gets anything for this friend; False when it has ended already."""
    return end(tx, invitee, "void", reason)


def end(tx: Transaction, invitee: str, state: str, reason: str = "") -> bool:
    ending = update(Invite).where(Invite.invitee == invitee, Invite.state == "waiting")
    if not tx.execute(ending.values(state=state, reason=reason, ended_at=tx.now)).rowcount:
        return False
    found = found_invite(tx, invitee)
    tx.record(InviteEnded(inviter=found.inviter, invitee=invitee, state=state, reason=reason))
    return True


def found_invite(tx: Transaction, invitee: str) -> AnyRow:
    return tx.execute(select(Invite.__table__).where(Invite.invitee == invitee)).one()


def _judge(tx: Transaction, keys: Keys, invitee: str) -> None:
    mine = (Order.member == invitee, Order.created_at >= Invite.bound_at, Order.created_at <= Invite.until)
    first = select(Order.id).join(Invite, Invite.invitee == Order.member).where(*mine, COUNTS)
    order = tx.scalar(first.order_by(Order.paid_at, Order.id).limit(1))
    waiting = update(Invite).where(Invite.invitee == invitee, Invite.state == "waiting", Invite.order.is_(None))
    if order is None or not tx.execute(waiting.values(order=order)).rowcount:
        return
    reason = likeness(tx, keys, found_invite(tx, invitee))
    if reason:
        void(tx, invitee, reason)


def _release(tx: Transaction, invitee: str) -> None:
    tx.execute(update(Invite).where(Invite.invitee == invitee, Invite.state == "waiting").values(order=None))
