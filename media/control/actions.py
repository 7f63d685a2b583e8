"""What a control room does to a room's picture and to its host."""

from sqlalchemy import select, update

from appliance.db import Transaction
from appliance.errors import BadInput
from appliance.events import HostPrompted, PictureAllowed, PictureCut
from appliance.plain import one_line
from media.broadcasts.actions import RoomNotFound
from media.broadcasts.models import Room

LONGEST_PROMPT = 80


class PromptUnusable(BadInput):
    zh = "写给主播的话要有 1 到 80 个字"
    en = "A line for the host has 1 to 80 characters"


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
