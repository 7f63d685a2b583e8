"""Every fact of the house: who may hear it, whether it is kept, and when it fires.

A fact is a frozen record in the past tense. Its JSON form carries its name under ``type``; the same bytes travel
on the bus, stand in the journal and, for the audience ROOM, go to every viewer of the room, so fields are only
ever added and a ROOM fact holds nothing private.
"""

from datetime import datetime
from enum import Enum
from typing import ClassVar

import msgspec


class Audience(Enum):
    ROOM = "room"
    """Every viewer of `room` may see it."""
    STAFF = "staff"
    """Signed-in staff may see it in the console."""
    HOUSE = "house"
    """Only Jinbo's own processes."""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    audience: ClassVar[Audience] = Audience.HOUSE
    durable: ClassVar[bool] = True

    @property
    def name(self) -> str:
        return type(self).__name__


# -- staff ------------------------------------------------------------------------------------------------------


class StaffJoined(Event, frozen=True, tag=True):
    """An account for a colleague was made."""

    staff: str
    login: str
    role: str


class StaffChanged(Event, frozen=True, tag=True):
    """An account's role changed, or it was shut or opened again; its sessions end."""

    staff: str
    by: str
    role: str
    shut: bool


class PasswordChanged(Event, frozen=True, tag=True):
    """A colleague set a new password, or it was reset on the box; other sessions end."""

    staff: str
    by: str


class SignInFailed(Event, frozen=True, tag=True):
    """Somebody gave a wrong password for `login`."""

    login: str
    address: str


class StaffSignedIn(Event, frozen=True, tag=True):
    """A colleague signed in from `address`."""

    staff: str
    address: str


# -- rooms and shows --------------------------------------------------------------------------------------------


class RoomOpened(Event, frozen=True, tag=True):
    """A room was made."""

    audience: ClassVar[Audience] = Audience.STAFF
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
    room: str
    by: str


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


class BroadcastEnded(Event, frozen=True, tag=True):
    """A show ended: staff ended it, or the host stayed away too long."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    broadcast: str


# -- the picture's health ---------------------------------------------------------------------------------------


class StreamMeasured(Event, frozen=True, tag=True):
    """Once a second for each room with a publisher: what arrived in the last second."""

    audience: ClassVar[Audience] = Audience.STAFF
    durable: ClassVar[bool] = False
    room: str
    at: datetime
    light: str
    """green, amber or red."""
    sentence_zh: str
    sentence_en: str
    bitrate: int
    """bit/s, picture and sound."""
    fps: float
    keyframe_seconds: float
    dropped: int
    """Frames the publisher or the timestamps lost since the show began."""
    delay_ms: int
    """From a frame's arrival to its place in the playlist."""
    width: int
    height: int
    video_codec: str
    audio_codec: str
    renditions: list[str]
    """Names of the renditions that play their own encoding now."""


class ViewersCounted(Event, frozen=True, tag=True):
    """A few times a minute for each room that is watched."""

    audience: ClassVar[Audience] = Audience.ROOM
    durable: ClassVar[bool] = False
    room: str
    viewers: int


class RenditionShed(Event, frozen=True, tag=True):
    """The ladder gave up a rendition because this CPU cannot keep up."""

    audience: ClassVar[Audience] = Audience.STAFF
    room: str
    rendition: str


class AlarmRaised(Event, frozen=True, tag=True):
    """Something needs a person; the same `alarm` is not raised twice until it is cleared."""

    audience: ClassVar[Audience] = Audience.STAFF
    alarm: str
    zh: str
    en: str
    room: str = ""


class AlarmCleared(Event, frozen=True, tag=True):
    """What `alarm` complained of is over."""

    audience: ClassVar[Audience] = Audience.STAFF
    alarm: str


class ProcessMeasured(Event, frozen=True, tag=True):
    """Once in five seconds from each process of the house: how it fares."""

    audience: ClassVar[Audience] = Audience.STAFF
    durable: ClassVar[bool] = False
    process: str
    """web, live or back."""
    cpu: float
    """Share of one core in the last five seconds, of the process and its children: 1.0 is a whole core."""
    rss: int
    """Bytes of memory, of the process and its children."""
    ok: bool
    speed: float = 0.0
    """From `live`: media seconds this CPU encodes in one second, as measured at start; 0 when not measured."""


def all_events() -> dict[str, type[Event]]:
    """Every kind of fact by its name."""
    return {kind.__name__: kind for kind in Event.__subclasses__()}


def encode(event: Event) -> bytes:
    return msgspec.json.encode(event)


def decode(data: bytes | str) -> Event:
    """Raises `msgspec.ValidationError` for a fact this version does not know."""
    head = msgspec.json.decode(data, type=_Head)
    kind = all_events().get(head.type)
    if kind is None:
        raise msgspec.ValidationError(f"no such fact: {head.type}")
    return msgspec.json.decode(data, type=kind)


class _Head(msgspec.Struct):
    type: str
