"""Coupons that can be won: as many as a round has prizes are counted as issued before anybody plays."""

from sqlalchemy import or_, update

from appliance.db import Transaction
from store.promotions import running
from store.promotions.actions.coupons import hand_out, offered, terms_of
from store.promotions.actions.using import count_use
from store.promotions.models import Promotion
from store.promotions.problems import CouponsOut
from store.promotions.running import Terms, set_aside


def promise_coupons(tx: Transaction, promotion: str, count: int) -> Terms:
    """So many will be won on these terms, whatever becomes of the promotion. Raises PromotionNotFound, CouponsOut."""
    found, rule = offered(tx, promotion)
    worth = set_aside(rule) * count
    left = (
        or_(Promotion.total.is_(None), Promotion.used + count <= Promotion.total),
        or_(Promotion.budget.is_(None), Promotion.budget_used + worth <= Promotion.budget),
    )
    counted = {"used": Promotion.used + count, "budget_used": Promotion.budget_used + worth}
    promising = update(Promotion).where(Promotion.id == promotion, *running.runs(tx.now), *left)
    if not tx.execute(promising.values(counted)).rowcount:
        raise CouponsOut(name=found.name)
    return terms_of(found, rule)


def issue_promised(tx: Transaction, promotion: str, terms: Terms, member: str, source: str = "won") -> str:
    """One of the promised is won: it counts for its member, but no limit per person keeps a prize from who won it.

    Raises MemberGone.
    """
    count_use(tx, promotion, member, None)
    return hand_out(tx, promotion, terms, member, source)


def unpromise_coupons(tx: Transaction, promotion: str, terms: Terms, count: int) -> None:
    """So many were not won."""
    worth = set_aside(terms.rule) * count
    there = (Promotion.id == promotion, Promotion.used >= count, Promotion.budget_used >= worth)
    counted = {"used": Promotion.used - count, "budget_used": Promotion.budget_used - worth}
    tx.execute(update(Promotion).where(*there).values(counted))
