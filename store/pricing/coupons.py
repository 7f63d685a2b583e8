"""Coupons 优惠券: those the buyer chose, or the best of each group.

Thresholds ask for the amount after reductions. A coupon takes its part of what the ones before it left: 40 % off and
then 70 % off leaves 18 %, never nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from store.money import percent_off
from store.pricing.basket import Basket, spread, to_pay
from store.pricing.cart import Cart, CouponRule, HeldCoupon
from store.pricing.quoted import Adjustment, Offer
from store.pricing.scopes import about


def worth(rule: CouponRule, amount: int) -> int:
    """Fen off when the goods in scope, or the shipping, come to `amount`."""
    off = max(rule.off, percent_off(amount, rule.percent))
    return min(off, amount, off if rule.most is None else rule.most)


class Hand:
    """The coupons of one buyer before one cart, as the goods cost after reductions."""

    def __init__(self, cart: Cart, held: Sequence[HeldCoupon], basket: Basket, now: datetime) -> None:
        self._cart = cart
        self._basket = basket
        self._held = sorted((one for one in held if one.valid_from <= now < one.valid_to), key=_first_to_end)
        self._rows = {one.id: [row for row in basket.plain if about(one.scope, row.item)] for one in self._held}
        self._amounts = {one.id: to_pay(rows) for one, rows in zip(self._held, self._rows.values(), strict=True)}
        self._used: dict[str, int] = {}

    def take_off_goods(self) -> None:
        """Parts of the whole go before fixed amounts, which is better for the buyer."""
        chosen = self._best(self._reached(shipping=False), self._amounts)
        for coupon in sorted(chosen, key=lambda one: (not one.rule.percent, one.id)):
            rows = self._rows[coupon.id]
            off = worth(coupon.rule, to_pay(rows))
            if off:
                spread(rows, Adjustment(coupon.promotion, "coupon", coupon.name, off, coupon.id))
                self._used[coupon.id] = off

    def take_off_shipping(self, fee: int) -> list[Adjustment]:
        left, taken = fee, []
        candidates = list(self._reached(shipping=True))
        for coupon in self._best(candidates, {one.id: fee for one in candidates}):
            off = worth(coupon.rule, left)
            if off:
                left -= off
                self._used[coupon.id] = off
                taken.append(Adjustment(coupon.promotion, "coupon", coupon.name, off, coupon.id))
        return taken

    def used(self) -> tuple[str, ...]:
        return tuple(self._used)

    def offers(self, fee: int) -> tuple[Offer, ...]:
        """Every coupon that is good now, the most valuable first, with what it brings by itself."""
        offers = [self._offer(one, fee) for one in self._held]
        return tuple(sorted(offers, key=lambda offer: (not offer.usable, -offer.off)))

    def _offer(self, one: HeldCoupon, fee: int) -> Offer:
        amount = self._amounts[one.id]
        base = fee if one.rule.shipping and amount else amount
        reached = amount > 0 and amount >= one.rule.threshold
        off = self._used.get(one.id, worth(one.rule, base) if reached else 0)
        missing = max(0, one.rule.threshold - amount) if self._rows[one.id] else one.rule.threshold
        return Offer(one.id, one.name, off, reached and off > 0, missing, one.id in self._used)

    def _reached(self, *, shipping: bool) -> Iterable[HeldCoupon]:
        wanted = self._cart.coupons
        for one in self._held:
            amount = self._amounts[one.id]
            chosen = wanted is None or one.id in wanted
            if chosen and one.rule.shipping is shipping and amount and amount >= one.rule.threshold:
                yield one

    def _best(self, candidates: Iterable[HeldCoupon], amounts: dict[str, int]) -> list[HeldCoupon]:
        """One of each group; of equals the one that ends first."""
        best: dict[str, HeldCoupon] = {}
        for one in candidates:
            rival = best.get(one.stack_group)
            if rival is None or worth(one.rule, amounts[one.id]) > worth(rival.rule, amounts[rival.id]):
                best[one.stack_group] = one
        return list(best.values())


def _first_to_end(coupon: HeldCoupon) -> tuple[datetime, str]:
    return coupon.valid_to, coupon.id
