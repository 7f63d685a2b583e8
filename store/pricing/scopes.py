"""What a promotion is about, and for whom it runs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from store.pricing.cart import Bundle, Buyer, Gift, Item, Promotion, Rule, Scope


def running(rules: Iterable[Promotion], buyer: Buyer, now: datetime) -> list[Promotion]:
    """Those that this buyer may use now, the most important first."""
    found = [promotion for promotion in rules if _runs(promotion, now) and for_buyer(promotion, buyer)]
    return sorted(found, key=lambda promotion: (-promotion.priority, promotion.id))


def for_buyer(promotion: Promotion, buyer: Buyer) -> bool:
    audience = promotion.audience
    return (
        (not audience.levels or buyer.level in audience.levels)
        and (not audience.members or buyer.member in audience.members)
        and (buyer.new or not audience.new_only)
        and (promotion.per_member is None or buyer.used.get(promotion.id, 0) < promotion.per_member)
    )


def about(scope: Scope, item: Item) -> bool:
    if item.product in scope.excluded:
        return False
    return (
        not (scope.products or scope.skus or scope.categories or scope.tags)
        or item.product in scope.products
        or item.sku in scope.skus
        or _meet(item.categories, scope.categories)
        or _meet(item.tags, scope.tags)
    )


def parts_of(rule: Rule) -> Mapping[str, int]:
    """Pieces by SKU of a set, or of what comes along for nothing."""
    return rule.pieces if isinstance(rule, Bundle) else rule.gifts if isinstance(rule, Gift) else {}


def part_skus(rules: Iterable[Promotion], wanted: Collection[str]) -> set[str]:
    """What belongs to sets of which something is wanted: a cart that lacks it says its name."""
    sets = [rule.rule.pieces for rule in rules if isinstance(rule.rule, Bundle)]
    return {sku for pieces in sets if not pieces.keys().isdisjoint(wanted) for sku in pieces}


def gift_skus(rules: Iterable[Promotion]) -> set[str]:
    """What rules may give: whoever makes a cart says in `Cart.giveable` how much of it there is."""
    return {sku for promotion in rules if isinstance(promotion.rule, Gift) for sku in promotion.rule.gifts}


def _runs(promotion: Promotion, now: datetime) -> bool:
    begun = promotion.starts_at is None or promotion.starts_at <= now
    over = promotion.ends_at is not None and promotion.ends_at <= now
    return begun and not over and (promotion.total_left is None or promotion.total_left > 0)


def _meet(some: Sequence[str], others: Sequence[str]) -> bool:
    return any(one in others for one in some)
