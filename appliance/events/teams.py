"""Group buys 拼团 and their teams."""

from datetime import datetime
from typing import ClassVar

from appliance.events.fact import Audience, Event, Pace


class GroupBuyAnnounced(Event, frozen=True, tag=True):
    """拼团: teams can be opened from `opens_at` on, by the server's clock. Without a `room` it is the whole shop's."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    group_buy: str
    product: str
    sku: str
    title: str
    spec: str
    picture: str
    price: int
    plain_price: int
    size: int
    hours: int
    """That a team has."""
    per_member: int
    quantity: int
    opens_at: datetime
    ends_at: datetime


class GroupBuyOpened(Event, frozen=True, tag=True):
    """From now on teams can be opened."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    group_buy: str


class GroupBuyCounted(Event, frozen=True, tag=True):
    """Somebody sat down, paid or went: teams that are full, pieces that are left, the team that lacks the fewest."""

    audience: ClassVar[Audience] = Audience.ROOM
    durable: ClassVar[bool] = False
    pace: ClassVar[Pace] = Pace.COUNT
    counted_by: ClassVar[str] = "group_buy"
    room: str
    group_buy: str
    left: int
    full: int
    """Teams that are complete (成团)."""
    waiting: int = 0
    """Teams that somebody can join."""
    team: str = ""
    missing: int = 0
    """还差 N 人, in that team."""
    until: datetime | None = None


class GroupBuyEnded(Event, frozen=True, tag=True):
    """No team is opened any more: time or staff; teams that are open go on."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    group_buy: str
    reason: str


class TeamMoved(Event, frozen=True, tag=True):
    """What became of a member's place in a team: taken, paid, full (成团), failed (the money goes back) or lapsed."""

    audience: ClassVar[Audience] = Audience.VIEWER
    room: str
    member: str
    group_buy: str
    team: str
    state: str
    missing: int = 0
    order: str = ""
