"""What promotions make of a price tag (pure)."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from store.pricing.cart import Buyer, Item, Promotion, Rule, TimedPrice
from store.pricing.scopes import about


class Terms(msgspec.Struct, frozen=True):
    """The promotions that run for one buyer now."""

    promotions: Sequence[Promotion] = ()
    buyer: Buyer = Buyer()
    room_prices: Mapping[str, int] = {}
    """直播价 by SKU, of the room from which one looks."""

    def deal(self, item: Item) -> int | None:
        """Fen a piece, where that is less than the plain price."""
        timed = [
            promotion.rule.prices[item.sku]
            for promotion in self.promotions
            if isinstance(promotion.rule, TimedPrice)
            and item.sku in promotion.rule.prices
            and about(promotion.scope, item)
        ]
        here = [self.room_prices[item.sku]] if item.sku in self.room_prices else []
        own = [item.member_price] if self.buyer.member_prices and item.member_price is not None else []
        lowest = max(min([*timed, *here, *own, item.price]), 0)
        return lowest if lowest < item.price else None

    def concerning(self, items: Iterable[Item]) -> list[Promotion]:
        """What a product's page names: reductions, sets and gifts that these SKUs take part in."""
        items = list(items)
        return [one for one in self.promotions if is_named(one.rule) and any(_takes_part(one, item) for item in items)]


def is_named(rule: Rule) -> bool:
    return kind_of(rule) in ("timed-price", "bundle", "reduction", "gift")


def kind_of(rule: Rule) -> str:
    return str(rule.__struct_config__.tag)


def _takes_part(promotion: Promotion, item: Item) -> bool:
    named = getattr(promotion.rule, "prices", None) or getattr(promotion.rule, "pieces", None)
    in_rule = not isinstance(named, dict) or item.sku in named
    return in_rule and about(promotion.scope, item)
