"""What the shop promises from now on; who was bound before keeps what was promised then."""

import msgspec
from sqlalchemy import select, update

from appliance.db import Transaction
from appliance.events import InviteTermsSet
from store.invites.models import InviteTerms
from store.invites.terms import CouponNotRunning, Promise, Terms, checked
from store.promotions import running
from store.promotions.models import Promotion

ROW = "invites"


def set_terms(tx: Transaction, promise: Promise, most: int, by: str, *, enabled: bool) -> None:
    """Raises a problem of `store.invites.terms` that names the field."""
    checked(promise, most)
    for field, coupon in (("inviter_coupon", promise.inviter.coupon), ("invitee_coupon", promise.invitee.coupon)):
        if enabled and coupon and not _runs(tx, coupon):
            raise CouponNotRunning(field=field)
    values = {"enabled": enabled, "promise": promise, "most": most, "changed_by": by, "changed_at": tx.now}
    if not tx.add_once(InviteTerms, id=ROW, used=0, **values):
        tx.execute(update(InviteTerms).where(InviteTerms.id == ROW).values(**values))
    tx.record(InviteTermsSet(enabled=enabled, by=by))


def terms(tx: Transaction) -> Terms:
    found = tx.one_or_none(select(InviteTerms.__table__).where(InviteTerms.id == ROW))
    if found is None:
        return Terms()
    promise = msgspec.convert(found.promise, Promise)
    return Terms(enabled=found.enabled, promise=promise, most=found.most, used=found.used)


def take_one(tx: Transaction) -> bool:
    """One more friend is rewarded; False when the shop's number is used up."""
    left = update(InviteTerms).where(InviteTerms.id == ROW, InviteTerms.used < InviteTerms.most)
    return tx.execute(left.values(used=InviteTerms.used + 1)).rowcount == 1


def _runs(tx: Transaction, coupon: str) -> bool:
    known = (Promotion.id == coupon, Promotion.kind == "coupon", *running.runs(tx.now))
    return tx.scalar(select(Promotion.id).where(*known)) is not None
