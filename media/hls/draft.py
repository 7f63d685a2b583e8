"""The part that is being filled."""

from media.hls import answers
from media.hls.fmp4 import SYNC, Run, fragment, video_sample
from media.hls.playlist import part_line
from media.hls.segments import Part
from media.packets import Packet

_MOST_BYTES = 8 << 20
_MOST_FRAMES = 256


class Draft:
    """Frames since `start`; `end` lies beyond a part's length only while a long frame is being spread over several."""

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self._picture = Run(start=start)
        self._bytes = 0

    @property
    def length(self) -> int:
        return self.end - self.start

    def add(self, packet: Packet, dts: int, duration: int) -> None:
        video_sample(self._picture, dts, duration, packet.data, sync=packet.keyframe, offset=packet.offset)
        self._bytes += len(packet.data)
        self.end = dts + duration

    def is_too_heavy_for(self, packet: Packet) -> bool:
        frames = len(self._picture.payload)
        return frames > 0 and (frames >= _MOST_FRAMES or self._bytes + len(packet.data) > _MOST_BYTES)

    def seal(self, number: int, msn: int, index: int, until: int, sound: Run) -> Part:
        """The part from `start` to `until`; `number` counts the fragments of a rendition."""
        independent = bool(self._picture.payload) and self._picture.fields[2] == SYNC
        line = part_line(msn, index, until - self.start, independent=independent)
        body = fragment(number, self._picture, sound)
        return Part(self.start, until - self.start, independent, line, answers.media(body))
