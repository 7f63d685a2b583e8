"""The friend's order is completed for good: both get what was promised, once."""

import msgspec
from sqlalchemy import case, or_, select, update

from appliance.clock import CHINA
from appliance.db import Batch, Transaction, some
from appliance.db.transaction import AnyRow
from appliance.keys import Keys
from store.invites.actions.judging import COUNTS, end, found_invite, void
from store.invites.actions.likeness import likeness
from store.invites.actions.promising import take_one
from store.invites.models import Invite, Inviter
from store.invites.terms import Promise, Reward
from store.orders.models import Order
from store.promotions import actions as promotions
from store.promotions.problems import CouponsOut, PromotionNotFound


def settle_due(tx: Transaction, limit: int, passing: int, *, keys: Keys) -> Batch:
    """Friends whose order is completed, a few, behind `passing` that resisted."""
    over = (Invite.state == "waiting", Order.state == "completed", COUNTS)
    due = select(Invite.invitee).join(Order, Order.id == Invite.order).where(*over)
    return some(
        tx, due.order_by(Order.completed_at, Invite.invitee), lambda here, one: _settle(here, keys, one), limit, passing
    )


def _settle(tx: Transaction, keys: Keys, invitee: str) -> None:
    if not _hold(tx, invitee):
        return
    invite = found_invite(tx, invitee)
    reason = likeness(tx, keys, invite)
    if reason:
        void(tx, invitee, reason)
    elif not take_one(tx):
        void(tx, invitee, "used-up")
    else:
        _reward(tx, invite, msgspec.convert(invite.promise, Promise))


def _hold(tx: Transaction, invitee: str) -> bool:
    """Before anything is counted the row is ours: who comes at the same time finds that it waits no longer."""
    ours = update(Invite).where(Invite.invitee == invitee, Invite.state == "waiting")
    return tx.execute(ours.values(ended_at=tx.now)).rowcount == 1


def _reward(tx: Transaction, invite: AnyRow, promise: Promise) -> None:
    over = _count(tx, invite.inviter, promise)
    end(tx, invite.invitee, "rewarded", over)
    points, coupon = _give(tx, invite.invitee, promise.invitee, f"invite/{invite.invitee}/friend")
    given = {"invitee_points": points, "invitee_coupon": coupon}
    if not over:
        points, coupon = _give(tx, invite.inviter, promise.inviter, f"invite/{invite.invitee}/inviter")
        given |= {"inviter_points": points, "inviter_coupon": coupon}
    tx.execute(update(Invite).where(Invite.invitee == invite.invitee).values(given))


def _count(tx: Transaction, inviter: str, promise: Promise) -> str:
    """One more for this inviter; else which of the limits is reached."""
    day = f"{tx.now.astimezone(CHINA):%Y-%m-%d}"
    tx.add_once(Inviter, member=inviter, rewarded=0, day=day, today=0)
    mine = (Inviter.member == inviter, Inviter.rewarded < promise.in_all)
    counted = {
        "rewarded": Inviter.rewarded + 1,
        "today": case((Inviter.day == day, Inviter.today + 1), else_=1),
        "day": day,
    }
    left_today = or_(Inviter.day != day, Inviter.today < promise.per_day)
    if tx.execute(update(Inviter).where(*mine, left_today).values(counted)).rowcount:
        return ""
    return "over-day" if tx.scalar(select(Inviter.member).where(*mine)) else "over-all"


def _give(tx: Transaction, member: str, reward: Reward, key: str) -> tuple[int, str | None]:
    """What was given: a coupon of which the shop has no more is left out, and nothing else with it."""
    if reward.points:
        promotions.give_points(tx, member, reward.points, key)
    return reward.points, _coupon(tx, member, reward.coupon) if reward.coupon else None


def _coupon(tx: Transaction, member: str, promotion: str) -> str | None:
    """One that was promised: no limit per person keeps it from who earned it."""
    try:
        terms = tx.attempt(promotions.promise_coupons, promotion, 1)
    except (CouponsOut, PromotionNotFound):
        return None
    return promotions.issue_promised(tx, promotion, terms, member, "invite")
