"""What a control room does to a room's picture and to its host."""

from sqlalchemy import select, update

from appliance.db import Transaction
from appliance.errors import BadInput, Conflict
from appliance.events import HostPrompted, OutputDelayed, PictureAllowed, PictureCut
from appliance.plain import one_line
from media.broadcasts.actions import ON_AIR, RoomNotFound
from media.broadcasts.models import Broadcast, Room

LONGEST_PROMPT = 80
DELAYS = (0, 5, 10, 20, 30, 60)
"""Seconds that a room's picture may be held back."""


class PromptUnusable(BadInput):
    zh = "写给主播的话要有 1 到 80 个字"
    en = "A line for the host has 1 to 80 characters"


class DelayUnusable(BadInput):
    zh = "延时只能是这些秒数之一：{delays}"
    en = "A delay is one of these, in seconds: {delays}"


class DelayWhileOnAir(Conflict):
    zh = "正在直播，播完再改延时"
    en = "The room is on air: change the delay after the show"


def cut(tx: Transaction, room: str) -> None:
    """断流: the picture goes at once and stays away until `allow`. Raises RoomNotFound."""
    _known(tx, room)
    if tx.execute(update(Room).where(Room.id == room, Room.cut_at.is_(None)).values(cut_at=tx.now)).rowcount:
        tx.record(PictureCut(room=room))


def allow(tx: Transaction, room: str) -> None:
    """Raises RoomNotFound."""
    _known(tx, room)
    if tx.execute(update(Room).where(Room.id == room, Room.cut_at.is_not(None)).values(cut_at=None)).rowcount:
        tx.record(PictureAllowed(room=room))


def delay(tx: Transaction, room: str, seconds: int) -> None:
    """延时播出: how much later than it comes the picture plays, from the next push on.

    Raises RoomNotFound, DelayUnusable, DelayWhileOnAir.
    """
    _known(tx, room)
    if seconds not in DELAYS:
        raise DelayUnusable(field="seconds", delays=", ".join(map(str, DELAYS)))
    if tx.scalar(select(Broadcast.id).where(Broadcast.room == room, Broadcast.state.in_(ON_AIR))) is not None:
        raise DelayWhileOnAir
    if tx.execute(update(Room).where(Room.id == room, Room.delay != seconds).values(delay=seconds)).rowcount:
        tx.record(OutputDelayed(room=room, seconds=seconds))


def prompt(tx: Transaction, room: str, text: str) -> None:
    """Raises RoomNotFound, PromptUnusable."""
    _known(tx, room)
    text = one_line(text)
    if not 1 <= len(text) <= LONGEST_PROMPT:
        raise PromptUnusable(field="text")
    tx.record(HostPrompted(room=room, text=text))


def _known(tx: Transaction, room: str) -> None:
    if tx.scalar(select(Room.id).where(Room.id == room)) is None:
        raise RoomNotFound
