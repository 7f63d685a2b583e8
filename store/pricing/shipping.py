"""What it costs to bring the goods."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from store.pricing.basket import Basket, of_kind
from store.pricing.cart import Cart, Promotion, ShippingRule
from store.pricing.quoted import Adjustment, Nudge


class Freight(NamedTuple):
    fee: int = 0
    """Fen by weight."""
    free: Adjustment | None = None
    """All of the fee, because enough was bought."""
    deliverable: bool = True

    @property
    def rest(self) -> int:
        return 0 if self.free else self.fee


def ship(basket: Basket, cart: Cart, goods: int, running: Sequence[Promotion]) -> Freight:
    """`goods`: fen that they come to after discounts; points do not lower it."""
    rules = [(promotion, rule) for promotion, rule in of_kind(running, ShippingRule) if rule.delivery == cart.delivery]
    if not rules or not cart.items:
        return Freight(deliverable=cart.delivery != "city" or not cart.items)
    deciding = _deciding(rules, cart.region)
    if deciding is None:
        return Freight(deliverable=False)
    promotion, rule = deciding
    if rule.refused:
        return Freight(deliverable=not cart.region)
    fee = _by_weight(rule, sum(item.weight * item.quantity for item in cart.items))
    if rule.free_from is None or not fee:
        return Freight(fee)
    if goods >= rule.free_from:
        return Freight(fee, Adjustment(promotion.id, "shipping", promotion.name, fee))
    basket.nudges.append(Nudge(promotion.id, promotion.name, rule.free_from - goods, kind="shipping", off=fee))
    return Freight(fee)


def offered(rules: Iterable[Promotion], place: str) -> list[str]:
    """Express always; in the city when there is a rule for it; pick-up when it is known where."""
    ruled = {getattr(promotion.rule, "delivery", "") for promotion in rules}
    city = ["city"] if "city" in ruled else []
    return ["express", *city, *(["pickup"] if place or "pickup" in ruled else [])]


def _deciding(rules: list[tuple[Promotion, ShippingRule]], region: str) -> tuple[Promotion, ShippingRule] | None:
    if not region:
        return next((one for one in rules if not one[1].regions), rules[0])
    return next((one for one in rules if not one[1].regions or region.startswith(one[1].regions)), None)


def _by_weight(rule: ShippingRule, grams: int) -> int:
    over = grams - rule.first_weight
    return rule.first if over <= 0 else rule.first + rule.more * -(-over // max(1, rule.more_weight))
