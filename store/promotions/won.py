"""What somebody may order by itself, at an activity's price, before a moment."""

from datetime import datetime

import msgspec


class Won(msgspec.Struct, frozen=True, kw_only=True):
    claim: str
    kind: str
    """Of the activity: flash-sale, ..."""
    activity: str
    name: str
    """Of the price, as the buyer reads it: 秒杀价."""
    room: str
    """Where it was won; empty outside of a show."""
    sku: str
    quantity: int
    price: int
    """Fen a piece."""
    until: datetime
    set_aside: bool
    """Its pieces are carved out of stock for this buyer."""
