"""From what somebody wants to what it costs, and whether it can be had."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from store.catalogue.offers import Offer, visible
from store.checkout.problems import (
    ExceptionsUnconfirmed,
    GoodsGone,
    QuantityUnusable,
    TooFew,
    TooManyForPhone,
    TooManyPieces,
)
from store.pricing import quote
from store.pricing.basket import basket_of
from store.pricing.cart import Activity, Buyer, Cart, Delivery, Giveable, Item, Promotion
from store.pricing.quoted import Quote
from store.pricing.scopes import running
from store.pricing.shipping import Freight, ship
from store.promotions.won import Won

SEVEN_DAYS = "seven-days"
MOST_ROWS = 100
MOST_PIECES = 999


class Wanted(msgspec.Struct, frozen=True):
    sku: str
    quantity: int
    room: str | None = None
    """Where it was found: what is on air there may have a price of its own (直播价)."""


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
    room_prices: Mapping[tuple[str, str], int]
    """By room and SKU."""
    now: datetime
    activities: Mapping[str, Activity] = {}
    """By SKU: what was won is bought through it."""
    others: Collection[str] = ()
    """Of the limited products, those that others ordered to the buyer's phone: their pieces are in `bought`."""

    def item(self, one: Wanted) -> Item:
        """As a quote wants it."""
        room_price = self.room_prices.get((one.room or "", one.sku))
        return self.offers[one.sku].item(one.quantity, self.activities.get(one.sku), room_price)


def usable(wanted: Sequence[Wanted]) -> Sequence[Wanted]:
    """The same: each SKU once, in numbers that somebody may want. Raises QuantityUnusable."""
    once = len({one.sku for one in wanted}) == len(wanted) <= MOST_ROWS
    if not once or any(not 1 <= one.quantity <= MOST_PIECES for one in wanted):
        raise QuantityUnusable(field="items")
    return wanted


def claimed(won: Won) -> Wanted:
    """What somebody won in an activity, as something wanted."""
    return Wanted(won.sku, won.quantity)


def with_claim(terms: Terms, won: Won, others: int = 0) -> Terms:
    """At the activity's price and within its limit; pieces that are set aside for this buyer are there.

    `others`: pieces of the activity that others ordered to the buyer's phone.
    """
    offers, limited = dict(terms.offers), dict[str, int]()
    if won.sku in offers:
        there = offers[won.sku].available + (won.quantity if won.set_aside else 0)
        offers[won.sku] = msgspec.structs.replace(offers[won.sku], available=there, least=1, most=won.most)
        limited = {offers[won.sku].product: others} if others else {}
    activities = {won.sku: Activity(f"{won.kind}/{won.activity}", won.name, won.price)}
    return msgspec.structs.replace(terms, offers=offers, activities=activities, bought=limited, others=limited)


def rooms_of(wanted: Iterable[Wanted]) -> list[tuple[str, str]]:
    """Room and SKU of what was found in one."""
    return [(one.room, one.sku) for one in wanted if one.room]


def weigh(wanted: Iterable[Wanted], choice: Choice, terms: Terms) -> Quote:
    """What it costs; every SKU is among the terms' offers."""
    giveable = {
        sku: Giveable(offer.product, max(offer.available, 0)) for sku, offer in terms.offers.items() if offer.active
    }
    cart = Cart(
        items=tuple(terms.item(one) for one in wanted),
        giveable=giveable,
        coupons=choice.coupons,
        points=choice.points,
        delivery=choice.delivery,
        region=choice.region,
    )
    return quote(cart, terms.buyer, terms.now, terms.rules)


def carry(wanted: Iterable[Wanted], worth: int, choice: Choice, terms: Terms) -> Freight:
    """What it costs to bring goods that came to `worth` fen after discounts, before coupons for shipping."""
    items = tuple(terms.item(one) for one in wanted)
    cart = Cart(items=items, delivery=choice.delivery, region=choice.region)
    return ship(basket_of(cart), cart, worth, running(terms.rules, terms.buyer, terms.now))


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
    """Raises GoodsGone, TooFew, TooManyPieces, TooManyForPhone; that stock is short is told by who reserves it."""
    lost = [one.sku for one in wanted if gone(one.sku, terms) in ("gone", "unshelved")]
    if lost:
        raise GoodsGone(skus=lost, titles=_titles(lost, terms.offers))
    for sku, word in troubles(wanted, terms).items():
        offer = terms.offers[sku]
        if word == "below-least":
            raise TooFew(sku=sku, title=offer.title, least=offer.least)
        if word == "above-most" and offer.most is not None:
            if offer.product in terms.others:
                raise TooManyForPhone(sku=sku, title=_named(sku, terms), most=offer.most)
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


def _named(sku: str, terms: Terms) -> str:
    """By its activity too: bought plainly it may be without a limit."""
    title, activity = terms.offers[sku].title, terms.activities.get(sku)
    return f"{title}（{activity.name}）" if activity else title


def _titles(skus: Iterable[str], offers: Mapping[str, Offer]) -> str:
    return "、".join(dict.fromkeys(offers[sku].title if sku in offers else "?" for sku in skus))
