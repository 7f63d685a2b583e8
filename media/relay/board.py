"""How each relay fares, as heard on the bus a moment ago: where viewers are sent, and what pages show."""

from quart import current_app

from appliance.bus import Bus
from appliance.clock import Clock
from appliance.events import Event, RelayMeasured

FRESH_SECONDS = 5.0
SETTLED_SECONDS = 10
"""A CDN has enough of a stream to play from after so long."""


class RelayBoard:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard: dict[tuple[str, str], tuple[float, RelayMeasured]] = {}

    def listen(self, bus: Bus) -> None:
        """From now on; the bus itself ends it."""
        bus.listen(self.note, RelayMeasured, name="relay board")

    def state(self, room: str, outlet: str) -> RelayMeasured | None:
        """The last word of the relay, if it was said just now."""
        at, said = self._heard.get((room, outlet), (0.0, None))
        return said if said is not None and self._clock.monotonic() - at < FRESH_SECONDS else None

    def plays(self, room: str, outlet: str = "") -> bool:
        """Whether that CDN, or any, has had the picture for long enough to be watched there."""
        named = [outlet] if outlet else [each for of, each in self._heard if of == room]
        heard = (self.state(room, each) for each in named)
        return any(said and said.state == "live" and said.seconds >= SETTLED_SECONDS for said in heard)

    def note(self, event: Event) -> None:
        if isinstance(event, RelayMeasured):
            self._heard[event.room, event.outlet] = (self._clock.monotonic(), event)


def relay_board() -> RelayBoard:
    """That of the app which answers the current request."""
    found = current_app.extensions["relays"]
    assert isinstance(found, RelayBoard)  # noqa: S101 - set by create_app and by nobody else
    return found
