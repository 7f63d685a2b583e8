"""Rooms and their shows."""

from datetime import datetime
from typing import ClassVar

from appliance.events.fact import Audience, Event
from appliance.identity.permissions import Permission


class RoomOpened(Event, frozen=True, tag=True):
    """A room was made."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str
    title: str


class RoomChanged(Event, frozen=True, tag=True):
    """A room's name, notice, cover or openness to the public changed."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    title: str
    public: bool


class StreamKeyRotated(Event, frozen=True, tag=True):
    """A room got a new stream key; whoever pushes with the old one is cut off."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.KEYS_SEE
    room: str
    by: str


class FloorShown(Event, frozen=True, tag=True):
    """底价: hosts of a room may read what products cost the shop, or no longer."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.MONEY_SEE
    room: str
    shown: bool


class OutputDelayed(Event, frozen=True, tag=True):
    """延时播出: how many seconds a room's picture is held back, from the next push on."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str
    seconds: int


class PictureCut(Event, frozen=True, tag=True):
    """断流: staff took the picture away at once; the slate plays, and nobody may push until they allow it again."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str


class PictureAllowed(Event, frozen=True, tag=True):
    """Whoever has the key may push again."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str


class HostPrompted(Event, frozen=True, tag=True):
    """提词: the control room sent the host a line to read."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str
    text: str


class BroadcastScheduled(Event, frozen=True, tag=True):
    """A show was planned, or its plan changed."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    broadcast: str
    title: str
    starts_at: datetime


class BroadcastCancelled(Event, frozen=True, tag=True):
    """A planned show will not take place."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    broadcast: str


class BroadcastAired(Event, frozen=True, tag=True):
    """A show went on air: the host's first picture arrived."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    broadcast: str
    title: str


class HostLost(Event, frozen=True, tag=True):
    """The host's stream broke off during a show; the slate plays."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    broadcast: str


class HostReturned(Event, frozen=True, tag=True):
    """The host's stream is back within the same show."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    broadcast: str


class ShowReported(Event, frozen=True, tag=True):
    """战报: two minutes after a show's end its report is there to be read."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.FIGURES_SEE
    room: str
    broadcast: str
    title: str


class BroadcastEnded(Event, frozen=True, tag=True):
    """A show ended: staff ended it, or the host stayed away too long."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    broadcast: str
