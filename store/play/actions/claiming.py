"""Goods that were won: where they go, or that nobody came for them."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import select, update

from appliance.db import Batch, Transaction, some
from appliance.db.transaction import AnyRow
from appliance.events import PrizeClaimed, PrizeLapsed
from appliance.ids import new_id
from store.catalogue import actions as catalogue
from store.catalogue.offers import Offer
from store.orders import actions as orders
from store.orders.problems import DeliveryNotOffered
from store.play.actions.ending import let_go
from store.play.actions.opening import spec_of
from store.play.models import Round, RoundWin
from store.play.problems import NothingToClaim, WinLapsed, WinNotFound
from store.play.spec import Prize
from store.pricing.cart import Delivery, Promotion
from store.pricing.quoted import Line, Quote
from store.pricing.shipping import offered
from store.promotions import actions as promotions
from store.shop import actions as shop


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """Where a prize goes."""

    delivery: Delivery
    region: str = ""
    sealed: str | None = None
    fingerprint: str | None = None
    note: str = ""


def claim(tx: Transaction, win: str, member: str, sending: Sending) -> str:
    """The order, which costs nothing, by which it is sent; the same one when it was claimed before.

    Raises WinNotFound, NothingToClaim, DeliveryNotOffered, WinLapsed.
    """
    found = _mine(tx, win, member)
    if found.order is not None:
        return str(found.order)
    if found.kind != "goods":
        raise NothingToClaim
    if sending.delivery not in ways(promotions.rules(tx), shop.place(tx)):
        raise DeliveryNotOffered(field="delivery")
    order = new_id(tx.now)
    waiting = update(RoundWin).where(RoundWin.id == win, RoundWin.state == "won", RoundWin.until > tx.now)
    claimed = {"state": "claimed", "order": order, "settled_at": tx.now}
    if not tx.execute(waiting.values(claimed)).rowcount:
        raise WinLapsed
    prize = spec_of(found.spec).prizes[found.prize]
    catalogue.uncarve(tx, {prize.sku: 1}, f"{found.round}/{win}")
    orders.create(tx, _order(order, member, prize, catalogue.offers(tx, [prize.sku])[prize.sku], sending))
    tx.record(PrizeClaimed(room=found.room, round=found.round, win=win))
    return order


def ways(rules: Iterable[Promotion], place: str) -> list[str]:
    """How a prize can be had: sent, and picked up where the shop offers that (pure)."""
    return [way for way in offered(rules, place) if way in ("express", "pickup")]


def lapse(tx: Transaction, limit: int = 20, passing: int = 0) -> Batch:
    """Goods that nobody claimed in time are the shop's again; a few, behind `passing` that resisted."""
    late = select(RoundWin.id).where(RoundWin.state == "won", RoundWin.until <= tx.now)
    return some(tx, late.order_by(RoundWin.until, RoundWin.id), lapse_one, limit, passing)


def lapse_one(tx: Transaction, win: str) -> None:
    asked = select(RoundWin.round, RoundWin.prize, Round.room, Round.spec).join(Round, Round.id == RoundWin.round)
    found = tx.execute(asked.where(RoundWin.id == win)).one()
    if let_go(tx, win, found.round, spec_of(found.spec).prizes[found.prize], ("won", "drawn")):
        tx.record(PrizeLapsed(room=found.room, round=found.round, win=win))


def _mine(tx: Transaction, win: str, member: str) -> AnyRow:
    columns = (RoundWin.round, RoundWin.prize, RoundWin.kind, RoundWin.order, Round.room, Round.spec)
    asked = select(*columns).join(Round, Round.id == RoundWin.round)
    found = tx.one_or_none(
        asked.where(RoundWin.id == win, RoundWin.member == member, RoundWin.state.not_in(("drawing", "drawn")))
    )
    if found is None:
        raise WinNotFound
    return found


def _order(order: str, member: str, prize: Prize, offer: Offer, sending: Sending) -> orders.NewOrder:
    """A gift: it cannot be sent back for money, and counts for nobody's limits."""
    line = Line(
        sku=prize.sku, product=offer.product, quantity=1, list_price=0, unit_price=0, payable=0, gift=True
    )  # fmt: skip
    quote = Quote(
        lines=(line,),
        goods=0,
        discount=0,
        points=0,
        points_off=0,
        most_points=0,
        shipping=0,
        shipping_off=0,
        delivery=sending.delivery,
        deliverable=True,
        total=0,
        points_earned=0,
    )
    good = orders.Good(
        product=offer.product,
        title=offer.title,
        spec=offer.spec,
        picture=offer.picture or None,
        code=offer.code,
        return_kind=offer.return_kind,
        cost=offer.cost,
    )
    return orders.NewOrder(
        id=order,
        member=member,
        quote=quote,
        goods={prize.sku: good},
        region=sending.region,
        contact_sealed=sending.sealed,
        phone_fingerprint=sending.fingerprint,
        note=sending.note,
    )
