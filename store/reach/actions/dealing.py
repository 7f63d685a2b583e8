"""Messages about teams and bargains: it is full, it failed, the price is at its floor, or its time is almost over."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, select

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from store.orders.models import Order
from store.promotions.bargains.models import Bargain, Haggle
from store.reach.actions.telling import of_order, page, tell
from store.reach.ending import ENDS

FLOOR = "floor"
STANDS = {FLOOR: "到底价了", ENDS: "快到期了"}


def tell_team(tx: Transaction, team: str, order: str, at: datetime, *, full: bool) -> None:
    """Who has paid hears that the team is full, or that it failed and the money goes back."""
    paid = tx.scalar(select(Order.total).where(Order.id == order))
    if full:
        of_order(tx, "team", team, order, at, paid=paid)
    else:
        of_order(tx, "team-failed", team, order, at, amount=paid)


def tell_floor(tx: Transaction, haggle: str) -> None:
    """The price cannot come down any more: it is to be bought in its time."""
    _tell(tx, select(*_HAGGLE).join(Bargain).where(Haggle.id == haggle), FLOOR)


def tell_ending(tx: Transaction, haggles: Iterable[str]) -> None:
    """Their time is almost over: it is told once, to who allows it."""
    _tell(tx, select(*_HAGGLE).join(Bargain).where(Haggle.id.in_(list(haggles))), ENDS)


def _tell(tx: Transaction, asked: Select[*tuple[object, ...]], what: str) -> None:
    for row in tx.execute(asked.where(Haggle.state == "cutting", Haggle.until > tx.now)).all():
        _tell_one(tx, row, what)


def _tell_one(tx: Transaction, row: AnyRow, what: str) -> None:
    values = {"goods": row.title, "price": row.price, "stands": STANDS[what], "until": row.until.isoformat()}
    room = {"room": row.room} if row.room else {}
    where = page("more/bargain/bargain", id=row.id, **room)
    tell(tx, "haggle", f"{row.id}-{what}", row.member, values, where, row.until)


_HAGGLE = (Haggle.id, Haggle.member, Haggle.price, Haggle.until, Bargain.title, Bargain.room)
