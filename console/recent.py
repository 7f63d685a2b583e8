"""What the house said in the last minutes, so that a page opened now is not empty: for people, not for decisions."""

from collections import defaultdict, deque
from datetime import timedelta

from quart import current_app

from appliance.bus import Bus
from appliance.clock import Clock
from appliance.events import (
    BroadcastEnded,
    Event,
    HostLost,
    ProcessMeasured,
    StreamMeasured,
    SyncMeasured,
    ViewersCounted,
)

WINDOW = timedelta(minutes=10)
FRESH_SECONDS = 5.0
"""What a stream was longer ago says nothing about now."""
CURVE = 2160
"""Counts of viewers that are kept for a room: three hours at one in five seconds."""
STALE_SECONDS = 15.0
"""A process that has been silent for three of its five-second beats is not well."""
HEARD = (StreamMeasured, HostLost, BroadcastEnded, ProcessMeasured, ViewersCounted, SyncMeasured)


class Recent:
    """Ten minutes of each room's stream, and the processes' last words."""

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._clock = clock
        self._streams: dict[str, deque[StreamMeasured]] = defaultdict(lambda: deque(maxlen=660))
        self._arriving: dict[str, StreamMeasured] = {}
        self._processes: dict[tuple[str, str], tuple[float, ProcessMeasured]] = {}
        self._audiences: dict[str, deque[tuple[int, int]]] = defaultdict(lambda: deque(maxlen=CURVE))
        self._syncing: tuple[float, SyncMeasured | None] = (0.0, None)
        self._listening = bus.listen(self.hear, HEARD, name="console")

    def hear(self, event: Event) -> None:
        match event:
            case StreamMeasured():
                self._streams[event.room].append(event)
                self._arriving[event.room] = event
            case HostLost() | BroadcastEnded():
                self._arriving.pop(event.room, None)
            case ViewersCounted():
                self._audiences[event.room].append((int(self._clock.now().timestamp() * 1000), event.viewers))
            case SyncMeasured():
                self._syncing = (self._clock.monotonic(), event)
            case ProcessMeasured():
                self._processes[event.box, event.process] = (self._clock.monotonic(), event)

    def stream(self, room: str) -> list[StreamMeasured]:
        """Oldest first, at most `WINDOW` old."""
        since = self._clock.now() - WINDOW
        return [measured for measured in self._streams.get(room, ()) if measured.at >= since]

    def arriving(self, room: str) -> StreamMeasured | None:
        """What arrived in the last seconds, if anything does."""
        last = self._arriving.get(room)
        fresh = last and (self._clock.now() - last.at).total_seconds() < FRESH_SECONDS
        return last if fresh else None

    def audience(self, room: str) -> list[tuple[int, int]]:
        """Unix milliseconds and viewers, oldest first."""
        return list(self._audiences.get(room, ()))

    def processes(self) -> list[tuple[ProcessMeasured, bool]]:
        """Each with whether it is well: it says so and said so just now."""
        now = self._clock.monotonic()
        return [(said, said.ok and now - at < STALE_SECONDS) for at, said in self._processes.values()]

    def syncing(self) -> SyncMeasured | None:
        """What the cloud sync said just now, if anything moves or waits."""
        at, said = self._syncing
        return said if said and self._clock.monotonic() - at < STALE_SECONDS else None

    def close(self) -> None:
        self._listening.close()


def recent() -> Recent:
    """That of the app which answers the current request."""
    found = current_app.extensions["console"]
    assert isinstance(found, Recent)  # noqa: S101 - set by mount and by nobody else
    return found
