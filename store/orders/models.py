"""An order, its lines and its parcels. What was agreed is snapshotted and never evaluated again."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Fen, Instant, Json, Model

PAID = ("paid", "part-refunded")
"""Payment states of an order whose goods may leave."""


class Order(Model):
    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_member_state", "member", "state"),
        Index("ix_orders_state_expires_at", "state", "expires_at"),
        Index("ix_orders_created_at", "created_at"),
        Index("ix_orders_paid_at", "paid_at"),
        Index("ix_orders_room_created_at", "room", "created_at"),
        Index("ix_orders_phone_fingerprint", "phone_fingerprint"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    """What people read to each other: day and eight figures."""
    member: Mapped[str]
    state: Mapped[str]
    """pending (waits for money), confirmed, completed or closed."""
    payment: Mapped[str]
    """unpaid, paid, part-refunded or refunded."""
    shipment: Mapped[str]
    """none, part, all or received."""
    goods: Mapped[Fen]
    """At list prices."""
    discount: Mapped[Fen]
    """Off the goods by everything except points, positive."""
    points_off: Mapped[Fen]
    points: Mapped[int]
    """Spent."""
    points_earned: Mapped[int]
    shipping: Mapped[Fen]
    total: Mapped[Fen]
    """To pay: goods - discount - points_off + shipping, after a change by staff."""
    refunded: Mapped[Fen]
    quote: Mapped[dict[str, Any]] = mapped_column(Json)
    """The whole `store.pricing` Quote as the buyer saw it."""
    delivery: Mapped[str]
    """express 快递, city 同城, pickup 自提 or none (virtual)."""
    region: Mapped[str]
    contact_sealed: Mapped[str | None]
    """Name, phone, street as JSON, sealed."""
    phone_fingerprint: Mapped[str | None]
    pickup_code: Mapped[str | None] = mapped_column(unique=True)
    held: Mapped[bool]
    """A colleague has to look at it first (`store.risk`): it is not shipped."""
    claimed: Mapped[int]
    """Pieces of all its lines that stay here until its buyer's claims are settled."""
    note: Mapped[str]
    """The buyer's."""
    staff_note: Mapped[str]
    room: Mapped[str | None]
    """Bought in this room."""
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    reminded_at: Mapped[datetime | None] = mapped_column(Instant)
    """Since when its buyer has been reminded to pay."""
    paid_at: Mapped[datetime | None] = mapped_column(Instant)
    shipped_at: Mapped[datetime | None] = mapped_column(Instant)
    received_at: Mapped[datetime | None] = mapped_column(Instant)
    completed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    close_reason: Mapped[str]
    """buyer, expired, staff, refunded or team (拼团未成功)."""


class OrderLine(Model):
    __tablename__ = "order_lines"
    __table_args__ = (Index("ix_order_lines_order", "order"), Index("ix_order_lines_sku", "sku"))

    id: Mapped[str] = mapped_column(primary_key=True)
    order: Mapped[str] = mapped_column(ForeignKey("orders.id"))
    position: Mapped[int]
    product: Mapped[str]
    sku: Mapped[str]
    title: Mapped[str]
    spec: Mapped[str]
    picture: Mapped[str | None]
    code: Mapped[str]
    return_kind: Mapped[str]
    exception_confirmed: Mapped[bool]
    """The buyer confirmed for this purchase that it cannot be returned without a reason."""
    gift: Mapped[bool]
    quantity: Mapped[int]
    list_price: Mapped[Fen]
    unit_price: Mapped[Fen]
    """After the price stage (activity, timed, member)."""
    amount: Mapped[Fen]
    """Payable for the whole line; a refund of k pieces is `store.money.of_pieces`."""
    points_off: Mapped[Fen]
    points: Mapped[int]
    """Spent on this line."""
    cost: Mapped[Fen | None]
    shipped: Mapped[int]
    """Pieces that left the shop."""
    refunded: Mapped[int]
    """Pieces whose money goes back."""
    cancelled: Mapped[int]
    """Those of the refunded that never left: shipped + cancelled is at most quantity."""
    claimed: Mapped[int] = mapped_column(server_default="0")
    """Those that the buyer waits to hear about while some are here, and gifts that hang on such: so many do not
    leave.
    """

    @property
    def sendable(self) -> int:
        """Pieces that may leave now."""
        return sendable(self)


def sendable(line: Any) -> int:
    """Of a line or a row of one."""
    return max(int(line.quantity - line.shipped - line.cancelled - line.claimed), 0)


class Parcel(Model):
    __tablename__ = "parcels"
    __table_args__ = (Index("ix_parcels_order", "order"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    order: Mapped[str] = mapped_column(ForeignKey("orders.id"))
    kind: Mapped[str]
    """express, city, pickup or none."""
    carrier: Mapped[str]
    """WeChat's code of the company: ZTO, SF; empty unless express."""
    tracking: Mapped[str]
    lines: Mapped[dict[str, int]] = mapped_column(Json)
    """Pieces by order line."""
    by: Mapped[str]
    shipped_at: Mapped[datetime] = mapped_column(Instant)
    received_at: Mapped[datetime | None] = mapped_column(Instant)
