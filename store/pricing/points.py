"""Points 积分: a part of the goods is paid with them, and what is paid earns new ones."""

from collections.abc import Sequence
from typing import NamedTuple

from store.money import share_out
from store.pricing.basket import Basket, of_kind, spread, to_pay
from store.pricing.cart import Buyer, Cart, PointsRule, Promotion
from store.pricing.quoted import Adjustment
from store.pricing.scopes import about


class Spent(NamedTuple):
    points: int = 0
    off: int = 0
    most: int = 0
    """Points that could be spent."""


def spend(basket: Basket, cart: Cart, buyer: Buyer, running: Sequence[Promotion]) -> Spent:
    """By the most important points rule; a debt of points spends none."""
    for promotion, rule in of_kind(running, PointsRule)[:1]:
        rows = [row for row in basket.plain if about(promotion.scope, row.item)]
        goods = to_pay(rows)
        most = _most(rule, buyer.points, goods)
        wanted = most if cart.points < 0 else min(cart.points, most)
        off = _fen(rule, wanted)
        points = _points(rule, off)
        shares = spread(rows, Adjustment(promotion.id, "points", promotion.name, off))
        for row, share in zip(rows, share_out(points, shares) if points else [], strict=False):
            row.points = share
        return Spent(points, off, most)
    return Spent()


def earned(basket: Basket, running: Sequence[Promotion]) -> int:
    """For whole yuan that were paid for goods."""
    for promotion, rule in of_kind(running, PointsRule)[:1]:
        paid = to_pay([row for row in basket.rows if about(promotion.scope, row.item)])
        return paid * rule.earn_per_yuan // 100
    return 0


def _most(rule: PointsRule, balance: int, goods: int) -> int:
    if balance <= 0 or goods < rule.threshold:
        return 0
    cap = goods * rule.most_percent // 100
    return _points(rule, _fen(rule, min(balance, cap * rule.points_per_yuan // 100)))


def _fen(rule: PointsRule, points: int) -> int:
    return points * 100 // rule.points_per_yuan


def _points(rule: PointsRule, fen: int) -> int:
    """The fewest that pay so much."""
    return -(-fen * rule.points_per_yuan // 100)
