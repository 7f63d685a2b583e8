"""What one rendition plays: stretches in order, and packets that never go back."""

from typing import Protocol

import msgspec

from media.ladder import GRID, playable
from media.packets import AudioConfig, Packet, Track, VideoConfig


class Stretch(msgspec.Struct, frozen=True, eq=False):
    """A time with one initialisation; another stretch, even an equal one, is a discontinuity."""

    video: VideoConfig
    audio: AudioConfig
    slate: bool = False
    """It stands in for a host who is not there."""

    @property
    def plays(self) -> bool:
        """Every player takes it as it is."""
        return playable(self.video) and playable(self.audio)


class Rendition(Protocol):
    def begin(self, video: VideoConfig, audio: AudioConfig, *, slate: bool = False) -> None: ...
    def write(self, packet: Packet) -> None: ...


class Feed:
    def __init__(self, rendition: Rendition) -> None:
        self._rendition = rendition
        self._stretch: Stretch | None = None
        self._ends: dict[Track, int] = {"video": 0, "audio": 0}
        self._promised: tuple[Stretch, int] | None = None
        self._taps: list[Rendition] = []

    @property
    def tapped(self) -> bool:
        return bool(self._taps)

    def tap(self, listener: Rendition) -> None:
        """Let `listener` hear all that plays from now on; it must neither wait nor raise."""
        self._taps.append(listener)
        if self._stretch is not None:
            listener.begin(self._stretch.video, self._stretch.audio, slate=self._stretch.slate)

    def untap(self, listener: Rendition) -> None:
        """Nothing happens when it hears no more."""
        if listener in self._taps:
            self._taps.remove(listener)

    @property
    def edge(self) -> int:
        """The end of the picture played so far, in ticks."""
        return self._ends["video"]

    @property
    def sound_edge(self) -> int:
        return self._ends["audio"]

    def playing(self, stretch: Stretch) -> bool:
        return stretch is self._stretch

    def promised(self, stretch: Stretch) -> bool:
        return self._promised is not None and self._promised[0] is stretch

    def promise(self, stretch: Stretch) -> None:
        """From the next point of the grid on nothing but `stretch` plays: what comes late by nature gets its turn."""
        self._promised = (stretch, -(-self.edge // GRID) * GRID)

    def release(self) -> None:
        """Whoever was promised a turn is gone."""
        self._promised = None

    def play(self, stretch: Stretch, packet: Packet) -> None:
        """A new stretch begins at a keyframe; what comes before it, or is older than what played, is dropped."""
        if packet.dts < self._ends[packet.track] or self._kept_for_another(stretch, packet.dts):
            return
        if stretch is not self._stretch:
            if packet.track == "audio" or not packet.keyframe:
                return
            self._rendition.begin(stretch.video, stretch.audio, slate=stretch.slate)
            for tap in self._taps:
                tap.begin(stretch.video, stretch.audio, slate=stretch.slate)
            self._stretch = stretch
            if self.promised(stretch):
                self.release()
        self._rendition.write(packet)
        for tap in self._taps:
            tap.write(packet)
        self._ends[packet.track] = packet.dts + max(packet.duration, 1)

    def _kept_for_another(self, stretch: Stretch, dts: int) -> bool:
        return self._promised is not None and self._promised[0] is not stretch and dts >= self._promised[1]
