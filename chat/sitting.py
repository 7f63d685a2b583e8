"""One seat that is taken: a member, a room and the socket between them."""

from typing import TYPE_CHECKING

from appliance.allowance import Allowance
from appliance.edge import Socket
from appliance.identity.seats import Seat
from chat.frames import Frame
from chat.room import Room

if TYPE_CHECKING:
    from chat.hub import Hub


class Sitting:
    __slots__ = ("_hub", "allowances", "awaited", "end", "room", "seat", "socket", "tell")

    def __init__(self, hub: "Hub", seat: Seat, room: Room, socket: Socket) -> None:
        self._hub = hub
        self.seat = seat
        self.room = room
        self.socket = socket
        self.tell = socket.tell
        self.end = socket.end
        self.allowances: dict[str, Allowance] = {}
        """By kind of what is said."""
        self.awaited = 0
        """Answers under way."""

    def heard(self, text: bytes) -> None:
        self._hub.said(self, text)

    def caught_up(self) -> None:
        for frame in self.room.standing():
            self.tell(frame)

    def left(self) -> None:
        self._hub.left(self)

    def answer(self, text: bytes) -> None:
        self.tell(Frame(text, lasting=True))
