"""Messages made of facts. Hearing a fact twice makes none twice: a message is one of its kind, subject and member."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import delete, select

from appliance.db import Transaction
from appliance.ids import new_id
from store.members.models import Identity
from store.orders.carriers import CARRIERS
from store.orders.models import Order, OrderLine, Parcel
from store.promotions.flash_sales.models import FlashSale
from store.reach.actions.allowing import give_back, spend
from store.reach.kinds import KINDS
from store.reach.models import Message, MessageTemplate, Reservation

AT_ONCE = 200


def tell(  # noqa: PLR0917 - what a message is
    tx: Transaction, kind: str, subject: str, member: str, values: dict[str, Any], page: str, until: datetime
) -> bool:
    """Whether there is such a message now: the member must still allow one, and it must not be too late.

    Whom WeChat does not know gets none: however many guests wait, they keep no member waiting.
    """
    has_template = tx.scalar(select(MessageTemplate.kind).where(MessageTemplate.kind == kind))
    if until <= tx.now or has_template is None or not _is_known(tx, member) or not spend(tx, member, kind):
        return False
    made = tx.add_once(
        Message,
        id=new_id(tx.now),
        kind=kind,
        subject=subject,
        member=member,
        values=values,
        page=page,
        state="waiting",
        made_at=tx.now,
        try_at=tx.now,
        until=until,
    )
    if not made:
        give_back(tx, member, kind)
    return made


def tell_show(tx: Transaction, room: str, show: str, title: str, at: datetime) -> bool:
    """Everybody who waited for it, a few hundred at a time; whether there may be more."""
    waits = select(Reservation.member).where(Reservation.show == show).order_by(Reservation.member).limit(AT_ONCE)
    members = list(tx.execute(waits).scalars())
    values = {"title": title, "begun": at.isoformat()}
    for member in members:
        tell(tx, "show", show, member, values, page("room/room", room=room), at + KINDS["show"].lasts)
    tx.execute(delete(Reservation).where(Reservation.show == show, Reservation.member.in_(members)))
    return len(members) == AT_ONCE


def tell_parcel(tx: Transaction, parcel: str, at: datetime, subject: str) -> None:
    """What was handed over in the shop needs no message."""
    known = select(Parcel.order, Parcel.kind, Parcel.carrier, Parcel.tracking).where(Parcel.id == parcel)
    sent = tx.one_or_none(known)
    if sent is None or sent.kind not in ("express", "city"):
        return
    carrier = CARRIERS.get(sent.carrier, sent.carrier) or "同城配送"
    of_order(tx, "shipped", subject, sent.order, at, carrier=carrier, tracking=sent.tracking)


def tell_refund(tx: Transaction, refund: str, order: str, amount: int, at: datetime) -> None:
    of_order(tx, "refund", refund, order, at, amount=amount)


def tell_won(  # noqa: PLR0917 - an action's facts
    tx: Transaction, subject: str, member: str, title: str, sale: str, room: str, until: datetime
) -> None:
    """A prize waits to be claimed, or a piece of a flash `sale` to be paid for."""
    if sale:
        title = tx.scalar(select(FlashSale.title).where(FlashSale.id == sale)) or title
    where = page("room/room", room=room) if sale else "pages/more/wins/wins"
    tell(tx, "won", subject, member, {"title": title, "until": until.isoformat()}, where, until)


def _is_known(tx: Transaction, member: str) -> bool:
    mine = (Identity.member == member, Identity.provider == "wechat-mini")
    return tx.scalar(select(Identity.member).where(*mine).limit(1)) is not None


def of_order(tx: Transaction, kind: str, subject: str, order: str, at: datetime, **more: Any) -> None:
    """To its buyer, with what was bought."""
    known = tx.one_or_none(select(Order.number, Order.member).where(Order.id == order))
    if known is None:
        return
    lines = select(OrderLine.title).where(OrderLine.order == order).order_by(OrderLine.position)
    titles = list(tx.execute(lines).scalars())
    goods = titles[0] if len(titles) == 1 else f"{titles[0][:14]}等 {len(titles)} 件" if titles else ""
    values = {"goods": goods, "number": known.number, "at": at.isoformat(), **more}
    tell(tx, kind, subject, known.member, values, page("more/order/order", id=order), at + KINDS[kind].lasts)


def page(path: str, **query: str) -> str:
    """A message's link says where its reader came from."""
    return f"pages/{path}?{urlencode({**query, 'from': 'notice'})}"
