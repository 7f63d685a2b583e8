"""The demo's 邀请有礼: points for who brings a friend, points and a coupon for the friend."""

from sqlalchemy import select

from appliance.db import Database, Transaction
from store.invites import actions
from store.invites.models import InviteTerms
from store.invites.terms import Promise, Reward
from store.promotions.models import Promotion

BY = "demo"
COUPON = "直播间满 80 减 15"
MOST = 500


async def promise_for_friends(db: Database) -> None:
    """Where the shop has said nothing of it yet."""
    await db.write(_promise)


def _promise(tx: Transaction) -> None:
    if tx.scalar(select(InviteTerms.id).limit(1)) is not None:
        return
    running = select(Promotion.id).where(Promotion.name == COUPON, Promotion.state == "running")
    coupon = tx.scalar(running.limit(1)) or ""
    promise = Promise(
        inviter=Reward(points=200), invitee=Reward(points=50, coupon=coupon), least=3000, days=30, per_day=5, in_all=50
    )
    actions.set_terms(tx, promise, MOST, BY, enabled=True)
