"""Where a room plays, in which qualities, and for whom."""

from datetime import timedelta

import msgspec
from quart import request
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.errors import NotAllowed, NotSignedIn
from appliance.house import house
from appliance.http import language, staff
from appliance.identity import tokens
from media.broadcasts.addresses import play_url
from media.broadcasts.edges import edges
from media.broadcasts.models import Room
from media.broadcasts.nearness import is_within
from media.ladder import promised
from media.mirror.board import mirror_board
from media.relay import clouds
from media.relay import reads as relays
from media.relay.board import relay_board

STAFF_WATCH = timedelta(hours=12)
_LABELS = {"auto": ("自动", "Auto"), "source": ("原画", "Original")}


class InvitedOnly(NotAllowed):
    zh = "这个直播间只对受邀的人开放，请用店里发给您的链接进入"
    en = "This room is for invited guests: use the link the shop sent you"


class Quality(msgspec.Struct, frozen=True):
    name: str
    """auto, source, 720p, 480p or 360p."""
    url: str
    label: str
    """In the reader's language."""


class Play(msgspec.Struct, frozen=True):
    kind: str
    url: str
    qualities: list[Quality]
    via: str = "box"
    """Who plays it: box, the id of a cloud channel, or storage; box-a and box-b where two boxes share a shop."""


async def play(session: AsyncSession, room: Room) -> list[Play]:
    """In order of preference: within the shop this box; elsewhere a cloud channel while it has the picture, the object
    storage while what stands there keeps up, then this box.

    A private room plays for staff, and for who came by its link. Raises InvitedOnly.
    """
    ours = box(room)
    clouds_play = [*await _clouds(session, room), *_storage(room)]
    return [*ours, *clouds_play] if _in_the_shop() else [*clouds_play, *ours]


def box(room: Room) -> list[Play]:
    """What the box itself plays; of two that share a shop the live one, then the one that stands by.

    Raises InvitedOnly.
    """
    token = pass_to(room)
    return [_own(play_url(place.origin, room.id, token), place.via) for place in edges()]


def _own(url: str, via: str) -> Play:
    base = url.removesuffix("index.m3u8")
    renditions = promised(house().config.ladder)
    files = {"auto": "index.m3u8", **{one.name: f"{one.name}/index.m3u8" for one in renditions}}
    return Play("hls", url, [Quality(name, base + file, _label(name)) for name, file in files.items()], via)


async def _clouds(session: AsyncSession, room: Room) -> list[Play]:
    """Of a private room only where the address itself keeps others out."""
    board = relay_board()
    if not board.plays(room.id):
        return []
    now = house().clock.now()
    return [
        Play("hls", url, [Quality("auto", url, _label("auto"))], wish.outlet)
        for wish in await relays.wishes(session, house().keys, room.id)
        if board.plays(room.id, wish.outlet) and (room.public or clouds.keeps_out(wish.cloud))
        if (url := clouds.play_address(wish.cloud, room.id, now))
    ]


def _storage(room: Room) -> list[Play]:
    """Of a private room never: everybody may read what stands there."""
    said = mirror_board().plays(room.id)
    if said is None or not room.public:
        return []
    base = said.address.removesuffix("index.m3u8")
    files = {"auto": "index.m3u8", **{name: f"{name}/index.m3u8" for name in said.renditions}}
    qualities = [Quality(name, base + file, _label(name)) for name, file in files.items()]
    return [Play("hls", said.address, qualities, "storage")]


def _in_the_shop() -> bool:
    return is_within(request.remote_addr or "", house().config.shop_networks)


def pass_to(room: Room) -> str:
    """What lets the sender of the current request watch the room; nothing needed: empty. Raises InvitedOnly."""
    if room.public:
        return ""
    return ticket(room.id, STAFF_WATCH) if staff() is not None else shown_ticket(room.id)


def invited(room: Room) -> bool:
    """Whether the sender of the current request may stay when the room is private."""
    try:
        return staff() is not None or bool(shown_ticket(room.id))
    except InvitedOnly:
        return False


def ticket(room: str, lasting: timedelta, bearer: str = "invited") -> str:
    """What lets its bearer watch a room, private or not, for so long."""
    until = house().clock.now() + lasting
    return tokens.sign(_key(), tokens.Claims("play", bearer, int(until.timestamp()), room))


def shown_ticket(room: str) -> str:
    """The ticket of the link by which the sender came; it is itself the token to play with. Raises InvitedOnly."""
    shown = request.args.get("ticket", "")
    try:
        claims = tokens.read(_key(), shown, "play", house().clock.now())
    except NotSignedIn as error:
        raise InvitedOnly from error
    if claims.room not in ("", room):
        raise InvitedOnly
    return shown


def _key() -> bytes:
    return house().keys.derive("tokens")


def _label(name: str) -> str:
    zh, en = _LABELS.get(name, (name, name))
    return zh if language() == "zh" else en
