"""Going live from a browser 开播: camera, microphone and one button; and what stops somebody from it."""

import msgspec
from quart import Response
from quart.typing import ResponseReturnValue

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages
from appliance.identity.permissions import Permission
from console.looks import page
from media.broadcasts import reads
from media.broadcasts.board import board
from media.ice import ice_servers
from media.webrtc import signalling

pages = Pages("console_going_live", __name__)


class Size(msgspec.Struct, frozen=True):
    height: int
    bitrate: int
    """bit/s at most."""
    fps: int = 30


SIZES = (Size(540, 1_200_000), Size(720, 2_500_000), Size(1080, 4_500_000))


@pages.page("/console/rooms/<room>/go-live", allow=Permission.KEYS_SEE)
async def go_live(room: str) -> ResponseReturnValue:
    """The page holds the stream key, as the key's own page does: whoever may see one may use the other."""
    async with house().db.read() as session:
        found = await reads.room(session, room)
        on_air = await reads.on_air(session, room)
    return await page(
        "live/go.html",
        room=found, state=on_air.state if on_air else "off", port=house().config.http.port, sizes=SIZES,
        key=reads.stream_key(found, house().keys), viewers=board().viewers(room),
        servers=msgspec.to_builtins(ice_servers(house().config)), minutes=house().config.slate_minutes,
    )  # fmt: skip


@pages.page("/console/rooms/<room>/go-live/expected", allow=Permission.KEYS_SEE, methods=("POST",))
async def expected(room: str) -> ResponseReturnValue:
    """Somebody looks into the camera: what takes their picture is started meanwhile."""
    async with house().db.read() as session:
        await reads.room(session, room)
    try:
        await signalling.ask(house().config.run, signalling.Expect(room))
    except Problem:
        return Response(b"", 503)
    return Response(b"", 204)
