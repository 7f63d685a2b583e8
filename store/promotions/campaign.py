"""What every flash sale, bargain and group buy is: pieces of one variant, from a moment to another."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Select, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model, Transaction
from store.catalogue.offers import Offer


class Campaign(Model):
    __abstract__ = True

    id: Mapped[str] = mapped_column(primary_key=True)
    room: Mapped[str]
    """Whose viewers it is for; empty: the whole shop's."""
    product: Mapped[str] = mapped_column(ForeignKey("products.id"))
    sku: Mapped[str] = mapped_column(ForeignKey("skus.id"))
    title: Mapped[str]
    spec: Mapped[str]
    picture: Mapped[str]
    """A path; empty without one."""
    quantity: Mapped[int]
    """Pieces in all."""
    left: Mapped[int]
    """Those that nobody has taken: held or ordered them, or opened a team for them."""
    state: Mapped[str]
    """announced, open or ended."""
    opens_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str]
    """Of its end: time or staff, or what else its kind ends by."""
    by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)


def announced(
    offer: Offer, *, room: str, quantity: int, opens_at: datetime, lasts: timedelta, by: str, now: datetime
) -> dict[str, Any]:
    """Those columns of one that begins, but for its id."""
    return {
        "room": room, "product": offer.product, "sku": offer.sku, "title": offer.title, "spec": offer.spec,
        "picture": f"/blobs/{offer.picture}" if offer.picture else "", "quantity": quantity, "left": quantity,
        "state": "announced", "opens_at": opens_at, "ends_at": opens_at + lasts, "reason": "", "by": by,
        "created_at": now,
    }  # fmt: skip


def unfinished(tx: Transaction, kind: type[Campaign], room: str) -> int:
    """How many there are of a room, or of the shop outside of rooms."""
    return tx.scalar(select(func.count()).select_from(kind).where(kind.room == room, kind.state != "ended")) or 0


def to_open(tx: Transaction, kind: type[Campaign]) -> Select[str]:
    """Those whose moment has come."""
    due = select(kind.id).where(kind.state == "announced", kind.opens_at <= tx.now)
    return due.order_by(kind.opens_at, kind.id)


def to_end(tx: Transaction, kind: type[Campaign]) -> Select[str]:
    """Those whose time is over."""
    due = select(kind.id).where(kind.state != "ended", kind.ends_at <= tx.now)
    return due.order_by(kind.ends_at, kind.id)


def opens(tx: Transaction, kind: type[Campaign], campaign: str) -> bool:
    """False: it had opened, or ended."""
    waits = update(kind).where(kind.id == campaign, kind.state == "announced")
    return bool(tx.execute(waits.values(state="open")).rowcount)


def ends(tx: Transaction, kind: type[Campaign], campaign: str, reason: str) -> bool:
    """False: it had ended."""
    goes_on = update(kind).where(kind.id == campaign, kind.state != "ended")
    return bool(tx.execute(goes_on.values(state="ended", ended_at=tx.now, reason=reason)).rowcount)
