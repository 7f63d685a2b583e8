"""The addresses a colleague is shown: by the name under which this browser reached the box, so that they work there."""

from datetime import timedelta

from quart import request

from appliance.house import house
from appliance.identity import tokens
from media.broadcasts import addresses
from media.broadcasts.models import Room

PREVIEW = timedelta(hours=12)
INVITATION = timedelta(days=7)
"""How long a link to a private room lets its bearer in."""


def host() -> str:
    """Without the port, an IPv6 address without its brackets."""
    name, colon, port = request.host.rpartition(":")
    return (name if colon and port.isdecimal() else request.host).strip("[]")


def picture_origin() -> str:
    return addresses.edge_origin(house().config, host())


def push_url() -> str:
    return addresses.push_url(house().config, host())


def preview_url(room: Room) -> str:
    """The playlist for staff, private or not."""
    return addresses.play_url(house().config, room.id, host(), "" if room.public else _ticket(room.id, PREVIEW))


def watch_url(room: Room) -> str:
    """The viewers' page; of a private room with a ticket that lets its bearer in for `INVITATION`."""
    page = f"{addresses.web_origin(house().config, host())}/rooms/{room.id}"
    return page if room.public else f"{page}?ticket={_ticket(room.id, INVITATION)}"


def _ticket(room: str, span: timedelta) -> str:
    until = house().clock.now() + span
    claims = tokens.Claims("play", "staff", int(until.timestamp()), room)
    return tokens.sign(house().keys.derive("tokens"), claims)
