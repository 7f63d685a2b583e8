"""What changes about carts, and how an order is made from what somebody wants."""

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import Select, String, bindparam, case, delete, func, or_, select, update

from appliance.db import Prepared, Transaction
from appliance.ids import new_id
from store.catalogue import actions as catalogue
from store.catalogue.models import Product
from store.catalogue.offers import Offer
from store.checkout.alike import had, had_elsewhere, known_by, pieces_of_others, share_had_elsewhere
from store.checkout.models import CartItem
from store.checkout.problems import (
    AddressMissing,
    CartEmpty,
    CartFull,
    ContactMissing,
    NotDelivered,
    OffersHad,
    PriceMoved,
    QuantityUnusable,
)
from store.checkout.weighing import (
    MOST_PIECES,
    MOST_ROWS,
    Choice,
    Terms,
    Wanted,
    check,
    check_confirmed,
    claimed,
    gone,
    rooms_of,
    usable,
    weigh,
    with_claim,
)
from store.members.actions import know
from store.members.contact import To
from store.members.models import Member
from store.once.actions import adopt as adopt_answers
from store.orders import actions as orders
from store.orders.models import Order, OrderLine
from store.orders.problems import DeliveryNotOffered
from store.pricing import gift_skus
from store.pricing.quoted import Quote
from store.pricing.shipping import offered
from store.promotions import actions as promotions
from store.promotions import deals
from store.risk import actions as risk
from store.shelf.goods import room_prices
from store.shop import actions as shop


class Purchase(msgspec.Struct, frozen=True, kw_only=True):
    """What a buyer agrees to."""

    member: str
    items: tuple[Wanted, ...] | None = None
    """None: what is selected in the cart."""
    choice: Choice
    contact_sealed: str | None = None
    phone_fingerprint: str | None = None
    note: str = ""
    room: str | None = None
    confirmed: frozenset[str] = frozenset()
    seen_total: int
    """Fen that the buyer saw."""
    seen_pieces: Mapping[str, int] | None = None
    """By SKU, gifts too, as far as the buyer's page says what it showed."""
    subjects: Mapping[str, str] = {}
    """Fingerprints of the device, the network and the phone, as far as known."""
    claim: str | None = None
    """What was won in an activity: just that, at its price; `items` is None."""


def put(
    tx: Transaction, member: str, sku: str, *, quantity: int, selected: bool = True, room: str | None = None
) -> None:
    """So many pieces are in the cart now, found in `room` or where they were before.

    Raises QuantityUnusable, CartFull, SkuNotFound.
    """
    if not 1 <= quantity <= MOST_PIECES:
        raise QuantityUnusable(field="quantity")
    know(tx, member)
    values = {"quantity": quantity, "selected": selected}
    if tx.change(_SO_MANY, whose=member, which=sku, pieces=quantity, chosen=selected, found=room):
        return
    if sku not in catalogue.offers(tx, [sku]):
        raise catalogue.SkuNotFound
    if (tx.scalar(select(func.count()).select_from(CartItem).where(CartItem.member == member)) or 0) >= MOST_ROWS:
        raise CartFull
    tx.add_once(CartItem, member=member, sku=sku, room=room, at=tx.now, **values)


def remove(tx: Transaction, member: str, skus: Iterable[str]) -> None:
    tx.execute(delete(CartItem).where(CartItem.member == member, CartItem.sku.in_(list(skus))))


def choose(tx: Transaction, member: str, skus: Iterable[str]) -> None:
    """Just these are selected."""
    tx.execute(update(CartItem).where(CartItem.member == member).values(selected=CartItem.sku.in_(list(skus))))


def adopt(tx: Transaction, guest: str, member: str) -> None:
    """What a guest left in the cart or sent is the member's; of a SKU in both carts there is the larger number, as it
    was found and selected last.
    """
    adopt_answers(tx, guest, member)
    mine = select(CartItem.sku, CartItem.quantity, CartItem.selected, CartItem.room)
    for row in tx.execute(mine.where(CartItem.member == guest)).all():
        larger = case((CartItem.quantity < row.quantity, row.quantity), else_=CartItem.quantity)
        last = {"selected": row.selected, "room": row.room or CartItem.room}
        both = update(CartItem).where(CartItem.member == member, CartItem.sku == row.sku)
        tx.execute(both.values(quantity=larger, **last))
    twice = select(CartItem.sku).where(CartItem.member == member).scalar_subquery()
    tx.execute(delete(CartItem).where(CartItem.member == guest, CartItem.sku.in_(twice)))
    tx.execute(update(CartItem).where(CartItem.member == guest).values(member=member))


