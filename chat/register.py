"""Who sits where: in which rooms, for which member, from which address."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from appliance.clock import Clock
from appliance.edge import Socket
from appliance.identity.seats import Seat
from appliance.subscriber import is_public, subscriber
from chat.limits import Limits
from chat.room import Room
from chat.sitting import Sitting

Key = TypeVar("Key", str, int)


class Register:
    def __init__(
        self,
        clock: Clock,
        limits: Limits,
        edge_of: Callable[[str], datetime | None],
        delay_of: Callable[[str], int],
    ) -> None:
        self.rooms: dict[str, Room] = {}
        self._clock = clock
        self._limits = limits
        self._edge_of = edge_of
        self._delay_of = delay_of
        self._viewers: dict[str, dict[Sitting, None]] = {}
        self._addresses: Counter[str] = Counter()
        self._told = 0

    def room(self, name: str) -> Room:
        if name not in self.rooms:
            self.rooms[name] = Room(name, self._clock, self._edge_of, self._delay_of)
        return self.rooms[name]

    def of(self, viewer: str) -> tuple[Sitting, ...]:
        """The seats of one member or colleague, the oldest first."""
        return tuple(self._viewers.get(viewer, ()))

    def has(self, seat: Seat) -> bool:
        """They sit in that room, or the network has not told yet that they do no more."""
        return any(other.room.name == seat.room for other in self.of(seat.viewer))

    def everybody(self) -> list[Sitting]:
        return [sitting for room in self.rooms.values() for sitting in room.sittings]

    def full(self, room: Room, socket: Socket) -> bool:
        """There is no seat for a newcomer, in the room or for their address."""
        if len(room.sittings) >= self._limits.seats_per_room:
            return True
        at_home = socket.address in self._limits.trusted
        return not at_home and self._addresses[subscriber(socket.address)] >= self._limits.seats_per_address

    def line(self, socket: Socket) -> str:
        """Whose line it is; empty for addresses behind which a proxy may be that nobody told of, so anybody."""
        reached = socket.address not in self._limits.trusted and is_public(socket.address)
        return subscriber(socket.address) if reached else ""

    def crowded_out(self, seat: Seat, room: Room) -> Sitting | None:
        """The oldest seat of who opens too many pages."""
        own = [other for other in self.of(seat.viewer) if other.room is room]
        return own[0] if len(own) >= self._limits.seats_per_viewer else None

    def take(self, sitting: Sitting) -> None:
        room, seat = sitting.room, sitting.seat
        room.sittings[sitting] = None
        room.sessions[sitting.socket.session] += 1
        if not seat.role:
            room.members[seat.viewer] += 1
        self._addresses[subscriber(sitting.socket.address)] += 1
        self._viewers.setdefault(seat.viewer, {})[sitting] = None

    def leave(self, sitting: Sitting) -> None:
        room, viewer = sitting.room, sitting.seat.viewer
        del room.sittings[sitting], self._viewers[viewer][sitting]
        if not self._viewers[viewer]:
            del self._viewers[viewer]
        _less(room.sessions, sitting.socket.session)
        if not sitting.seat.role:
            _less(room.members, viewer)
        _less(self._addresses, subscriber(sitting.socket.address))
        room.left_at = self._clock.monotonic()

    def forget(self) -> None:
        """Let go of the rooms that have been empty for long."""
        since = self._clock.monotonic() - self._limits.rooms_kept
        for name, room in list(self.rooms.items()):
            if not room.sittings and room.left_at <= since:
                self._told += room.told
                del self.rooms[name]

    @property
    def told(self) -> int:
        """Frames handed to viewers so far."""
        return self._told + sum(room.told for room in self.rooms.values())


def _less(counter: Counter[Key], key: Key) -> None:
    counter[key] -= 1
    if not counter[key]:
        del counter[key]
