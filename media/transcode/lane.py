"""One rung's way out: pictures and sound, which come from different places, in one order.

A lane begins with both configurations and a keyframe; from there on `dts` only rises.
"""

from collections import deque
from collections.abc import Iterator

from media.packets import TIMESCALE, AudioConfig, Config, Packet, VideoConfig

_MOST = 1000
"""Frames of sound that wait for a picture: ten seconds and more."""

_PATIENCE = TIMESCALE // 2
"""What pictures wait for sound, in ticks: a host's sound may stop."""


class Lane:
    """Sound waits until the pictures have come as far, because pictures take time to encode."""

    def __init__(self) -> None:
        self.open = False
        """It has delivered since it was last shut."""
        self._picture: VideoConfig | None = None
        self._changed = False
        self._sound: AudioConfig | None = None
        self._held: deque[AudioConfig | Packet] = deque(maxlen=_MOST)

    def shut(self) -> None:
        """The encoder is gone: what is held belongs to nothing, and the next start is a beginning."""
        self.open = False
        self._picture = None
        self._held.clear()

    def sound(self, what: AudioConfig | Packet) -> Iterator[Config | Packet]:
        """What can go out now, in order: nothing before the next picture."""
        if isinstance(what, AudioConfig):
            self._sound = what
            if not self.open:
                self._held.clear()
                return iter(())
        self._held.append(what)
        return iter(())

    def picture(self, what: VideoConfig | Packet) -> Iterator[Config | Packet]:
        """The same. A configuration waits for its first packet."""
        if isinstance(what, VideoConfig):
            self._picture, self._changed = what, True
        elif self.open:
            yield from self._earlier_than(what.dts)
            yield from self._news()
            yield what
        elif what.keyframe and self._picture is not None and self._sound is not None:
            for _ in self._earlier_than(what.dts):
                pass
            self.open = True
            yield from self._news()
            yield self._sound
            yield what

    def _earlier_than(self, dts: int) -> Iterator[AudioConfig | Packet]:
        while self._held and (isinstance(first := self._held[0], AudioConfig) or first.dts < dts):
            yield self._held.popleft()

    def _news(self) -> Iterator[VideoConfig]:
        if self._changed and self._picture is not None:
            self._changed = False
            yield self._picture


class PassingLane:
    """The host's own pictures with encoded sound: here the pictures wait."""

    def __init__(self) -> None:
        self.open = False
        self._picture: VideoConfig | None = None
        self._sound: AudioConfig | None = None
        self._held: deque[VideoConfig | Packet] = deque()

    def shut(self) -> None:
        """There is no sound until it is announced again; how to decode the pictures stays known."""
        self.open = False
        self._sound = None
        self._leave_out()

    def sound(self, what: AudioConfig | Packet) -> Iterator[Config | Packet]:
        if isinstance(what, AudioConfig):
            self._sound = what
            if self.open:
                yield what
            return
        yield from self._up_to(what.dts)
        if self.open:
            yield what

    def picture(self, what: VideoConfig | Packet) -> Iterator[Config | Packet]:
        if isinstance(what, Packet) and not self.open and (what.keyframe or len(self._held) >= _MOST):
            self._leave_out()
        self._held.append(what)
        if isinstance(what, Packet) and self.open:
            yield from self._up_to(what.dts - _PATIENCE)

    def _leave_out(self) -> None:
        self._picture = next((what for what in reversed(self._held) if isinstance(what, VideoConfig)), self._picture)
        self._held.clear()

    def _up_to(self, dts: int) -> Iterator[Config | Packet]:
        while self._held and (isinstance(first := self._held[0], VideoConfig) or first.dts <= dts):
            self._held.popleft()
            if isinstance(first, VideoConfig):
                self._picture = first
            elif first.keyframe and not self.open and self._picture is not None and self._sound is not None:
                self.open = True
                yield self._picture
                yield self._sound
                yield first
                continue
            if self.open:
                yield first
