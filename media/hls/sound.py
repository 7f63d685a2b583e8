"""Sound on its way into fragments, on the exact grid of its own samples."""

from collections import deque

from media.aac import FRAME_SAMPLES
from media.hls.fmp4 import Run, sound_sample
from media.packets import TIMESCALE, Packet

_AAC_FRAMES = (FRAME_SAMPLES, 2 * FRAME_SAMPLES)
"""Samples in a frame of AAC-LC, and of HE-AAC in its full rate (ISO/IEC 14496-3, 4.5.2.1)."""
_MOST = 1024
"""Frames waiting for the picture (some 20 s): beyond it the oldest go."""
_PATIENCE_SECONDS = 1
"""Sound may come so much later than its picture; then the picture goes on in silence."""


class Sound:
    """Frames in arrival order, each as long as the way to the next one.

    A player that meets a hole between two sounds waits for the next *picture* keyframe (Media Source Extensions, coded
    frame processing), so there are none: jitter up to a frame is snapped, a longer gap is filled with silence, and a
    frame that lies wholly in the past is dropped. One frame is held until the next tells its end, but not beyond the
    end of the part in which it begins: a part whose sound ends before its picture looks unfinished to players.
    """

    def __init__(self, sample_rate: int, silence: bytes) -> None:
        """`silence` is one frame of `FRAME_SAMPLES` zeros."""
        self._rate = sample_rate
        self._silence = silence
        self._queue: deque[tuple[int, int, bytes]] = deque(maxlen=_MOST)
        self._held: tuple[int, int, bytes] | None = None
        self._end: int | None = None
        """Where the sound that is no longer held has ended, in samples; None while there was none."""
        self._stopped = False

    def add(self, packet: Packet) -> None:
        start, length = self._samples(packet.dts), self._length(packet)
        end = self._end if self._held is None else self._held[0] + self._held[1]
        if end is not None:
            self._stopped = False
            if start - end <= -length:
                return
            self._let_go()
            start = self._join(start, length)
        self._held = (start, length, packet.data)

    def begin(self, tick: int) -> None:
        """The picture begins here, and so does the sound: drop what begins before, be silent until the next one."""
        start = self._samples(tick)
        self._let_go()
        later = [frame for frame in self._queue if frame[0] >= start]
        self._queue.clear()
        self._end = start
        if later:
            begun, lasts, data = later[0]
            stands = self._join(begun, lasts)
            self._queue.extend([(stands, begun + lasts - stands, data), *later[1:]])
            self._end = later[-1][0] + later[-1][1]

    def release(self, tick: int) -> None:
        """No more will come, and the picture ends here: so does the sound."""
        end = self._samples(tick)
        self._let_go()
        if self._end is not None and end - self._end >= FRAME_SAMPLES:
            self._be_silent(end)

    def take(self, until: int) -> Run:
        """The frames that begin before this tick."""
        samples, queue = self._samples(until), self._queue
        if self._held is not None and self._held[0] < samples <= self._held[0] + self._held[1]:
            self._let_go()
        self._fill(samples)
        run = Run(start=samples)
        while queue and queue[0][0] < samples:
            sound_sample(run, *queue.popleft())
        return run

    def _join(self, start: int, length: int) -> int:
        """Where a frame stands that would begin at `start`: on the end of what was before, or behind silence."""
        end = self._end or 0
        if start - end <= length:
            return end
        self._be_silent(start)
        return start

    def _let_go(self) -> None:
        if self._held is not None:
            self._queue.append(self._held)
            self._end = self._held[0] + self._held[1]
            self._held = None

    def _fill(self, until: int) -> None:
        """Sound that stays away must not hold up the picture."""
        end = self._end if self._held is None else self._held[0] + self._held[1]
        if end is None or end >= until:
            return
        self._stopped = self._stopped or until - end > _PATIENCE_SECONDS * self._rate
        if self._stopped:
            self._let_go()
            self._be_silent(until)

    def _be_silent(self, until: int) -> None:
        """From where the sound ended; the last frame of silence takes what is not a whole one."""
        end = max(self._end or 0, until - _MOST * FRAME_SAMPLES)
        for number in range(max((until - end) // FRAME_SAMPLES, 1) if until > end else 0):
            begun = end + number * FRAME_SAMPLES
            lasts = FRAME_SAMPLES if until - begun >= 2 * FRAME_SAMPLES else until - begun
            self._queue.append((begun, lasts, self._silence))
        self._end = max(end, until)

    def _length(self, packet: Packet) -> int:
        """A duration that went through milliseconds means the usual frame next to it."""
        told = self._samples(packet.duration) or _AAC_FRAMES[0]
        near = min(_AAC_FRAMES, key=lambda usual: abs(usual - told))
        return near if abs(near - told) * 500 < self._rate else told

    def _samples(self, ticks: int) -> int:
        return (ticks * self._rate + TIMESCALE // 2) // TIMESCALE
