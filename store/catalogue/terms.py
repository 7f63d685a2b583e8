"""What promotions make of a price tag (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from store.pricing.cart import Buyer, HeldCoupon, Item, Promotion, Rule, TimedPrice
from store.pricing.in_hand import InHand, in_hand, told_apart
from store.pricing.scopes import about


class Terms(msgspec.Struct, frozen=True):
    """The promotions that run for one buyer now."""

    promotions: Sequence[Promotion] = ()
    buyer: Buyer = Buyer()
    room_prices: Mapping[str, int] = {}
    """直播价 by SKU, of the room from which one looks."""
    takeable: Sequence[HeldCoupon] = ()
    """Coupons that this buyer could take now."""
    now: datetime | None = None

    @property
    def until(self) -> datetime | None:
        """When the first of the promotions ends that lower a price."""
        ends = (one.ends_at for one in self.promotions if is_named(one.rule))
        return min((end for end in ends if end is not None), default=None)

    def deal(self, item: Item) -> int | None:
        """Fen a piece, where that is less than the plain price."""
        timed = [
            promotion.rule.prices[item.sku]
            for promotion in self.promotions
            if isinstance(promotion.rule, TimedPrice)
            and item.sku in promotion.rule.prices
            and about(promotion.scope, item)
            and _affords(promotion, item.price - promotion.rule.prices[item.sku])
        ]
        here = [self.room_prices[item.sku]] if item.sku in self.room_prices else []
        own = [item.member_price] if self.buyer.member_prices and item.member_price is not None else []
        lowest = max(min([*timed, *here, *own, item.price]), 0)
        return lowest if lowest < item.price else None

    def in_hand(self, item: Item, least: int) -> InHand | None:
        """到手价 of one piece; None where nothing lowers it, or where one alone (起购 `least`) is not sold."""
        if self.now is None or least > 1:
            return None
        here = msgspec.structs.replace(item, room_price=self.room_prices.get(item.sku))
        return in_hand(here, self.buyer, self.now, self.promotions, self.takeable)

    def lowest_in_hand(self, items: Iterable[Item], least: int) -> InHand | None:
        """Of the SKUs of one product."""
        named = told_apart(self.promotions, (*self.buyer.coupons, *self.takeable)) | self.room_prices.keys()
        kinds = {(item.sku if item.sku in named else "", item.price, item.member_price): item for item in items}
        found = (self.in_hand(item, least) for item in kinds.values())
        return min((one for one in found if one), key=lambda one: one.price, default=None)

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


def _affords(promotion: Promotion, saving: int) -> bool:
    """As the quote asks it of one piece."""
    return promotion.budget_left is None or saving <= promotion.budget_left
