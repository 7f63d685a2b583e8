"""满减 and 满折: each line is in at most one, the one that saves most comes first."""

from collections.abc import Sequence
from typing import NamedTuple

from store.money import percent_off
from store.pricing.basket import Basket, Row, of_kind, pieces, spread, to_pay
from store.pricing.cart import Promotion, Reduction, Tier
from store.pricing.quoted import Adjustment, Nudge
from store.pricing.scopes import about


class _Candidate(NamedTuple):
    promotion: Promotion
    rule: Reduction
    rows: list[Row]

    def saving(self) -> int:
        return max((_saving(tier, self.rows, each=self.rule.each) for tier in self.rule.tiers), default=0)


def reduce(basket: Basket, running: Sequence[Promotion]) -> None:
    """Equal savings go by priority, then by id: `running` is in that order."""
    candidates = [
        _Candidate(promotion, rule, [row for row in basket.plain if about(promotion.scope, row.item)])
        for promotion, rule in of_kind(running, Reduction)
    ]
    while (best := max(candidates, key=lambda one: _affordable(basket, one), default=None)) is not None:
        saving = _affordable(basket, best)
        _nudge(basket, best, saving)
        if not saving:
            break
        spread(best.rows, Adjustment(best.promotion.id, "reduction", best.promotion.name, saving))
        basket.give(best.promotion.id, saving)
        candidates = [_without(one, best.rows) for one in candidates if one is not best]
    for missed in candidates:
        if missed is not best:
            _nudge(basket, missed, 0)


def _affordable(basket: Basket, candidate: _Candidate) -> int:
    saving = candidate.saving()
    return saving if basket.affords(candidate.promotion, saving) else 0


def _without(candidate: _Candidate, taken: Sequence[Row]) -> _Candidate:
    places = {row.place for row in taken}
    return candidate._replace(rows=[row for row in candidate.rows if row.place not in places])


def _saving(tier: Tier, rows: Sequence[Row], *, each: bool) -> int:
    amount, count = to_pay(rows), pieces(rows)
    if not rows or amount < tier.amount or count < tier.pieces:
        return 0
    times = _times(tier, amount, count) if each else 1
    return min(max(tier.off * times, percent_off(amount, tier.percent)), amount)


def _times(tier: Tier, amount: int, count: int) -> int:
    """How often it is reached: by the scarcer of its two measures."""
    reached = [have // need for have, need in ((amount, tier.amount), (count, tier.pieces)) if need]
    return min(reached, default=1)


def _nudge(basket: Basket, candidate: _Candidate, now: int) -> None:
    """Say what the nearest better tier still needs; nothing about one that is reached but has spent its budget."""
    amount, count = to_pay(candidate.rows), pieces(candidate.rows)
    used_up = candidate.saving() > now
    if not candidate.rows or used_up or (candidate.rule.each and now):
        return
    for tier in sorted(candidate.rule.tiers, key=lambda tier: (tier.amount, tier.pieces)):
        by_amount, by_pieces = tier.amount - amount, tier.pieces - count
        better = max(tier.off, percent_off(max(amount, tier.amount), tier.percent)) - now
        if better > 0 and (by_amount > 0) != (by_pieces > 0):
            promotion, in_pieces = candidate.promotion, by_pieces > 0
            missing = by_pieces if in_pieces else by_amount
            basket.nudges.append(Nudge(promotion.id, promotion.name, missing, in_pieces, "reduction", better))
            return
