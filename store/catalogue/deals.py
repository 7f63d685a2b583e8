"""What the shop's promotions make of a price tag: asked of whoever runs promotions, whom goods do not know."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime

import msgspec
from quart import current_app
from sqlalchemy.ext.asyncio import AsyncSession

from store.pricing.cart import Buyer, CouponRule, Item, Promotion, Rule, Scope, TimedPrice
from store.pricing.scopes import about, running


class Claimable(msgspec.Struct, frozen=True, kw_only=True):
    """A coupon that somebody may take, or has taken."""

    id: str
    """Of its promotion."""
    name: str
    rule: CouponRule
    scope: Scope = Scope()
    ends_at: datetime | None = None
    left: int | None = None
    claimed: bool = False


class Deals(msgspec.Struct, frozen=True):
    """Whoever runs promotions fills this in; a shop without them has plain prices."""

    rules: Callable[[AsyncSession, datetime], Awaitable[Sequence[Promotion]]]
    buyer: Callable[[AsyncSession, str, str, datetime], Awaitable[Buyer]]
    """(session, member, level, now)"""
    claimable: Callable[[AsyncSession, str, str, datetime], Awaitable[Sequence[Claimable]]] | None = None


class Terms(msgspec.Struct, frozen=True):
    """The promotions that run for one buyer now."""

    promotions: Sequence[Promotion] = ()
    buyer: Buyer = Buyer()

    def deal(self, item: Item) -> int | None:
        """Fen a piece, where that is less than the plain price."""
        timed = [
            promotion.rule.prices[item.sku]
            for promotion in self.promotions
            if isinstance(promotion.rule, TimedPrice)
            and item.sku in promotion.rule.prices
            and about(promotion.scope, item)
        ]
        own = [item.member_price] if self.buyer.member_prices and item.member_price is not None else []
        lowest = max(min([*timed, *own, item.price]), 0)
        return lowest if lowest < item.price else None

    def concerning(self, items: Iterable[Item]) -> list[Promotion]:
        """What a product's page names: reductions, sets and gifts that these SKUs take part in."""
        items = list(items)
        return [one for one in self.promotions if is_named(one.rule) and any(_takes_part(one, item) for item in items)]


async def terms(session: AsyncSession, member: str, level: str, now: datetime) -> Terms:
    deals: Deals | None = current_app.extensions.get("deals")
    if deals is None:
        return Terms()
    rules = await deals.rules(session, now)
    if not rules:
        return Terms()
    buyer = await deals.buyer(session, member, level, now)
    return Terms(running(rules, buyer, now), buyer)


async def claimable(session: AsyncSession, member: str, level: str, now: datetime) -> Sequence[Claimable]:
    deals: Deals | None = current_app.extensions.get("deals")
    return [] if deals is None or deals.claimable is None else await deals.claimable(session, member, level, now)


def is_named(rule: Rule) -> bool:
    return kind_of(rule) in ("timed-price", "bundle", "reduction", "gift")


def kind_of(rule: Rule) -> str:
    return str(rule.__struct_config__.tag)


def _takes_part(promotion: Promotion, item: Item) -> bool:
    named = getattr(promotion.rule, "prices", None) or getattr(promotion.rule, "pieces", None)
    in_rule = not isinstance(named, dict) or item.sku in named
    return in_rule and about(promotion.scope, item)
