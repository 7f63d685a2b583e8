"""One phone under several names (防刷单): what was had with it is not had again as somebody else."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import Select, and_, bindparam, func, literal, or_, select

from appliance.db import Prepared, Transaction
from appliance.db.transaction import AnyRow
from store.checkout.weighing import Choice, Terms, Wanted, weigh
from store.orders.models import Order, OrderLine
from store.pricing.cart import Buyer, Promotion
from store.pricing.scopes import for_buyer
from store.promotions import deals
from store.promotions.models import Consumption, Coupon
from store.promotions.models import Promotion as Offered
from store.promotions.won import Share

Ask = Callable[..., Sequence[AnyRow]]
"""``ask(question, **values)``: the rows of a `Prepared`."""
LATEST = 100
"""Orders to one phone that are looked at."""


def known_by(ask: Ask, phone: str | None, terms: Terms) -> Terms:
    """The same with the buyer as orders to their `phone` (a fingerprint) know them; the very same when none tells more.

    Who bought under another name is no newcomer, and what was used there counts. Coupons that the shop gave or that
    were won stay as good as they are. Nothing is asked where nothing is limited.
    """
    buyer = terms.buyer
    if not phone or not (buyer.coupons or any(_limited(rule) for rule in terms.rules)):
        return terms
    orders = ask(_ORDERS, phone=phone)
    others = [order for order in orders if order.member != buyer.member]
    if not others:
        return terms
    used = Counter(buyer.used)
    for order in others:
        used.update(order.promotions.keys())
    spent = _coupons_had(ask, buyer, orders)
    coupons = tuple(coupon for coupon in buyer.coupons if coupon.id not in spent)
    return msgspec.structs.replace(terms, buyer=msgspec.structs.replace(buyer, new=False, used=used, coupons=coupons))


def had(wanted: Iterable[Wanted], choice: Choice, terms: Terms, known: Terms) -> list[str]:
    """Names of what the buyer would have had by `terms`, and has not as `known_by` them."""
    if known is terms:
        return []
    quote, kept = weigh(wanted, choice, terms), {coupon.id for coupon in known.buyer.coupons}
    offers = [one.name for one in terms.rules if one.id in quote.promotions and not for_buyer(one, known.buyer)]
    coupons = [one.name for one in terms.buyer.coupons if one.id in quote.coupons and one.id not in kept]
    return list(dict.fromkeys(offers + coupons))


def had_elsewhere(ask: Ask, order: str, own: Mapping[str, int], phone: str) -> list[str]:
    """Names of what an `order` used and others' orders to the `phone` (a fingerprint) have had already.

    `own`: how often its member has used each, this order included. Coupons that the shop gave stay as good as they are.
    """
    mine = next(iter(ask(_ORDER, order=order)), None)
    others = [] if mine is None else [one for one in ask(_ORDERS, phone=phone) if one.member != mine.member]
    if not mine or not others:
        return []
    coupons = ask(_COUPONS, held=[], orders=[order, *(one.id for one in others)])
    theirs = Counter(name for one in others for name in one.promotions)
    theirs.update(row.promotion for row in coupons if row.order != order)
    used = [*ask(_OFFERS, offers=list(mine.promotions)), *(row for row in coupons if row.order == order)]
    return list(dict.fromkeys(row.name for row in used if _had_too_often(row, theirs, own)))


def share_had_elsewhere(tx: Transaction, order: str, member: str, phone: str) -> list[str]:
    """The name of the activity of which an `order` took pieces, where with others' to the `phone` it is too many."""
    share = deals.share(tx, order)
    others = tx.scalar(pieces_of_others(share, member, phone)) if share else 0
    if share is None or not others:
        return []
    own = tx.scalar(_pieces().where(OrderLine.order == order))
    return [share.name] if own + others > share.most else []


def pieces_of_others(share: Share, member: str, phone: str | None) -> Select[int]:
    """Pieces of the same activity that others than the `member` ordered to the `phone` (a fingerprint); to none: 0."""
    if not phone:
        return select(literal(0))
    theirs = (Order.phone_fingerprint == phone, Order.member != member, Order.state != "closed")
    return _pieces().join(Order, Order.id == OrderLine.order).where(*theirs, deals.took(share, Order.id))


def _pieces() -> Select[int]:
    return select(func.coalesce(func.sum(OrderLine.quantity - OrderLine.refunded), 0)).where(OrderLine.gift.is_(False))


def _had_too_often(row: AnyRow, theirs: Mapping[str, int], own: Mapping[str, int]) -> bool:
    elsewhere, here = theirs.get(row.promotion, 0), own.get(row.promotion, 1)
    most = row.per_member if elsewhere else None
    return row.audience["new_only"] or (most is not None and elsewhere + here > most)


def _limited(rule: Promotion) -> bool:
    return rule.audience.new_only or rule.per_member is not None


def _coupons_had(ask: Ask, buyer: Buyer, orders: Iterable[AnyRow]) -> set[str]:
    """Of those in hand that everybody could take: for newcomers, or used here as often as one person may have them."""
    if not buyer.coupons:
        return set()
    rows = ask(_COUPONS, held=[coupon.id for coupon in buyer.coupons], orders=[order.id for order in orders])
    used = Counter(row.promotion for row in rows if row.state == "used")
    return {
        row.id
        for row in rows
        if row.state == "issued"
        and (row.audience["new_only"] or (row.per_member is not None and used[row.promotion] >= row.per_member))
    }


_ORDERS = Prepared(
    select(Order.id, Order.member, Consumption.promotions)
    .join(Consumption, Consumption.order == Order.id)
    .where(Order.phone_fingerprint == bindparam("phone"), Consumption.standing)
    .order_by(Order.id.desc())
    .limit(LATEST)
)
_ORDER = Prepared(
    select(Order.member, Consumption.promotions)
    .join(Consumption, Consumption.order == Order.id)
    .where(Order.id == bindparam("order"), Consumption.standing)
)
_OFFERS = Prepared(
    select(Offered.id.label("promotion"), Offered.name, Offered.audience, Offered.per_member).where(
        Offered.id.in_(bindparam("offers", expanding=True))
    )
)
_USED = and_(Coupon.order.in_(bindparam("orders", expanding=True)), Coupon.state == "used")
_COUPONS = Prepared(
    select(Coupon.id, Coupon.promotion, Coupon.order, Coupon.state, Offered.name, Offered.audience, Offered.per_member)
    .join(Offered, Offered.id == Coupon.promotion)
    .where(Coupon.source == "claimed", or_(Coupon.id.in_(bindparam("held", expanding=True)), _USED))
)
