"""Carts and quotes as their buyer sees them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from appliance.db import Prepared
from store.catalogue import reads as catalogue
from store.catalogue.offers import AnyRow, Offer
from store.checkout.actions import bought_of, limited_products
from store.checkout.alike import had, known_by, pieces_of_others
from store.checkout.models import CartItem
from store.checkout.weighing import (
    Choice,
    Terms,
    Wanted,
    carry,
    claimed,
    exceptions,
    gone,
    rooms_of,
    troubles,
    usable,
    weigh,
    with_claim,
)
from store.members import reads as members
from store.orders.reads import Whole
from store.pricing import gift_skus, part_skus
from store.pricing.quoted import Quote
from store.pricing.shipping import offered
from store.promotions import deals
from store.promotions import reads as promotions
from store.shelf import reads as shelves
from store.shop.reads import Card, card, particulars


class Good(msgspec.Struct, frozen=True, kw_only=True):
    """A SKU as a cart and a checkout show it."""

    sku: str
    product: str
    title: str
    spec: str
    picture: str | None
    price: int
    strike_price: int | None
    member_price: int | None
    available: int
    least: int
    most: int | None
    return_kind: str


class Row(Good, frozen=True, kw_only=True):
    """A row of the cart that can be bought."""

    quantity: int
    selected: bool
    room: str | None
    trouble: str
    """below-least, above-most or short (fewer are there); empty when all is well."""


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the cart that cannot be bought now; it stays until the buyer takes it out."""

    sku: str
    product: str
    title: str
    spec: str
    picture: str | None
    quantity: int
    reason: str
    """gone, unshelved or sold-out."""


class CartShown(msgspec.Struct, frozen=True):
    items: list[Row]
    gone: list[Gone]
    quote: Quote
    """Of the selected rows, sent by express to wherever."""
    goods: dict[str, Good]
    """Every SKU that the quote names: gifts too."""
    now: datetime


class Quoted(msgspec.Struct, frozen=True, kw_only=True):
    quote: Quote
    goods: dict[str, Good]
    exceptions: list[str]
    """SKUs whose missing right to return has to be confirmed."""
    troubles: dict[str, str]
    """By SKU, what keeps it from being ordered: as in a cart's rows."""
    gone: list[Gone]
    had: list[str]
    """Names of offers that the phone it goes to has had already, as somebody else: the price is without them."""
    deliveries: list[str]
    """How it can be brought: express, city, pickup."""
    shop: Card
    """Where and when goods are picked up."""
    now: datetime


async def cart(session: AsyncSession, member: str, now: datetime) -> CartShown:
    rows = await _rows(session, member)
    terms = await _terms(session, member, [_wanted(row) for row in rows], now)
    reasons = {row.sku: gone(row.sku, terms) for row in rows}
    there = [row for row in rows if not reasons[row.sku]]
    quote = _with_what_can_be_had(weigh([_wanted(row) for row in there if row.selected], Choice(), terms), terms)
    words = troubles([_wanted(row) for row in there], terms)
    return CartShown(
        [_row(row, terms.offers[row.sku], words.get(row.sku, "")) for row in there],
        [_gone(row, terms, reasons[row.sku]) for row in rows if reasons[row.sku]],
        quote,
        goods(quote, terms.offers),
        now,
    )


async def quoted(
    session: AsyncSession,
    member: str,
    items: Sequence[Wanted] | None,
    choice: Choice,
    now: datetime,
    *,
    claim: str = "",
    phone: str | None = None,
) -> Quoted:
    """Of what a `claim` won, of `items`, or of what is selected in the cart; what cannot be bought is named.

    `phone` is the fingerprint of the number that it goes to, as far as known.

    Raises QuantityUnusable, ClaimLapsed.
    """
    won = await deals.read_won(session, claim, member, now) if claim else None
    if won:
        items = [claimed(won)]
    elif items is None:
        items = [_wanted(row) for row in await _rows(session, member) if row.selected]
    items = usable(items)
    terms = await _terms(session, member, items, now, phone)
    if won:
        others = await session.scalar(pieces_of_others(won, member, phone))
        terms = with_claim(terms, won, int(others or 0))
    reasons = {one.sku: gone(one.sku, terms) for one in items}
    there = [one for one in items if not reasons[one.sku]]
    known = await _known_by(session, phone, terms)
    quote = _with_what_can_be_had(weigh(there, choice, known), terms)
    shop = card(await particulars(session))
    return Quoted(
        quote=quote,
        goods=goods(quote, terms.offers),
        exceptions=exceptions(there, terms),
        troubles=troubles(there, terms),
        gone=[_gone(one, terms, reasons[one.sku]) for one in items if reasons[one.sku]],
        had=had(there, choice, terms, known),
        deliveries=offered(terms.rules, shop.place),
        shop=shop,
        now=now,
    )


