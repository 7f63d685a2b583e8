"""FLV audio and video tags as RTMP carries them (Adobe's FLV specification 10.1, annex E; Enhanced RTMP v2).

Tracks are what the sequence headers say. Of several tracks in one stream (E-RTMP multitrack) number 0 counts.
"""

from collections.abc import Callable

from media.packets import AudioConfig, Config, Packet, Track, VideoConfig
from media.rtmp import av1, avc, hevc, sound, vp9
from media.rtmp.errors import BadTag
from media.rtmp.stamps import Unwrap

Yield = list[Config | Packet]

_TICKS = 90
"""Ticks of `TIMESCALE` in RTMP's millisecond."""
_AVC, _HEVC = 7, 12
_MP3, _ALAW, _MULAW, _AAC, _SPEEX, _MP3_8K = 2, 7, 8, 10, 11, 14
_ENHANCED_SOUND = 9
_COMMAND_FRAME = 5
_PLAIN_SOUND = {
    _ALAW: AudioConfig("pcm_alaw", b"", 8000, 1),
    _MULAW: AudioConfig("pcm_mulaw", b"", 8000, 1),
    _SPEEX: AudioConfig("speex", b"", 16000, 1),
}
_SEQUENCE_START, _CODED_FRAMES, _CODED_FRAMES_X, _MULTITRACK, _MOD_EX = 0, 1, 3, 6, 7
_AUDIO_MULTITRACK = 5
_PICTURES: dict[bytes, tuple[str, Callable[[bytes], tuple[int, int]] | None]] = {
    b"avc1": ("h264", avc.size),
    b"hvc1": ("hevc", hevc.size),
    b"av01": ("av1", av1.size),
    b"vp09": ("vp9", None),
}