def place(tx: Transaction, purchase: Purchase) -> dict[str, object]:
    """Make the order, or say why not; as JSON, so that the same request can be answered the same again.

    Raises CartEmpty, GoodsGone, TooFew, TooManyPieces, TooManyForPhone, ExceptionsUnconfirmed, DeliveryNotOffered,
    AddressMissing, ContactMissing, NotDelivered, PriceMoved and OffersHad (with the new quote), OrderRefused, SoldOut,
    PromotionOver, CouponGone, PointsShort, ClaimLapsed.
    """
    know(tx, purchase.member)
    won = deals.won(tx, purchase.claim, purchase.member) if purchase.claim else None
    wanted = (claimed(won),) if won else _wanted(tx, purchase)
    terms = _terms(tx, purchase.member, wanted, purchase.phone_fingerprint)
    if won:
        others = tx.scalar(pieces_of_others(won, purchase.member, purchase.phone_fingerprint))
        terms = with_claim(terms, won, int(others))
        purchase = msgspec.structs.replace(purchase, room=won.room or purchase.room)
    if purchase.items is None:
        wanted = _there(wanted, terms)
    check(wanted, terms)
    check_confirmed(wanted, terms, purchase.confirmed)
    if not won:
        _check_there(wanted, terms.offers)
    _check_delivery(tx, purchase, terms)
    quote = _agreed(tx, purchase, wanted, terms)
    order = new_id(tx.now)
    sighted = risk.Sighted(order=order, member=purchase.member, subjects=purchase.subjects)
    held = risk.judge(tx, sighted)
    if won:
        deals.order(tx, won, purchase.member, order)
    new = _new_order(order, purchase, quote, terms.offers, held=held)
    placed = orders.create(tx, msgspec.structs.replace(new, expires_at=won.until) if won else new)
    if purchase.items is None and won is None:
        remove(tx, purchase.member, [one.sku for one in wanted])
    return {"order": placed.order, "number": placed.number, "state": placed.state, "total": placed.total}


def redirect(tx: Transaction, order: str, by: str, to: To, *, member: str | None = None) -> None:
    """It goes to `to` instead and is judged by that (防刷单); `member` when the buyer asks. Raises AddressFixed."""
    before = tx.scalar(select(Order.phone_fingerprint).where(Order.id == order))
    orders.change_contact(
        tx, order, by, region=to.region, sealed=to.sealed or "", fingerprint=to.fingerprint or "", member=member
    )
    risk.judge_again(tx, order, {"phone": to.fingerprint or "", "address": to.address or ""})
    if to.fingerprint and to.fingerprint != before and (names := _had_there(tx, order, to.fingerprint)):
        risk.hold_for_offers(tx, order, names)


def _had_there(tx: Transaction, order: str, phone: str) -> list[str]:
    """Names of offers, limited goods and activities of which a person, by this phone, has too much with this order."""
    member = str(tx.scalar(select(Order.member).where(Order.id == order)))
    offers = had_elsewhere(tx.rows, order, promotions.buyer(tx, member).used, phone)
    mine = select(Product.id, Product.title, Product.most).join(OrderLine, OrderLine.product == Product.id).distinct()
    limited = {row.id: row for row in tx.execute(mine.where(OrderLine.order == order, Product.most.is_not(None)))}
    rows = tx.execute(bought_of(member, limited, phone)).all() if limited else []
    goods = [limited[row.product].title for row in rows if row.others and row.pieces > limited[row.product].most]
    return offers + goods + share_had_elsewhere(tx, order, member, phone)


def limited_products(wanted: Iterable[Wanted], offers: Mapping[str, Offer]) -> set[str]:
    found = [offers[one.sku] for one in wanted if one.sku in offers]
    return {offer.product for offer in found if offer.most is not None}


def bought_of(member: str, products: Iterable[str], phone: str | None = None) -> Select[str, int, int]:
    """Pieces by product, also of others' orders to the buyer's `phone` (a fingerprint), and how many those are."""
    mine = or_(Order.member == member, Order.phone_fingerprint == phone) if phone else Order.member == member
    pieces = OrderLine.quantity - OrderLine.refunded
    others = case((Order.member != member, pieces), else_=0)
    return (
        select(OrderLine.product, func.sum(pieces).label("pieces"), func.sum(others).label("others"))
        .join(Order, Order.id == OrderLine.order)
        .where(mine, Order.state != "closed", OrderLine.product.in_(list(products)))
        .where(OrderLine.gift.is_(False))
        .group_by(OrderLine.product)
    )


