"""When a part ends and when a segment ends. The numbers and their reasons: docs/decisions/0002-hls-shape.md."""

from media.packets import TIMESCALE

PART_TARGET = TIMESCALE * 21 // 100
"""No part lasts longer. 0.21 s takes a whole number of frames at 24, 25, 30, 50 and 60 fps."""
PART_LEAST = PART_TARGET * 85 // 100
"""Only the last part of a segment may be shorter (RFC 8216bis, 4.4.4.9)."""
TARGET_SECONDS = 3
"""EXT-X-TARGETDURATION: a segment never lasts 3.5 s, which would round to 4."""

_LONGEST = TIMESCALE * 349 // 100 - PART_TARGET
"""A segment this old is ended at the next part's end, so that it cannot outgrow TARGET_SECONDS."""
_WANTED = TIMESCALE * 19 // 10
"""A segment this old ends at the next keyframe: 2 s less what jitters."""


def part_is_full(length: int, frame: int) -> bool:
    """Whether a part of `length` ends here, when the next frame is as long as `frame`; all in ticks."""
    return length >= PART_LEAST and length + frame > PART_TARGET


class Rhythm:
    """Where the segments of one epoch end.

    At the first keyframe after some 2 s. Where keyframes are farther apart than a segment may last, the stretch between
    two of them is cut into equal segments, of which the first alone begins with a keyframe.
    """

    def __init__(self) -> None:
        self._keyframe = 0
        self._interval = 0

    def keyframe(self, dts: int) -> None:
        """Tell every keyframe, in order."""
        self._interval = dts - self._keyframe if self._keyframe else 0
        self._keyframe = dts

    def ends_at_keyframe(self, elapsed: int, *, independent: bool) -> bool:
        """Whether a segment that has lasted `elapsed` ends at this keyframe; `independent`: it began with one."""
        return elapsed >= _WANTED or elapsed + self._interval > _LONGEST or not independent

    def ends_at_part(self, start: int, now: int) -> bool:
        """Whether the segment since `start` ends at `now` though no keyframe comes."""
        elapsed = now - start
        if elapsed > _LONGEST:
            return True
        pieces = -(-self._interval // _LONGEST)
        if pieces < 2:
            return False
        stride = self._interval // pieces
        to_keyframe = self._keyframe + self._interval - now
        return elapsed >= stride - PART_TARGET // 2 and not 0 <= to_keyframe < stride // 2
