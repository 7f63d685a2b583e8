"""From what somebody wants to what it costs, and whether it can be had."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from store.catalogue.offers import Offer, visible
from store.checkout.problems import ExceptionsUnconfirmed, GoodsGone, QuantityUnusable, TooFew, TooManyPieces
from store.pricing import quote
from store.pricing.cart import Buyer, Cart, Delivery, Giveable, Promotion
from store.pricing.quoted import Quote

SEVEN_DAYS = "seven-days"
MOST_ROWS = 100
MOST_PIECES = 999


class Wanted(msgspec.Struct, frozen=True):
    sku: str
    quantity: int


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What the buyer decides about the whole."""

    coupons: tuple[str, ...] | None = None
    """None: whatever is best."""
    points: int = 0
    """-1: as many as may be."""
    delivery: Delivery = "express"
    region: str = ""


class Terms(msgspec.Struct, frozen=True):
    """What holds for a buyer now."""

    offers: Mapping[str, Offer]
    """Of everything wanted, and of what may be given along with it."""
    buyer: Buyer
    rules: tuple[Promotion, ...]
    bought: Mapping[str, int]
    """Pieces by product that the buyer has ordered, of those that are limited."""
    now: datetime


def usable(wanted: Sequence[Wanted]) -> Sequence[Wanted]:
    """The same: each SKU once, in numbers that somebody may want. Raises QuantityUnusable."""
    once = len({one.sku for one in wanted}) == len(wanted) <= MOST_ROWS
    if not once or any(not 1 <= one.quantity <= MOST_PIECES for one in wanted):
        raise QuantityUnusable(field="items")
    return wanted


def weigh(wanted: Iterable[Wanted], choice: Choice, terms: Terms) -> Quote:
    """What it costs; every SKU is among the terms' offers."""
    giveable = {
        sku: Giveable(offer.product, max(offer.available, 0)) for sku, offer in terms.offers.items() if offer.active
    }
    cart = Cart(
        items=tuple(terms.offers[one.sku].item(one.quantity) for one in wanted),
        giveable=giveable,
        coupons=choice.coupons,
        points=choice.points,
        delivery=choice.delivery,
        region=choice.region,
    )
    return quote(cart, terms.buyer, terms.now, terms.rules)


def gone(sku: str, terms: Terms) -> str:
    """Why it cannot be bought: gone, unshelved or sold-out; empty when it can."""
    offer = terms.offers.get(sku)
    if offer is None or not offer.active:
        return "gone"
    if not visible(offer, terms.buyer.level, terms.now):
        return "unshelved"
    return "" if offer.available > 0 else "sold-out"


def troubles(wanted: Sequence[Wanted], terms: Terms) -> dict[str, str]:
    """By SKU, what keeps so many from being ordered: below-least, above-most or short."""
    of_product: Counter[str] = Counter()
    for one in wanted:
        of_product[terms.offers[one.sku].product] += one.quantity
    found = {one.sku: _trouble(one, of_product, terms) for one in wanted}
    return {sku: word for sku, word in found.items() if word}


def check(wanted: Sequence[Wanted], terms: Terms) -> None:
    """Raises GoodsGone, TooFew, TooManyPieces; that stock is short is told by who reserves it."""
    lost = [one.sku for one in wanted if gone(one.sku, terms) in ("gone", "unshelved")]
    if lost:
        raise GoodsGone(skus=lost, titles=_titles(lost, terms.offers))
    for sku, word in troubles(wanted, terms).items():
        offer = terms.offers[sku]
        if word == "below-least":
            raise TooFew(sku=sku, title=offer.title, least=offer.least)
        if word == "above-most" and offer.most is not None:
            left = max(offer.most - terms.bought.get(offer.product, 0), 0)
            raise TooManyPieces(sku=sku, title=offer.title, most=offer.most, left=left)


def check_confirmed(wanted: Iterable[Wanted], terms: Terms, confirmed: frozenset[str]) -> None:
    """Raises ExceptionsUnconfirmed: without the buyer's word for this purchase the shop cannot refuse a return."""
    silent = [sku for sku in exceptions(wanted, terms) if sku not in confirmed]
    if silent:
        raise ExceptionsUnconfirmed(skus=silent, titles=_titles(silent, terms.offers))


def exceptions(wanted: Iterable[Wanted], terms: Terms) -> list[str]:
    """SKUs that cannot be returned without a reason."""
    return [one.sku for one in wanted if terms.offers[one.sku].return_kind != SEVEN_DAYS]


def _trouble(one: Wanted, of_product: Mapping[str, int], terms: Terms) -> str:
    offer = terms.offers[one.sku]
    if one.quantity < offer.least:
        return "below-least"
    if offer.most is not None and of_product[offer.product] + terms.bought.get(offer.product, 0) > offer.most:
        return "above-most"
    return "short" if one.quantity > offer.available else ""


def _titles(skus: Iterable[str], offers: Mapping[str, Offer]) -> str:
    return "、".join(dict.fromkeys(offers[sku].title if sku in offers else "?" for sku in skus))