def _wanted(tx: Transaction, purchase: Purchase) -> tuple[Wanted, ...]:
    """What is named, or what is selected in the cart; each SKU once."""
    if purchase.items is not None:
        wanted = purchase.items
    else:
        mine = select(CartItem.sku, CartItem.quantity, CartItem.room).where(CartItem.member == purchase.member)
        rows = tx.execute(mine.where(CartItem.selected).order_by(CartItem.at.desc())).all()
        wanted = tuple(Wanted(row.sku, row.quantity, row.room) for row in rows)
    if not wanted:
        raise CartEmpty
    return tuple(usable(wanted))


def _there(wanted: tuple[Wanted, ...], terms: Terms) -> tuple[Wanted, ...]:
    """Without what lapsed in the cart, as its quote was; where everything did, the checks say why."""
    return tuple(one for one in wanted if not gone(one.sku, terms)) or wanted


def _terms(tx: Transaction, member: str, wanted: tuple[Wanted, ...], phone: str | None) -> Terms:
    rules = promotions.rules(tx)
    offers = catalogue.offers(tx, {one.sku for one in wanted} | gift_skus(rules))
    level = next((str(row.level) for row in tx.rows(_LEVEL, member=member)), "")
    limited = limited_products(wanted, offers)
    rows = tx.execute(bought_of(member, limited, phone)).all() if limited else []
    here = room_prices(tx.execute, rooms_of(wanted))
    bought, others = {row.product: int(row.pieces) for row in rows}, {row.product for row in rows if row.others}
    return Terms(offers, promotions.buyer(tx, member, level), rules, bought, here, tx.now, others=others)


_SO_MANY = Prepared(
    update(CartItem)
    .where(CartItem.member == bindparam("whose"), CartItem.sku == bindparam("which"))
    .values(
        quantity=bindparam("pieces"),
        selected=bindparam("chosen"),
        room=func.coalesce(bindparam("found", type_=String), CartItem.room),
    )
)
_LEVEL = Prepared(select(Member.level).where(Member.id == bindparam("member")))


def _check_there(wanted: Iterable[Wanted], offers: Mapping[str, Offer]) -> None:
    """Whoever comes too late hears it before anything is weighed or written; `reserve` has the last word."""
    for one in wanted:
        if offers[one.sku].available < one.quantity:
            raise catalogue.SoldOut(sku=one.sku, available=max(offers[one.sku].available, 0))


def _check_delivery(tx: Transaction, purchase: Purchase, terms: Terms) -> None:
    """Raises DeliveryNotOffered, AddressMissing, ContactMissing."""
    delivery = purchase.choice.delivery
    place = shop.place(tx) if delivery == "pickup" else ""
    if delivery not in offered(terms.rules, place):
        raise DeliveryNotOffered(field="delivery")
    if not purchase.contact_sealed:
        raise ContactMissing(field="contact") if delivery == "pickup" else AddressMissing
    if delivery != "pickup" and not purchase.choice.region:
        raise AddressMissing


def _agreed(tx: Transaction, purchase: Purchase, wanted: tuple[Wanted, ...], terms: Terms) -> Quote:
    known = known_by(tx.rows, purchase.phone_fingerprint, terms)
    quote = weigh(wanted, purchase.choice, known)
    if not quote.deliverable:
        raise NotDelivered
    if _as_seen(quote, purchase):
        return quote
    if names := had(wanted, purchase.choice, terms, known):
        raise OffersHad(names="、".join(names), quote=quote, seen_total=purchase.seen_total)
    raise PriceMoved(quote=quote, seen_total=purchase.seen_total)


def _as_seen(quote: Quote, purchase: Purchase) -> bool:
    """A gift that is gone leaves the total as it was."""
    pieces: Counter[str] = Counter()
    for line in quote.lines:
        pieces[line.sku] += line.quantity
    return quote.total == purchase.seen_total and purchase.seen_pieces in (None, pieces)


def _new_order(
    order: str, purchase: Purchase, quote: Quote, offers: Mapping[str, Offer], *, held: bool
) -> orders.NewOrder:
    return orders.NewOrder(
        id=order,
        member=purchase.member,
        quote=quote,
        goods={line.sku: _good(offers[line.sku]) for line in quote.lines},
        region=purchase.choice.region,
        contact_sealed=purchase.contact_sealed,
        phone_fingerprint=purchase.phone_fingerprint,
        note=purchase.note,
        room=purchase.room,
        confirmed=purchase.confirmed,
        held=held,
    )


def _good(offer: Offer) -> orders.Good:
    return orders.Good(
        product=offer.product,
        title=offer.title,
        spec=offer.spec,
        picture=offer.picture or None,
        code=offer.code,
        return_kind=offer.return_kind,
        cost=offer.cost,
    )