async def shipping(session: AsyncSession, order: Whole, region: str, now: datetime) -> int | None:
    """Fen that an order would be asked for there by today's rules, or None where we do not deliver.

    It is worth what was agreed after coupons and activities; what staff took off since does not make it dearer to send.
    """
    wanted = [Wanted(line.sku, line.quantity) for line in order.lines if not line.gift]
    terms = await _terms(session, order.order.member, wanted, now)
    agreed = msgspec.convert(order.order.quote, Quote)
    there = [one for one in wanted if one.sku in terms.offers]
    freight = carry(there, agreed.goods - agreed.discount, Choice(delivery=agreed.delivery, region=region), terms)
    return freight.rest if freight.deliverable else None


def goods(quote: Quote, offers: Mapping[str, Offer]) -> dict[str, Good]:
    named = {line.sku for line in quote.lines} | {sku for nudge in quote.nudges for sku in nudge.parts}
    return {sku: Good(**_facts(offers[sku])) for sku in named}


def _with_what_can_be_had(quote: Quote, terms: Terms) -> Quote:
    """Nobody is nudged towards a set of which a part is not sold now."""
    nudges = [one for one in quote.nudges if one.kind != "bundle" or not any(gone(sku, terms) for sku in one.parts)]
    return msgspec.structs.replace(quote, nudges=tuple(nudges))


async def _rows(session: AsyncSession, member: str) -> list[AnyRow]:
    return await _CART.asked(session, member=member)


def _wanted(row: AnyRow) -> Wanted:
    return Wanted(row.sku, row.quantity, row.room)


async def _terms(
    session: AsyncSession, member: str, wanted: Sequence[Wanted], now: datetime, phone: str | None = None
) -> Terms:
    rules = await promotions.rules(session, now)
    level = await members.level(session, member)
    buyer = await promotions.buyer(session, member, level, now)
    skus = {one.sku for one in wanted}
    offers = await catalogue.offers(session, skus | gift_skus(rules) | part_skus(rules, skus))
    limited = limited_products(wanted, offers)
    rows = (await session.execute(bought_of(member, limited, phone))).all() if limited else []
    bought = {row.product: int(row.pieces) for row in rows}
    room_prices = await shelves.room_prices(session, rooms_of(wanted))
    return Terms(offers, buyer, rules, bought, room_prices, now)


async def _known_by(session: AsyncSession, phone: str | None, terms: Terms) -> Terms:
    def known(plain: Session) -> Terms:
        return known_by(lambda question, **values: question.rows(plain.connection(), values), phone, terms)

    return await session.run_sync(known)


def _facts(offer: Offer) -> dict[str, Any]:
    return {
        "sku": offer.sku, "product": offer.product, "title": offer.title, "spec": offer.spec,
        "picture": f"/blobs/{offer.picture}" if offer.picture else None, "price": offer.price,
        "strike_price": offer.strike_price, "member_price": offer.member_price,
        "available": max(offer.available, 0), "least": offer.least, "most": offer.most,
        "return_kind": offer.return_kind,
    }  # fmt: skip


def _row(row: AnyRow, offer: Offer, word: str) -> Row:
    return Row(**_facts(offer), quantity=row.quantity, selected=row.selected, room=row.room, trouble=word)


def _gone(row: AnyRow | Wanted, terms: Terms, reason: str) -> Gone:
    offer = terms.offers.get(row.sku)
    return Gone(
        sku=row.sku,
        product=offer.product if offer else "",
        title=offer.title if offer else "",
        spec=offer.spec if offer else "",
        picture=f"/blobs/{offer.picture}" if offer and offer.picture else None,
        quantity=row.quantity,
        reason=reason,
    )


_CART = Prepared(
    select(CartItem.sku, CartItem.quantity, CartItem.selected, CartItem.room)
    .where(CartItem.member == bindparam("member"))
    .order_by(CartItem.at.desc(), CartItem.sku)
)
