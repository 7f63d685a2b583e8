"""How a host's stream arrives, told while it is held back: health is about his line, not about what plays."""

from appliance.clock import Clock
from media.meter import Meter
from media.on_air.source import Source
from media.packets import Packet
from media.slate.loop import Slate

QUIET_SECONDS = 1.5
"""A host who sends nothing for this long has vanished: the slate plays."""


class Gauge:
    def __init__(self, stand_in: Slate, clock: Clock) -> None:
        self.source = Source(lambda: 0, stand_in)
        self.meter = Meter()
        self.gone = False
        self._clock = clock
        self._heard_at = clock.monotonic()

    @property
    def stopped(self) -> bool:
        """Nothing comes."""
        return self._clock.monotonic() - self._heard_at > QUIET_SECONDS

    def packet(self, packet: Packet) -> None:
        if self.stopped:
            self.source.pause()
        self._heard_at = self._clock.monotonic()
        for _, placed in self.source.feed(packet, self._heard_at):
            self.meter.count(placed)
