"""Prizes: set aside before anybody plays, handed out to who won, and the shop's again when nobody did."""

from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import update

from appliance.db import Transaction
from appliance.events import PrizeWon
from store.catalogue import actions as catalogue
from store.members import actions as members
from store.members.actions import MemberGone
from store.play.models import RoundWin
from store.play.problems import PrizesUnusable, PrizeTooDear
from store.play.spec import NewRound, Prize, PrizeWanted
from store.pricing.cart import PointsRule
from store.promotions import actions as promotions
from store.promotions.running import Terms, set_aside

DEAREST = 5_000_000
"""Fen: no prize of a draw may be worth more (规范促销行为暂行规定 第十九条)."""


def set_prizes_aside(tx: Transaction, round_id: str, new: NewRound) -> tuple[Prize, ...]:
    """What was promised is there, whatever else the shop sells or gives meanwhile.

    Raises PrizesUnusable, PrizeTooDear, SoldOut, SkuNotFound, PromotionNotFound, CouponsOut.
    """
    prizes = tuple(_set_aside(tx, round_id, wanted, new.kind) for wanted in new.prizes)
    if any(prize.value > DEAREST for prize in prizes):
        raise PrizeTooDear(field="prizes")
    skus = [prize.sku for prize in prizes if prize.sku]
    if len(set(skus)) < len(skus):
        raise PrizesUnusable(why="同一个规格只写一次", why_en="name each article once", field="prizes")
    return prizes


def give_back(tx: Transaction, round_id: str, prize: Prize, count: int, key: str) -> None:
    """So many were not won, or not claimed; `key` says which, so that they come back once."""
    if count <= 0:
        return
    if prize.kind == "goods":
        catalogue.uncarve(tx, {prize.sku: count}, f"{round_id}/{key}")
    elif prize.kind == "coupon":
        promotions.unpromise_coupons(tx, prize.promotion, _terms(prize), count)


def hand_over(tx: Transaction, room: str, win: Any, prize: Prize, claim_days: int) -> None:
    """Points and coupons are the winner's at once, goods wait to be claimed. Raises MemberGone.

    `win` has id, round, member, points and title.
    """
    if win.member is None:
        raise MemberGone
    values: dict[str, object] = {"state": "claimed", "settled_at": tx.now}
    until = None
    if prize.kind == "points":
        promotions.give_points(tx, win.member, win.points, f"won/{win.id}")
    elif prize.kind == "coupon":
        values["coupon"] = promotions.issue_promised(tx, prize.promotion, _terms(prize), win.member)
    else:
        members.know(tx, win.member)
        until = tx.now + timedelta(days=claim_days)
        values = {"state": "won", "until": until}
    tx.execute(update(RoundWin).where(RoundWin.id == win.id).values(values))
    tx.record(
        PrizeWon(
            room=room, member=win.member, round=win.round, win=win.id, kind=prize.kind, title=win.title, until=until
        )
    )


def _set_aside(tx: Transaction, round_id: str, wanted: PrizeWanted, kind: str) -> Prize:
    if wanted.kind == "coupon":
        terms = promotions.promise_coupons(tx, wanted.promotion, wanted.count)
        return Prize(
            kind="coupon",
            title=terms.name,
            count=wanted.count,
            promotion=wanted.promotion,
            terms=msgspec.to_builtins(terms),
            value=set_aside(terms.rule),
        )
    if wanted.kind == "points":
        return Prize(
            kind="points",
            title=f"{wanted.points} 积分",
            count=wanted.count,
            points=wanted.points,
            value=_worth(tx, wanted.points) if kind == "lottery" else 0,
        )
    return _goods(tx, round_id, wanted)


def _goods(tx: Transaction, round_id: str, wanted: PrizeWanted) -> Prize:
    offer = catalogue.offers(tx, [wanted.sku]).get(wanted.sku)
    if offer is None or not offer.active:
        raise catalogue.SkuNotFound
    catalogue.carve(tx, {wanted.sku: wanted.count}, round_id)
    title = f"{offer.title} {offer.spec}".strip()
    return Prize(
        kind="goods", title=title, count=wanted.count, sku=wanted.sku, picture=offer.picture, value=offer.price
    )  # fmt: skip


def _worth(tx: Transaction, points: int) -> int:
    """Fen that they pay for here."""
    rules = [one.rule for one in promotions.rules(tx) if isinstance(one.rule, PointsRule)]
    return points * 100 // rules[0].points_per_yuan if rules else 0


def _terms(prize: Prize) -> Terms:
    return msgspec.convert(prize.terms, Terms)
