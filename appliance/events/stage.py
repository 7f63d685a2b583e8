"""Who is on stage beside a host, and the contests they hold."""

from datetime import datetime
from typing import ClassVar

from appliance.events.fact import Audience, Event, Pace
from appliance.identity.permissions import Permission


class StageChanged(Event, frozen=True, tag=True):
    """Who is invited, at the door or on stage changed, or how they are seen, heard or laid out."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str
    seat: str = ""
    """Whose; empty: everybody's."""


class GuestRang(Event, frozen=True, tag=True):
    """An invited guest has agreed to be shown, and waits to be let on stage."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str
    seat: str
    name: str
    until: datetime


class GuestSeated(Event, frozen=True, tag=True):
    """连麦: a guest is on stage."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    seat: str
    name: str


class GuestLeft(Event, frozen=True, tag=True):
    """A guest is no longer on stage."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    seat: str
    name: str
    reason: str
    """left, removed, lost, over, or unshared: the host went on by RTMP, where nobody is mixed in."""


class BattleBegan(Event, frozen=True, tag=True):
    """PK: a contest between the host and another was called; it counts from `begins_at` until `ends_at`."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    battle: str
    left: str
    """The host's name."""
    right: str
    begins_at: datetime
    ends_at: datetime
    punish_seconds: int
    punishment: str = ""
    """What the loser has to do."""
    store: str = ""
    """Whose host the right one is; empty: a guest of this house. Between stores viewers choose no side."""


class BattleScored(Event, frozen=True, tag=True):
    """How it stands."""

    audience: ClassVar[Audience] = Audience.ROOM
    durable: ClassVar[bool] = False
    pace: ClassVar[Pace] = Pace.COUNT
    counted_by: ClassVar[str] = "battle"
    room: str
    battle: str
    left: int
    right: int


class BattleEnded(Event, frozen=True, tag=True):
    """It was counted out, given up or stopped; the loser's forfeit goes on until `until`."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    battle: str
    reason: str
    """time, forfeit or stopped."""
    left: int
    right: int
    winner: str
    """left, right, or empty: nobody."""
    until: datetime


class BattleOver(Event, frozen=True, tag=True):
    """The loser has paid; the two stand beside each other as before."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    battle: str


class StoresChanged(Event, frozen=True, tag=True):
    """友店: another store was paired with this one, or the pairing was ended."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ACCOUNTS_SET
    store: str
    name: str
    paired: bool


class StoreCallChanged(Event, frozen=True, tag=True):
    """Another store calls to a contest, or is called, or that was answered."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    call: str
