"""What a fact is."""

from enum import Enum
from typing import ClassVar

import msgspec

from appliance.identity.permissions import Permission


class Audience(Enum):
    ROOM = "room"
    """Every viewer of `room` may see it."""
    VIEWER = "viewer"
    """Only `member` may hear it, in whichever room they sit."""
    STAFF = "staff"
    """Signed-in staff who have the permission that it `needs` may see it in the console."""
    HOUSE = "house"
    """Only Jinbo's own processes."""


class Pace(Enum):
    """How a fact travels to the viewers of a room."""

    URGENT = "urgent"
    """At once, numbered, never dropped: what the shop does."""
    TALK = "talk"
    """With the room's next tick, numbered; to a viewer who lags the oldest are dropped."""
    COUNT = "count"
    """With the next tick, unnumbered: only the newest of a kind (and of `counted_by`) is told."""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    audience: ClassVar[Audience] = Audience.HOUSE
    needs: ClassVar[Permission | None] = None
    """Of Audience.STAFF, and there always: what a colleague must be allowed to do to hear it."""
    durable: ClassVar[bool] = True
    pace: ClassVar[Pace] = Pace.URGENT
    counted_by: ClassVar[str] = ""
    """Of Pace.COUNT: the field that tells two counts of one kind apart."""


def name_of(event: Event) -> str:
    """What its JSON calls it under ``type``. No property of the fact: it may have a field `name` of its own."""
    return type(event).__name__


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
