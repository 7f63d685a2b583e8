"""Who is there: how many watch each room, over all hubs of the house, and who came in just now."""

import secrets
from collections.abc import Callable, Container, Iterable, Mapping

from appliance.bus import Bus
from appliance.clock import Clock
from appliance.events import ViewersCame, ViewersCounted, ViewersPresent
from appliance.identity.seats import Seat
from chat.room import Room
from chat.sitting import Sitting

COUNT_EVERY = 5
"""Seconds between two counts."""
FRESH = 3.0 * COUNT_EVERY
"""A hub that has told nothing for so long has nobody."""
BACK_WITHIN = 60.0
"""Who comes back within so many seconds has not come in."""
NAMED = 3
FACES = 3
"""Pictures of those who are there, which a page shows over one another."""
MOST_LEFT = 20_000
"""Remembered of those who left; beyond, one who is back at once may be named again."""


class Presence:
    def __init__(
        self,
        bus: Bus,
        clock: Clock,
        rooms: Mapping[str, Room],
        beside: Callable[[str, Container[int]], int],
        watched: Callable[[], Iterable[str]],
    ) -> None:
        """`beside`: how many play a room's picture without a seat; `watched`: the rooms that somebody plays."""
        self._hub = secrets.token_hex(4)
        self._bus = bus
        self._clock = clock
        self._rooms = rooms
        self._beside = beside
        self._watched = watched
        self._elsewhere: dict[str, dict[str, tuple[float, ViewersPresent]]] = {}
        self._counted: set[str] = set()
        self._came: dict[str, list[str]] = {}
        self._left: dict[int, float] = {}

    def viewers(self, room: str) -> int:
        """Who sits or watches here, and who does at the other hubs; the shop's own people are not counted."""
        return self._here(room) + sum(told.viewers for told in self._others(room))

    def faces(self, room: str) -> tuple[str, ...]:
        """The same few pictures at every hub: those of the hubs in the order of their names."""
        by_hub = {self._hub: self._faces_here(room)} | {told.hub: told.faces for told in self._others(room)}
        return tuple(dict.fromkeys(face for hub in sorted(by_hub) for face in by_hub[hub]))[:FACES]

    def audiences(self) -> dict[str, int]:
        """`viewers` of every room where somebody is, here."""
        busy = {name for name, room in self._rooms.items() if room.sittings} | set(self._watched())
        return {room: self.viewers(room) for room in busy}

    def came(self, sitting: Sitting) -> None:
        seat = sitting.seat
        if not seat.role and sitting.room.members[seat.viewer] == 1 and not self.was_just_here(seat):
            self._came.setdefault(seat.room, []).append(seat.name)

    def left(self, sitting: Sitting) -> None:
        if len(self._left) < MOST_LEFT:
            self._left[_mark(sitting.seat)] = self._clock.monotonic()

    def was_just_here(self, seat: Seat) -> bool:
        left = self._left.get(_mark(seat))
        return left is not None and self._clock.monotonic() - left < BACK_WITHIN

    def hear(self, told: ViewersPresent) -> None:
        if told.hub != self._hub:
            self._elsewhere.setdefault(told.room, {})[told.hub] = self._clock.monotonic(), told

    def announce(self) -> None:
        """Once a second: those who came, in one fact."""
        came, self._came = self._came, {}
        for room, names in came.items():
            self._bus.publish(ViewersCame(room=room, names=names[:NAMED], count=len(names)))

    def count(self) -> None:
        """Every `COUNT_EVERY` seconds: tell the other hubs and everybody; of a room that became empty once more."""
        counts = self.audiences()
        for room in {*counts, *self._counted}:
            here, faces = self._here(room), self._faces_here(room)
            self._bus.publish(ViewersPresent(hub=self._hub, room=room, viewers=here, faces=faces))
            self._bus.publish(ViewersCounted(room=room, viewers=self.viewers(room), faces=self.faces(room)))
        self._counted = set(counts)
        self._forget()

    def _others(self, room: str) -> list[ViewersPresent]:
        since = self._clock.monotonic() - FRESH
        return [told for at, told in self._elsewhere.get(room, {}).values() if at >= since]

    def _faces_here(self, room: str) -> tuple[str, ...]:
        found = self._rooms.get(room)
        return found.faces(FACES) if found else ()

    def _here(self, room: str) -> int:
        found = self._rooms.get(room)
        return self._beside(room, ()) if found is None else len(found.members) + self._beside(room, found.sessions)

    def _forget(self) -> None:
        now = self._clock.monotonic()
        self._left = {who: at for who, at in self._left.items() if now - at < BACK_WITHIN}
        for room, hubs in list(self._elsewhere.items()):
            self._elsewhere[room] = {hub: told for hub, told in hubs.items() if now - told[0] <= FRESH}
            if not self._elsewhere[room]:
                del self._elsewhere[room]


def _mark(seat: Seat) -> int:
    return hash((seat.room, seat.viewer))
