"""When who may speak next in a room: its slow mode, what it takes in a second, the same thing over and over (pure).

What was said to other processes of the house counts as well, as soon as it is heard here: a few milliseconds later.
"""

from collections import OrderedDict
from typing import TypeVar

from appliance.allowance import Allowances
from chat.floods import Floods, Verdict

PER_SECOND, BURST = 200.0, 400
"""Comments of a room: nobody reads more, and each of them is a row and a part of a frame for everybody."""
SPOKE = 20_000
ROOMS = 1_000
KNOWN = 4096
"""Comments that count no second time: one's own come back as news, what waited is told when it is let through."""

Key = TypeVar("Key")
Value = TypeVar("Value")


class Turns:
    """Of all rooms of a process; `now` is seconds of a stopwatch."""

    def __init__(self) -> None:
        self._floods = Floods()
        self._spoke: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._rooms = Allowances(PER_SECOND, BURST, ROOMS)
        self._known: OrderedDict[str, None] = OrderedDict()

    def rest(self, room: str, viewer: str, slow_seconds: int, now: float) -> float:
        """Seconds until slow mode lets a viewer speak again."""
        spoke = self._spoke.get((room, viewer))
        return 0.0 if spoke is None else max(0.0, spoke + slow_seconds - now)

    def crowding(self, room: str, now: float) -> float:
        """Seconds until the room takes one more."""
        return self._rooms.wait(room, now)

    def repeated(self, room: str, viewer: str, folded: str, now: float) -> Verdict:
        """Whether it has been said too often; asking counts as saying it."""
        return self._floods.note(room, viewer, folded, now)

    def take(self, comment: str, room: str, viewer: str, now: float) -> None:
        """A comment was taken here."""
        _keep(self._known, comment, None, KNOWN)
        self._count(room, viewer, now)

    def hear(self, comment: str, room: str, viewer: str, folded: str, now: float) -> None:
        """A comment was taken somewhere in the house."""
        if comment not in self._known:
            self._floods.note(room, viewer, folded, now)
            self.take(comment, room, viewer, now)

    def _count(self, room: str, viewer: str, now: float) -> None:
        _keep(self._spoke, (room, viewer), now, SPOKE)
        self._rooms.charge(room, now)


def _keep(kept: OrderedDict[Key, Value], key: Key, value: Value, most: int) -> None:
    """As the newest of at most so many."""
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > most:
        kept.popitem(last=False)
