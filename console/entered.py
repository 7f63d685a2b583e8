"""A promotion as what stands in the fields of its form."""

from console.several import tags_text
from console.words import for_field
from store.money import yuan
from store.pricing.cart import (
    Bundle,
    CouponRule,
    Gift,
    PointsRule,
    Reduction,
    Rule,
    ShippingRule,
    TimedPrice,
)
from store.promotions.checking import Draft


def entered_of(draft: Draft) -> dict[str, str]:
    """What stands in the fields; goods, categories and products are shown by name elsewhere."""
    limits = {"total": draft.total, "per_member": draft.per_member, "priority": draft.priority or None}
    return {
        "name": draft.name,
        "audience": "new" if draft.audience.new_only else "levels" if draft.audience.levels else "all",
        "stack_group": draft.stack_group,
        "tags": tags_text(draft.scope.tags),
        "starts_at": for_field(draft.starts_at) if draft.starts_at else "",
        "ends_at": for_field(draft.ends_at) if draft.ends_at else "",
        "budget": _shown(draft.budget),
        **{name: "" if value is None else str(value) for name, value in limits.items()},
        **_entered_rule(draft.rule),
    }


def named_skus(rule: Rule) -> dict[str, str]:
    """What stands beside each SKU that a rule names: a price, or pieces."""
    match rule:
        case TimedPrice():
            return {sku: yuan(price) for sku, price in rule.prices.items()}
        case Bundle():
            return {sku: str(pieces) for sku, pieces in rule.pieces.items()}
        case Gift():
            return {sku: str(pieces) for sku, pieces in rule.gifts.items()}
        case _:
            return {}


def fold(percent: int) -> str:
    """打几折: 15 % off is 8.5, 20 % off is 8."""
    whole, tenth = divmod(100 - percent, 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


def _entered_rule(rule: Rule) -> dict[str, str]:
    entered: dict[str, str] = {}
    match rule:
        case Bundle():
            entered = {"price": yuan(rule.price)}
        case Reduction():
            entered = _entered_tiers(rule)
        case Gift():
            by_pieces = {"measure": "pieces", "amount": str(rule.pieces)}
            entered = by_pieces if rule.pieces else {"measure": "amount", "amount": yuan(rule.amount)}
        case CouponRule():
            entered = _entered_coupon(rule)
        case PointsRule():
            entered = _entered_points(rule)
        case ShippingRule():
            entered = _entered_shipping(rule)
    return entered


def _entered_tiers(rule: Reduction) -> dict[str, str]:
    by_pieces, by_part = any(tier.pieces for tier in rule.tiers), any(tier.percent for tier in rule.tiers)
    entered = {"measure": "pieces" if by_pieces else "amount", "way": "part" if by_part else "off"}
    for number, tier in enumerate(rule.tiers, 1):
        entered[f"from-{number}"] = str(tier.pieces) if by_pieces else yuan(tier.amount)
        entered[f"off-{number}"] = fold(tier.percent) if by_part else yuan(tier.off)
    return entered | ({"each": "on"} if rule.each else {})


def _entered_coupon(rule: CouponRule) -> dict[str, str]:
    way = "shipping" if rule.shipping else "part" if rule.percent else "off"
    entered = {
        "way": way,
        "off": {"shipping": "", "part": fold(rule.percent), "off": yuan(rule.off)}[way],
        "most": _shown(rule.most),
        "threshold": yuan(rule.threshold) if rule.threshold else "",
        "days": str(rule.days),
    }
    return entered | ({"claimable": "on"} if rule.claimable else {})


def _entered_points(rule: PointsRule) -> dict[str, str]:
    return {
        "points_per_yuan": str(rule.points_per_yuan),
        "most_percent": str(rule.most_percent),
        "threshold": yuan(rule.threshold) if rule.threshold else "",
        "earn_per_yuan": str(rule.earn_per_yuan),
        "valid_days": "" if rule.valid_days is None else str(rule.valid_days),
    }


def _entered_shipping(rule: ShippingRule) -> dict[str, str]:
    entered = {
        "delivery": rule.delivery,
        "regions": "\n".join(rule.regions),
        "first_weight": str(rule.first_weight),
        "first": yuan(rule.first),
        "more_weight": str(rule.more_weight),
        "more": yuan(rule.more),
        "free_from": _shown(rule.free_from),
    }
    return entered | ({"refused": "on"} if rule.refused else {})


def _shown(amount: int | None) -> str:
    return "" if amount is None else yuan(amount)
