"""A shelf as its room sees it, read inside and outside transactions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import and_, bindparam, func, select

from appliance.events import Good, InHandForAll
from store.catalogue.models import Sku
from store.catalogue.offers import AnyRow, Offer, answered, questions, visible
from store.catalogue.proven import Ask, lowest_before, told_from
from store.catalogue.terms import Terms
from store.orders.models import Order, OrderLine
from store.pricing.cart import Buyer
from store.pricing.in_hand import InHand
from store.pricing.scopes import running
from store.promotions.running import coupons_question, rules, rules_question, takeable
from store.shelf.models import ShelfItem, ShelfShow

ANYBODY = Buyer()


class Placed(msgspec.Struct, frozen=True):
    """A product in its place on the shelf."""

    good: Good
    hidden: bool
    on_sale: bool
    """Shelved in the catalogue and public."""
    prices: Mapping[str, int]
    """Of this room, by SKU, whether a show is on air or not."""
    minutes: int = 0
    """Planned to be explained; 0: that is left open."""

    @property
    def shown(self) -> bool:
        """Whether viewers see it."""
        return self.on_sale and not self.hidden


def on_shelf(ask: Ask, room: str, now: datetime) -> list[Placed]:
    """All of it in its order, hidden ones too."""
    items = ask(_ITEMS, {"room": room}).all()
    if not items:
        return []
    products = [item.product for item in items]
    skus = ask(_SKUS, {"products": products}).scalars().all()
    offers = _by_product(answered(*(ask(question.statement, {"skus": skus}).all() for question in questions())))
    show = ask(_SHOW, {"room": room}).one_or_none()
    priced = _Priced(_terms(ask, now), lowest_before(ask, skus, now), live=show is not None and show.until is None)
    sold = pieces_sold(ask, room, show.since, show.until) if show else {}
    return [_placed(item, offers[item.product], priced, sold.get(item.product, 0), now) for item in items]


def seen(placed: Iterable[Placed]) -> list[Good]:
    return [one.good for one in placed if one.shown]


def room_prices(ask: Ask, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Fen by room and SKU, of those that have a price of their own in a room which is on air."""
    pairs = {(room, sku) for room, sku in wanted if room}
    if not pairs:
        return {}
    rows = ask(_PRICES, {"rooms": [room for room, _ in pairs], "skus": [sku for _, sku in pairs]}).all()
    found = {(row.room, sku): fen for row in rows for sku, fen in row.prices.items()}
    return {pair: found[pair] for pair in pairs if pair in found}


def deals(ask: Ask, room: str, skus: Sequence[str], now: datetime) -> dict[str, int]:
    """Fen by SKU: what anybody pays for a piece in the room now."""
    offers = answered(*(ask(question.statement, {"skus": skus}).all() for question in questions()))
    here = msgspec.structs.replace(_terms(ask, now), room_prices=prices_of(ask, room))
    lowered = {sku: here.deal(offer.item(1)) for sku, offer in offers.items()}
    return {sku: offers[sku].price if deal is None else deal for sku, deal in lowered.items()}


def prices_of(ask: Ask, room: str) -> dict[str, int]:
    """Every price of its own that a room has, by SKU; none while it is not on air."""
    return {sku: fen for prices in ask(_PRICES_OF, {"room": room}).scalars() for sku, fen in prices.items()}


def pieces_sold(ask: Ask, room: str, since: datetime, until: datetime | None) -> dict[str, int]:
    """By product, of orders that were made in the room between these moments and have been paid."""
    asked = {"room": room, "since": since, "until": until or _FOR_EVER}
    return {row.product: int(row.pieces) for row in ask(_SOLD, asked)}


def _terms(ask: Ask, now: datetime) -> Terms:
    """Of anybody."""
    known = rules(ask(rules_question().statement, {"now": now}).all())
    offered = ask(coupons_question().statement, {"now": now}).all()
    return Terms(running(known, ANYBODY, now), ANYBODY, takeable=takeable(offered, ANYBODY, now), now=now)


