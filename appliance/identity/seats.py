"""A seat in a room: who somebody is there, told by a signed token so that the room asks nobody (pure)."""

from datetime import datetime, timedelta

import msgspec

from appliance.events import Speaker
from appliance.identity import tokens
from appliance.identity.tokens import TokenExpired, TokenRefused

GOOD_FOR = timedelta(minutes=5)
"""In which one has to sit down."""


class Seat(msgspec.Struct, frozen=True, array_like=True):
    room: str
    viewer: str
    """The member's id; of staff ``staff:ID``."""
    expires: int
    """Unix seconds, until which one may sit down; who sits stays."""
    name: str = ""
    """As everybody may know it; of a guest 游客 and a mark."""
    level: str = ""
    buyer: bool = False
    role: str = ""
    """host or staff: speaks for the shop, may not be muted, wins nothing."""
    invited: bool = False
    """Came by the room's link, or for the shop: may stay when the room is private."""
    source: str = ""
    """Where the viewer says to have come from."""
    avatar: str = ""
    """The address of the picture that a member gave; guests have none."""
    line: str = ""
    """Whose socket it is (`appliance.subscriber`), as the room sees it: no token tells. Empty where many may be behind
    it."""
    known: bool = False
    """Has logged in: is somebody, and not one of many guests."""

    @property
    def speaker(self) -> Speaker:
        return Speaker(self.viewer, self.name, self.level, self.buyer, self.role)


def sign(key: bytes, seat: Seat) -> str:
    return tokens.seal(key, b"seat" + msgspec.json.encode(seat))


def read(key: bytes, token: str, room: str, now: datetime) -> Seat:
    """Raises TokenRefused for a token that this key did not sign for a seat in `room`, TokenExpired for an old one."""
    body = tokens.unseal(key, token)
    if not body.startswith(b"seat["):
        raise TokenRefused
    seat = msgspec.json.decode(body[4:], type=Seat)
    if seat.room != room:
        raise TokenRefused
    if seat.expires <= now.timestamp():
        raise TokenExpired
    return seat
