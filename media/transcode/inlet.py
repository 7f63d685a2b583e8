"""What waits for the worker and what it has in hand, together never more than a set stretch of media."""

from collections import deque

from media.packets import TIMESCALE, Config, Packet, VideoConfig
from media.transcode import wire

_LEAD = int(0.4 * TIMESCALE)
"""What the worker is given before it has finished the oldest: the rest waits where it can still be left out."""


class Inlet:
    """A queue that rather forgets than makes anybody wait.

    After it has forgotten, it begins again with the next keyframe and an `Afresh`.
    """

    def __init__(self, seconds: float) -> None:
        self._limit = int(seconds * TIMESCALE)
        self._urgent: deque[wire.ToWorker] = deque()
        self._waiting: deque[wire.ToWorker] = deque()
        self._given: deque[int] = deque()
        """Decoding times of what the worker has in hand."""
        self._configs: dict[type[Config], Config] = {}
        self._newest = 0
        self.closed = True
        """Until the next keyframe nothing enters."""

    @property
    def backlog(self) -> float:
        """Seconds of media that the worker has not finished."""
        return max(0, self._newest - self._oldest()) / TIMESCALE

    def command(self, message: wire.ToWorker) -> None:
        """Overtakes the media."""
        self._urgent.append(message)

    def configure(self, config: Config) -> None:
        self._configs[type(config)] = config
        if not self.closed:
            self._waiting.append(_said(config))

    def offer(self, packet: Packet) -> bool:
        """Take `packet`; False when that was too much, and everything that waited is forgotten."""
        if self.closed:
            if packet.track == "audio" or not packet.keyframe:
                return True
            self._open()
        self._waiting.append(wire.Media(packet))
        self._newest = packet.dts
        if self._newest - self._oldest() > self._limit:
            self.forget()
            return False
        return True

    def take(self) -> wire.ToWorker | None:
        """The next message for the worker; None while it has enough in hand."""
        if self._urgent:
            return self._urgent.popleft()
        if not self._waiting:
            return None
        first = self._waiting[0]
        if isinstance(first, wire.Media):
            if self._given and first.packet.dts - self._given[0] > _LEAD:
                return None
            self._given.append(first.packet.dts)
        return self._waiting.popleft()

    def finished(self) -> None:
        """The worker is done with the oldest that it had in hand."""
        self._given.popleft()

    def forget(self) -> None:
        """Leave out everything up to the next keyframe."""
        self._waiting.clear()
        self._newest = self._oldest()
        self.closed = True

    def lose(self) -> None:
        """The worker is gone, with all that it had in hand and was told."""
        self._given.clear()
        self._urgent.clear()
        self.forget()

    def _open(self) -> None:
        self.closed = False
        self._waiting.append(wire.Afresh())
        self._waiting.extend(map(_said, self._configs.values()))

    def _oldest(self) -> int:
        if self._given:
            return self._given[0]
        waiting = (message.packet.dts for message in self._waiting if isinstance(message, wire.Media))
        return next(waiting, self._newest)


def _said(config: Config) -> wire.ToWorker:
    return wire.Picture(config) if isinstance(config, VideoConfig) else wire.Sound(config)
