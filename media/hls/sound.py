"""Sound on its way into fragments, on the exact grid of its own samples."""

from collections import deque

from media.aac import FRAME_SAMPLES
from media.hls.fmp4 import Run, sound_sample
from media.packets import TIMESCALE, Packet

_AAC_FRAMES = (FRAME_SAMPLES, 2 * FRAME_SAMPLES)
"""Samples in a frame of AAC-LC, and of HE-AAC in its full rate (ISO/IEC 14496-3, 4.5.2.1)."""
_MOST = 1024
"""Frames waiting for the picture (some 20 s): beyond it the oldest go."""


class Sound:
    """Frames in arrival order, each as long as the way to the next one.

    A player that meets a hole between two sounds waits for the next *picture* keyframe (Media Source Extensions, coded
    frame processing), so there are none: jitter up to a frame is snapped, a longer gap stretches the frame before it,
    and a frame that lies wholly in the past is dropped. One frame is therefore held until the next tells its end.
    """

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._queue: deque[tuple[int, int, bytes]] = deque(maxlen=_MOST)
        self._held: tuple[int, int, bytes] | None = None

    def add(self, packet: Packet) -> None:
        start = self._samples(packet.dts)
        length = self._length(packet)
        if self._held is not None:
            begun, lasts, data = self._held
            gap = start - begun - lasts
            if gap <= -length:
                return
            if gap > length:
                lasts += gap
            self._queue.append((begun, lasts, data))
            start = begun + lasts
        self._held = (start, length, packet.data)

    def release(self) -> None:
        """No more will come: the held frame lasts as long as it says."""
        if self._held is not None:
            self._queue.append(self._held)
            self._held = None

    def forget(self, before: int) -> None:
        """Drop what begins before this tick."""
        samples = self._samples(before)
        while self._queue and self._queue[0][0] < samples:
            self._queue.popleft()

    def take(self, until: int) -> Run:
        """The frames that begin before this tick."""
        run = Run(start=self._samples(until))
        samples, queue = run.start, self._queue
        while queue and queue[0][0] < samples:
            sound_sample(run, *queue.popleft())
        return run

    def _length(self, packet: Packet) -> int:
        """A duration that went through milliseconds means the usual frame next to it."""
        told = self._samples(packet.duration) or _AAC_FRAMES[0]
        near = min(_AAC_FRAMES, key=lambda usual: abs(usual - told))
        return near if abs(near - told) * 500 < self._rate else told

    def _samples(self, ticks: int) -> int:
        return (ticks * self._rate + TIMESCALE // 2) // TIMESCALE
