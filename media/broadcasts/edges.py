"""Where the picture and the rooms are, for who asks: on this box, or of two that share a shop on the live one."""

import msgspec

from appliance.house import house
from appliance.http import host
from appliance.lease.board import boxes
from appliance.lease.reads import Standing
from media.broadcasts import addresses


class Place(msgspec.Struct, frozen=True):
    via: str
    """box; where two share a shop box-a or box-b."""
    origin: str
    """Scheme, host and port."""


def edges() -> list[Place]:
    """The live box first, then the one that would take over. Behind one name they are one."""
    known = boxes().known
    if not known:
        return [Place("box", _own())]
    places = [Place(f"box-{box.name}", _own() if box.name == house().config.box else box.edge) for box in known]
    return list({place.origin: place for place in reversed(places)}.values())[::-1]


def edge() -> str:
    """The live box's origin."""
    return edges()[0].origin


def push_url() -> str:
    """What OBS calls the server: the live box."""
    other = _live_elsewhere()
    return other.push if other else addresses.push_url(house().config, host())


def whip_url() -> str:
    other = _live_elsewhere()
    return f"{other.page}/whip" if other else addresses.whip_url(house().config, host())


def _live_elsewhere() -> Standing | None:
    known = boxes().known
    return known[0] if known and known[0].live and known[0].name != house().config.box else None


def _own() -> str:
    return addresses.edge_origin(house().config, host())
