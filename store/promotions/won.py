"""What somebody may order by itself, at an activity's price, before a moment; and how such an order stands."""

from datetime import datetime

import msgspec


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """What a person may have of an activity."""

    kind: str
    """Of the activity: flash-sale, ..."""
    activity: str
    name: str
    """Of the price, as the buyer reads it: 秒杀价."""
    most: int
    """Pieces."""


class Won(Share, frozen=True, kw_only=True):
    claim: str
    room: str
    """Where it was won; empty outside of a show."""
    sku: str
    quantity: int
    price: int
    """Fen a piece."""
    until: datetime
    set_aside: bool
    """Its pieces are carved out of stock for this buyer."""


class TeamOfOrder(msgspec.Struct, frozen=True):
    """How the team stands in which an order was bought."""

    team: str
    state: str
    """open, full or failed."""
    size: int
    missing: int
    until: datetime
    waits: bool
    """等成团: it is paid and not sent before the team is full."""
