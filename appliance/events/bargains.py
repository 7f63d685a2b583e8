"""砍价: bargains, and prices that come down with everybody who helps."""

from datetime import datetime
from typing import ClassVar

from appliance.events.fact import Audience, Event, Pace


class BargainOpened(Event, frozen=True, tag=True):
    """From now on anybody in the room may begin; `room` is empty for the whole shop's."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    bargain: str
    product: str
    sku: str
    title: str
    spec: str
    picture: str
    start_price: int
    floor_price: int
    helpers: int
    """Cuts from the start to the floor, the beginner's own among them."""
    hours: int
    quantity: int
    opens_at: datetime
    ends_at: datetime


class BargainCounted(Event, frozen=True, tag=True):
    """How many pieces nobody has ordered: after an order, and when one that was not paid gave its piece back."""

    audience: ClassVar[Audience] = Audience.ROOM
    durable: ClassVar[bool] = False
    pace: ClassVar[Pace] = Pace.COUNT
    counted_by: ClassVar[str] = "bargain"
    room: str
    bargain: str
    left: int


class BargainEnded(Event, frozen=True, tag=True):
    """Nobody begins any more: time, or staff, and then nobody cuts either."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    bargain: str
    reason: str


class PriceChopped(Event, frozen=True, tag=True):
    """Somebody helped: the price of this member's haggle came down by `amount`."""

    audience: ClassVar[Audience] = Audience.VIEWER
    room: str
    member: str
    bargain: str
    haggle: str
    name: str
    """Of who helped, masked."""
    amount: int
    price: int
    """Reached by now."""
    helped: int
    helpers: int
