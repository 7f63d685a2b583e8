"""A slate, and the endless show that is made of one."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from media.aac import FRAME_SAMPLES
from media.packets import TIMESCALE, AudioConfig, Packet, Track, VideoConfig

Kind = Literal["soon", "back", "sound"]
"""直播即将开始, 主播马上回来, or 正在播放声音 (a host who sends no picture)."""


class Slate(msgspec.Struct, frozen=True):
    """One turn of a loop: every `dts` counts from 0, and each track may be repeated by itself for ever."""

    video: VideoConfig
    audio: AudioConfig
    packets: tuple[Packet, ...]
    """The pictures of `duration`, the first of which is the only keyframe, and one frame of silence."""
    duration: int
    """What the pictures last, in ticks."""


class Loop:
    """Plays a slate on a room's timeline without end.

    Nothing is remembered between calls: the packets between two ticks depend on the ticks alone, so consecutive
    calls give every packet once, with `dts` rising and durations that leave no gap.
    """

    def __init__(self, slate: Slate, video_from: int, audio_from: int | None = None) -> None:
        """The first picture stands at tick `video_from`; the sound begins there too unless `audio_from` says else."""
        self._pictures = [packet for packet in slate.packets if packet.track == "video"]
        self._silence = next(packet.data for packet in slate.packets if packet.track == "audio")
        self._duration = slate.duration
        self._rate = slate.audio.sample_rate
        self._video_from = video_from
        self._audio_from = video_from if audio_from is None else audio_from

    def between(self, start: int, end: int, track: Track | None = None) -> list[Packet]:
        """Every packet with ``start <= dts < end``, in decoding order; of one `track` alone if one is named."""
        packets = [] if track == "audio" else list(self._shown(start, end))
        if track != "video":
            packets += self._heard(start, end)
            packets.sort(key=_order)
        return packets

    def _shown(self, start: int, end: int) -> Iterator[Packet]:
        turn = self._video_from + max(0, start - self._video_from) // self._duration * self._duration
        while turn < end:
            for picture in self._pictures:
                if start <= turn + picture.dts < end:
                    yield msgspec.structs.replace(picture, dts=turn + picture.dts)
            turn += self._duration

    def _heard(self, start: int, end: int) -> Iterator[Packet]:
        number = max(0, self._frame_at(start - self._audio_from) - 1)
        while (dts := self._tick_of(number)) < end:
            if dts >= start:
                yield Packet("audio", dts, self._silence, keyframe=True, duration=self._tick_of(number + 1) - dts)
            number += 1

    def _frame_at(self, ticks: int) -> int:
        return ticks * self._rate // (FRAME_SAMPLES * TIMESCALE)

    def _tick_of(self, number: int) -> int:
        """The frame grid is no whole number of ticks at 44.1 kHz: each frame is rounded, the sum never drifts."""
        return self._audio_from + (number * FRAME_SAMPLES * TIMESCALE + self._rate // 2) // self._rate


def _order(packet: Packet) -> tuple[int, bool]:
    return packet.dts, packet.track == "audio"
