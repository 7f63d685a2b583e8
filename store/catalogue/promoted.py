"""What the shop's promotions make of a price tag: asked of whoever runs promotions, whom goods do not know."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

import msgspec
from quart import current_app
from sqlalchemy.ext.asyncio import AsyncSession

from store.catalogue.on_offer import OnOffer
from store.catalogue.terms import Terms, is_named, kind_of
from store.pricing.cart import Buyer, CouponRule, HeldCoupon, Promotion, Scope
from store.pricing.scopes import running

__all__ = ["Claimable", "Promotions", "Terms", "claimable", "is_named", "kind_of", "offered", "public_terms", "terms"]


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
    levels: tuple[str, ...] = ()
    """Members for whom it is; for everybody where none is named."""


class Promotions(msgspec.Struct, frozen=True):
    """Whoever runs promotions fills this in; a shop without them has plain prices."""

    rules: Callable[[AsyncSession, datetime], Awaitable[Sequence[Promotion]]]
    buyer: Callable[[AsyncSession, str, str, datetime], Awaitable[Buyer]]
    """(session, member, level, now)"""
    claimable: Callable[[AsyncSession, str, str, datetime], Awaitable[Sequence[Claimable]]] | None = None
    room_prices: Callable[[AsyncSession, str], Awaitable[Mapping[str, int]]] | None = None
    """(session, room): by SKU, while it is on air"""
    takeable: Callable[[AsyncSession, Buyer, datetime], Awaitable[Sequence[HeldCoupon]]] | None = None
    """Coupons that could be taken."""
    offered: Callable[[AsyncSession, Sequence[str], datetime], Awaitable[Sequence[OnOffer]]] | None = None
    """Activities in these products that viewers may take part in now or soon, the best first."""


async def terms(session: AsyncSession, member: str, level: str, now: datetime, room: str = "") -> Terms:
    """`room`: from where one looks."""
    promotions: Promotions | None = current_app.extensions.get("promotions")
    if promotions is None:
        return Terms()
    rules = await promotions.rules(session, now)
    here = await promotions.room_prices(session, room) if room and promotions.room_prices else {}
    buyer = await promotions.buyer(session, member, level, now)
    takeable = await promotions.takeable(session, buyer, now) if promotions.takeable else ()
    return Terms(running(rules, buyer, now), buyer, here, takeable, now)


async def public_terms(session: AsyncSession, now: datetime) -> Terms:
    """What anybody may have who comes along: nothing for newcomers, for levels or for named members."""
    promotions: Promotions | None = current_app.extensions.get("promotions")
    nobody = Buyer()
    return Terms() if promotions is None else Terms(running(await promotions.rules(session, now), nobody, now), nobody)


async def claimable(session: AsyncSession, member: str, level: str, now: datetime) -> Sequence[Claimable]:
    promotions: Promotions | None = current_app.extensions.get("promotions")
    if promotions is None or promotions.claimable is None:
        return []
    return await promotions.claimable(session, member, level, now)


async def offered(session: AsyncSession, products: Sequence[str], now: datetime) -> Mapping[str, Sequence[OnOffer]]:
    """By product, of all of them at once."""
    promotions: Promotions | None = current_app.extensions.get("promotions")
    found: defaultdict[str, list[OnOffer]] = defaultdict(list)
    if promotions is not None and promotions.offered is not None and products:
        for one in await promotions.offered(session, products, now):
            found[one.product].append(one)
    return found