class Tags:
    """The tags of one publish, in the order of their arrival."""

    def __init__(self) -> None:
        self._unwrap = Unwrap()
        self._video: VideoConfig | None = None
        self._audio: AudioConfig | None = None
        self._vp9_record: bytes | None = None

    def video(self, stamp: int, body: bytes) -> Yield:
        """What a video tag at `stamp` milliseconds holds. Raises BadTag."""
        if len(body) < 2:
            return []
        head = body[0]
        kind = head >> 4 & 7
        if kind == _COMMAND_FRAME:
            return []
        if head & 0x80:
            return self._enhanced_video(stamp, kind == 1, head & 15, body)
        if head & 15 in (_AVC, _HEVC) and len(body) > 5:
            return self._classic_video(stamp, kind == 1, body)
        return []

    def audio(self, stamp: int, body: bytes) -> Yield:
        """What an audio tag at `stamp` milliseconds holds. Raises BadTag."""
        if len(body) < 2:
            return []
        kind = body[0] >> 4
        if kind == _AAC:
            if body[1] == _SEQUENCE_START:
                return self._hear(sound.aac(body[2:]))
            return self._sound(stamp, body[2:])
        if kind == _ENHANCED_SOUND:
            return self._enhanced_audio(stamp, body)
        return self._plain_sound(stamp, kind, body[1:])

    def _plain_sound(self, stamp: int, kind: int, data: bytes) -> Yield:
        """Codecs without a sequence header."""
        if kind in (_MP3, _MP3_8K):
            return self._hear(sound.mp3(data)) + self._sound(stamp, data)
        if kind in _PLAIN_SOUND:
            return self._hear(_PLAIN_SOUND[kind]) + self._sound(stamp, data)
        return []

    def _classic_video(self, stamp: int, keyframe: bool, body: bytes) -> Yield:
        if body[1] == _SEQUENCE_START:
            return self._see(_classic_config(body[0] & 15, body[5:]))
        if body[1] == _CODED_FRAMES:
            return self._frame(stamp, keyframe, _signed(body[2:5]), body[5:])
        return []

    def _enhanced_video(self, stamp: int, keyframe: bool, kind: int, body: bytes) -> Yield:
        kind, at = _mod_ex(kind, body, 1)
        kind, code, track, data = _track(kind, body, at, _MULTITRACK)
        if code not in _PICTURES or track:
            return []
        if kind == _SEQUENCE_START:
            return self._start(code, data)
        if kind == _CODED_FRAMES and code in (b"avc1", b"hvc1"):
            return self._frame(stamp, keyframe, _signed(data[:3]), data[3:])
        if kind in (_CODED_FRAMES, _CODED_FRAMES_X):
            return self._frame(stamp, keyframe, 0, data)
        return []

    def _start(self, code: bytes, record: bytes) -> Yield:
        codec, size = _PICTURES[code]
        if size is None:
            self._vp9_record = record
            return []
        self._vp9_record = None
        return self._see(VideoConfig(codec, record, *size(record)))

    def _enhanced_audio(self, stamp: int, body: bytes) -> Yield:
        kind, at = _mod_ex(body[0] & 15, body, 1)
        kind, code, track, data = _track(kind, body, at, _AUDIO_MULTITRACK)
        if track or kind not in (_SEQUENCE_START, _CODED_FRAMES):
            return []
        if code == b".mp3" and kind == _CODED_FRAMES:
            return self._hear(sound.mp3(data)) + self._sound(stamp, data)
        if code not in (b"mp4a", b"Opus"):
            return []
        if kind == _SEQUENCE_START:
            return self._hear(sound.aac(data) if code == b"mp4a" else sound.opus(data))
        return self._sound(stamp, data)

    def _see(self, config: VideoConfig) -> Yield:
        if config == self._video:
            return []
        self._video = config
        return [config]

    def _hear(self, config: AudioConfig) -> Yield:
        if config == self._audio:
            return []
        self._audio = config
        return [config]

    def _frame(self, stamp: int, keyframe: bool, offset: int, data: bytes) -> Yield:
        found: Yield = []
        if keyframe and self._vp9_record is not None:
            found += self._see(VideoConfig("vp9", self._vp9_record, *vp9.size(data)))
        if data and self._video:
            dts = self._ticks("video", stamp)
            found.append(Packet("video", dts, data, keyframe, offset * _TICKS))
        return found

    def _sound(self, stamp: int, data: bytes) -> Yield:
        if not data or not self._audio:
            return []
        return [Packet("audio", self._ticks("audio", stamp), data, keyframe=True)]

    def _ticks(self, track: Track, stamp: int) -> int:
        return self._unwrap.milliseconds(track, stamp) * _TICKS


def _classic_config(codec: int, record: bytes) -> VideoConfig:
    """Old OBS and domestic encoders send hvcC also under AVC's id."""
    if codec == _AVC:
        try:
            return VideoConfig("h264", record, *avc.size(record))
        except BadTag:
            return VideoConfig("hevc", record, *hevc.size(record))
    return VideoConfig("hevc", record, *hevc.size(record))


def _signed(data: bytes) -> int:
    """SI24, milliseconds of composition time."""
    return int.from_bytes(data, "big", signed=True)


def _mod_ex(kind: int, body: bytes, at: int) -> tuple[int, int]:
    """The packet type behind any modifiers, and where the rest starts."""
    while kind == _MOD_EX and at < len(body):
        size = body[at] + 1
        at += 1
        if size == 256:
            size = int.from_bytes(body[at : at + 2], "big") + 1
            at += 2
        at += size
        kind = body[at] & 15 if at < len(body) else kind
        at += 1
    return kind, at


def _track(kind: int, body: bytes, at: int, multitrack: int) -> tuple[int, bytes, int, bytes]:
    """Packet type, FourCC, track number and data; of several tracks in one tag, the first."""
    if kind != multitrack:
        return kind, body[at : at + 4], 0, body[at + 4 :]
    if len(body) < at + 6:
        raise BadTag("a multitrack tag ends too early")
    several, kind, code, track = body[at] >> 4, body[at] & 15, body[at + 1 : at + 5], body[at + 5]
    data = body[at + 6 :]
    if several:
        data = data[3 : 3 + int.from_bytes(data[:3], "big")]
    return kind, code, track, data
