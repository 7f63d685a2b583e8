"""Picture and sound of one peer on one clock: each has stamps with a base of its own (RFC 3550, 5.1 and 6.4.1) (pure).

At first they are laid side by side as they came. When the sender has told for both what its stamps are by the wall
clock, the sound is moved if it was laid wrong by more than an ear forgives.
"""

from media.packets import TIMESCALE, Track

FORGIVEN = TIMESCALE * 40 // 1000
"""Ticks; an early sound is noticed from 45 ms on (ITU-R BT.1359)."""


class Lipsync:
    def __init__(self) -> None:
        self._offsets: dict[Track, int] = {}
        self._told: dict[Track, int] = {}
        self._rates: dict[Track, int] = {"video": TIMESCALE, "audio": 48_000}
        self._began = 0.0

    def place(self, track: Track, stamp: int, came: float) -> int:
        """A frame's time in ticks; `came`: when its first packet did, in monotonic seconds."""
        if not self._offsets:
            self._began = came
        if track not in self._offsets:
            self._offsets[track] = int((came - self._began) * TIMESCALE) - self._ticks(track, stamp)
            self._agree()
        return self._ticks(track, stamp) + self._offsets[track]

    def report(self, track: Track, stamp: int, wall: float) -> None:
        """The sender says: `stamp` was at `wall` seconds of its own clock."""
        self._told[track] = int(wall * TIMESCALE) - self._ticks(track, stamp)
        self._agree()

    def _agree(self) -> None:
        if len(self._told) < 2 or len(self._offsets) < 2:
            return
        wanted = self._offsets["video"] + self._told["audio"] - self._told["video"]
        if abs(wanted - self._offsets["audio"]) > FORGIVEN:
            self._offsets["audio"] = wanted

    def _ticks(self, track: Track, stamp: int) -> int:
        return stamp * TIMESCALE // self._rates[track]
