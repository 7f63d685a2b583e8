"""How many watch each room, as heard on the bus a moment ago: for pages, not for decisions."""

from quart import current_app

from appliance.bus import Bus
from appliance.clock import Clock
from appliance.events import Event, ViewersCounted

FRESH_SECONDS = 30
"""A count that nobody has renewed for so long is 0."""


class Board:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counted: dict[str, tuple[float, int]] = {}

    def listen(self, bus: Bus) -> None:
        """From now on; the bus itself ends it."""
        bus.listen(self._note, ViewersCounted, name="board")

    def viewers(self, room: str) -> int:
        at, viewers = self._counted.get(room, (0.0, 0))
        return viewers if self._clock.monotonic() - at < FRESH_SECONDS else 0

    def _note(self, event: Event) -> None:
        if isinstance(event, ViewersCounted):
            self._counted[event.room] = (self._clock.monotonic(), event.viewers)


def board() -> Board:
    """That of the app which answers the current request."""
    found = current_app.extensions["board"]
    assert isinstance(found, Board)  # noqa: S101 - set by create_app and by nobody else
    return found