class _Priced(msgspec.Struct, frozen=True):
    terms: Terms
    """Of anybody."""
    before: Mapping[str, int]
    """The lowest deal of the seven days before today, by SKU."""
    live: bool

    def of(self, offer: Offer, prices: Mapping[str, int]) -> tuple[int, int]:
        """What anybody pays here, and from what that may honestly be told to be lowered."""
        deal = self._here(prices).deal(offer.item(1))
        price = offer.price if deal is None else deal
        return price, told_from(price, offer.price, self.before.get(offer.sku))

    def in_hand(self, offers: Iterable[Offer], prices: Mapping[str, int], below: int) -> InHandForAll | None:
        """Of what anybody can have now, where that is less than the price on the card."""
        found = lowest_in_hand(self._here(prices), offers)
        return InHandForAll(found.price, found.why, found.off) if found and found.price < below else None

    def _here(self, prices: Mapping[str, int]) -> Terms:
        return msgspec.structs.replace(self.terms, room_prices=prices) if self.live else self.terms


def _placed(item: AnyRow, offers: list[Offer], priced: _Priced, sold: int, now: datetime) -> Placed:
    price, plain = min((priced.of(offer, item.prices) for offer in offers), default=(0, 0))
    face = offers[0] if offers else None
    good = Good(
        product=item.product,
        number=item.position,
        title=face.title if face else "",
        picture=f"/blobs/{face.picture}" if face and face.picture else "",
        price=price,
        plain_price=plain,
        available=sum(max(offer.available, 0) for offer in offers),
        sold=sold,
        in_hand=priced.in_hand(offers, item.prices, price),
        return_kind=face.return_kind if face else "",
    )
    return Placed(good, item.hidden, face is not None and visible(face, "", now), item.prices, item.minutes)


def lowest_in_hand(terms: Terms, offers: Iterable[Offer]) -> InHand | None:
    """到手价 of the cheapest SKU of one product that is there."""
    there = [one for one in offers if one.available > 0]
    return terms.lowest_in_hand((one.item(1) for one in there), there[0].least) if there else None


def _by_product(offers: Mapping[str, Offer]) -> defaultdict[str, list[Offer]]:
    found: defaultdict[str, list[Offer]] = defaultdict(list)
    for offer in offers.values():
        if offer.active:
            found[offer.product].append(offer)
    return found


def _named(name: str) -> Any:
    return bindparam(name, expanding=True)


_FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)
_ITEMS = (
    select(ShelfItem.product, ShelfItem.position, ShelfItem.hidden, ShelfItem.prices, ShelfItem.minutes)
    .where(ShelfItem.room == bindparam("room"))
    .order_by(ShelfItem.position)
)
_SKUS = select(Sku.id).where(Sku.product.in_(_named("products")), Sku.active).order_by(Sku.position, Sku.id)
_SHOW = select(ShelfShow.broadcast, ShelfShow.since, ShelfShow.until).where(ShelfShow.room == bindparam("room"))
_PRICES = (
    select(ShelfItem.room, ShelfItem.prices)
    .join(ShelfShow, and_(ShelfShow.room == ShelfItem.room, ShelfShow.until.is_(None)))
    .join(Sku, Sku.product == ShelfItem.product)
    .where(ShelfItem.room.in_(_named("rooms")), Sku.id.in_(_named("skus")))
)
_PRICES_OF = (
    select(ShelfItem.prices)
    .join(ShelfShow, and_(ShelfShow.room == ShelfItem.room, ShelfShow.until.is_(None)))
    .where(ShelfItem.room == bindparam("room"))
)
_SOLD = (
    select(OrderLine.product, func.sum(OrderLine.quantity).label("pieces"))
    .join(Order, Order.id == OrderLine.order)
    .where(Order.room == bindparam("room"), Order.paid_at.is_not(None), OrderLine.gift.is_(False))
    .where(Order.created_at >= bindparam("since"), Order.created_at < bindparam("until"))
    .group_by(OrderLine.product)
)
