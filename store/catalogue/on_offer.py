"""What a product may be had for in an activity, as its cards and its page tell it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from store.catalogue.terms import Terms
from store.pricing.cart import Item

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
State = Literal["announced", "open", "sold-out"]


class OnOffer(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    """flash-sale, group-buy or bargain."""
    activity: str
    """Its id."""
    room: str
    """Where one takes part in it; empty: anywhere in the shop."""
    product: str
    sku: str
    spec: str
    """Of the SKU; empty when there is nothing to choose."""
    price: int
    """Fen a piece."""
    floor: bool
    """The price is where it may come to with others' help (最低), not what one pays at once."""
    set_aside: bool
    """Its pieces are not among those that are `available`."""
    state: State
    opens_at: Aware
    ends_at: Aware


Ask = Callable[[AsyncSession, Sequence[str], datetime], Awaitable[Mapping[str, Sequence[OnOffer]]]]
"""What goes on with these products now, by product."""


async def asked(
    ask: Ask | None, session: AsyncSession, products: Sequence[str], now: datetime
) -> Mapping[str, Sequence[OnOffer]]:
    return {} if ask is None else await ask(session, products, now)


def below(found: Sequence[OnOffer], available: Iterable[tuple[Item, int]], terms: Terms) -> list[OnOffer]:
    """What is less than this viewer pays for the same SKU anyway; of what is out of stock nothing is left to be had."""
    if not found:
        return []
    pays, there = {}, set()
    for item, pieces in available:
        deal = terms.deal(item)
        pays[item.sku] = item.price if deal is None else deal
        if pieces:
            there.add(item.sku)
    stands = [
        one if one.set_aside or one.sku in there else msgspec.structs.replace(one, state="sold-out")
        for one in found
        if one.price < pays.get(one.sku, 0)
    ]
    return sorted(stands, key=lambda one: one.state == "sold-out")
