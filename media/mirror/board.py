"""How each live show in the storage fares, as heard on the bus a moment ago: where viewers are sent."""

from quart import current_app

from appliance.bus import Bus
from appliance.clock import Clock
from appliance.events import Event, ShowMirrored

FRESH_SECONDS = 5.0
SETTLED_SECONDS = 3
"""So long it must have been well: nobody is sent to what comes and goes."""


class MirrorBoard:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard: dict[str, tuple[float, ShowMirrored]] = {}

    def listen(self, bus: Bus) -> None:
        """From now on; the bus itself ends it."""
        bus.listen(self.note, ShowMirrored, name="mirror board")

    def state(self, room: str) -> ShowMirrored | None:
        """The last word, if it was said just now and the show still goes there."""
        at, said = self._heard.get(room, (0.0, None))
        fresh = said is not None and said.state != "off" and self._clock.monotonic() - at < FRESH_SECONDS
        return said if fresh else None

    def states(self) -> list[ShowMirrored]:
        """Of every room of which something was said just now."""
        return [said for room in sorted(self._heard) if (said := self.state(room)) is not None]

    def plays(self, room: str) -> ShowMirrored | None:
        """What can be watched there now."""
        said = self.state(room)
        return said if said and said.state == "live" and said.seconds >= SETTLED_SECONDS else None

    def note(self, event: Event) -> None:
        if isinstance(event, ShowMirrored):
            self._heard[event.room] = (self._clock.monotonic(), event)


def mirror_board() -> MirrorBoard:
    """That of the app which answers the current request."""
    found = current_app.extensions["mirrors"]
    assert isinstance(found, MirrorBoard)  # noqa: S101 - set by create_app and by nobody else
    return found
