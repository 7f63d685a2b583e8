"""Templates, what members allowed, who waits for which show, and what is on its way."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Json, Model


class MessageTemplate(Model):
    __tablename__ = "message_templates"

    kind: Mapped[str] = mapped_column(primary_key=True)
    """Of `kinds.KINDS`."""
    template: Mapped[str]
    """Its id at WeChat."""
    fields: Mapped[dict[str, str]] = mapped_column(Json)
    """The template's field of each fact that it shows: {"title": "thing1"}."""
    note: Mapped[str]
    trouble: Mapped[str] = mapped_column(server_default=text("''"))
    """WeChat's code when it does not take the template: nothing of this kind is sent until staff set it anew."""
    changed_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(Instant)


class MessageConsent(Model):
    """How many messages of a kind a member still allows. No API tells it: one tap is one message, counted here."""

    __tablename__ = "message_consents"

    member: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    left: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)


class Reservation(Model):
    """预约: a member wants to be told when a show begins."""

    __tablename__ = "reservations"
    __table_args__ = (Index("ix_reservations_member", "member"),)

    show: Mapped[str] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)


class Message(Model):
    """A message takes its consent with it when it is made."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "member", name="uq_messages_kind"),
        Index("ix_messages_state_try_at", "state", "try_at"),
        Index("ix_messages_member", "member"),
        Index("ix_messages_made_at", "made_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject: Mapped[str]
    """What it is about: a show, a parcel, a refund, a win; test-ID: a colleague tries the template."""
    member: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    """By fact, as `fields.written` takes them."""
    page: Mapped[str]
    """Which page of the mini-program it opens."""
    state: Mapped[str]
    """waiting, sending, sent, refused (the member allows none any more) or failed."""
    code: Mapped[str] = mapped_column(server_default=text("''"))
    """Of the last answer that was no yes: WeChat's, or late, lost, unknown, unreachable."""
    said: Mapped[str] = mapped_column(server_default=text("''"))
    tries: Mapped[int] = mapped_column(server_default="0")
    interrupted: Mapped[int] = mapped_column(server_default="0")
    """The house was stopped while it was on its way: it was sent once more, and is not another time."""
    made_at: Mapped[datetime] = mapped_column(Instant)
    try_at: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime] = mapped_column(Instant)
    """Later than that it is not sent."""
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
