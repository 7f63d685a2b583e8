"""The addresses a colleague is shown: by the name under which this browser reached the box, so that they work there."""

from datetime import timedelta

from appliance.house import house
from appliance.http import host
from appliance.identity.tokens import PREVIEW
from media.broadcasts import addresses, edges
from media.broadcasts.models import Room
from media.broadcasts.playing import STAFF_WATCH, ticket

INVITATION = timedelta(days=7)
"""How long a link to a private room lets its bearer in."""


def picture_origin() -> str:
    return edges.edge()


def push_url() -> str:
    return edges.push_url()


def whip_url() -> str:
    return edges.whip_url()


def preview_url(room: Room) -> str:
    """The playlist for staff, private or not, as it comes; who looks by it is not counted among the viewers."""
    channel = addresses.undelayed(room.id) if room.delay else room.id
    return addresses.play_url(edges.edge(), channel, ticket(channel, STAFF_WATCH, PREVIEW))


def watch_url(room: Room) -> str:
    """The viewers' page; of a private room with a ticket that lets its bearer in for `INVITATION`."""
    page = f"{addresses.web_origin(house().config, host())}/rooms/{room.id}"
    return page if room.public else f"{page}?ticket={ticket(room.id, INVITATION)}"
