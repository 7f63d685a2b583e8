"""Whether a room's host can share a stage: who pushes by RTMP is passed on as he is, and nobody is mixed in."""

from appliance.errors import Conflict
from appliance.house import house
from media.webrtc import signalling
from media.webrtc.problems import NoAnswer


class HostNotHere(Conflict):
    zh = "主播要先用浏览器或 OBS 的 WHIP 开播，才能连麦和 PK"
    en = "The host has to go live from a browser or by WHIP before anybody can come on stage or into a contest"


async def is_here(room: str) -> bool:
    try:
        told = await signalling.ask(house().config.run, signalling.CanWatch(room))
    except NoAnswer:
        return False
    return isinstance(told, signalling.Said) and bool(told.text)


async def be_here(room: str) -> None:
    """Raises HostNotHere."""
    if not await is_here(room):
        raise HostNotHere
