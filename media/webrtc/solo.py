"""A single host, passed through: pictures as they are, sound as AAC for the room and as Opus for who watches by WebRTC.

Runs in the worker only.
"""

from collections.abc import Callable

from media.loudness import Level
from media.packets import AudioConfig, Packet, VideoConfig
from media.transcode.sounds import Sounds
from media.webrtc.annexb import AccessUnit, parameters, parted, payloads
from media.webrtc.fan import Fan

_OPUS = {
    channels: AudioConfig("opus", bytes((1, channels)) + b"\0\0\x80\xbb\0\0\0\0\0", 48_000, channels)
    for channels in (1, 2)
}
"""OpusHead (RFC 7845, 5.1) by channels: nothing to skip."""
_STEREO = 4
"""Of an Opus packet's first byte (RFC 6716, 3.1)."""

Tell = Callable[[VideoConfig | AudioConfig | Packet | Level], None]


class Solo:
    def __init__(self, tell: Tell, fan: Fan) -> None:
        """`tell` takes the room's stream, each configuration before its first packet."""
        self._tell = tell
        self._watched = AsItIs(fan)
        self._config: VideoConfig | None = None
        self._sounds = Sounds(tell, keeps_mono=True)
        self._channels = 0

    def picture(self, unit: AccessUnit, dts: int) -> None:
        if unit.config is not None and unit.config != self._config:
            self._config = unit.config
            self._tell(unit.config)
        if self._config is None:
            return
        self._tell(Packet("video", dts, unit.data, keyframe=unit.keyframe))
        self._watched.picture(unit, dts)

    def sound(self, frame: bytes, dts: int) -> None:
        """WebRTC announces two channels whatever comes (RFC 7587, 7): browsers send a microphone as one. Who has sent
        two is not taken for one again: an encoder that is short of bits joins them now and then.
        """
        channels = 2 if frame[0] & _STEREO else 1
        if channels > self._channels:
            self._channels = channels
            self._sounds.configure(_OPUS[channels])
        self._sounds.decode(Packet("audio", dts, frame, keyframe=True))
        self._watched.sound(frame, dts)


class AsItIs:
    """One sender to those who watch him, as he sends it."""

    def __init__(self, fan: Fan) -> None:
        self._fan = fan
        self._config: VideoConfig | None = None

    def picture(self, unit: AccessUnit, dts: int) -> None:
        self._config = unit.config or self._config
        if self._config is not None and self._fan.watched:
            units = parted(unit.data)
            whole = [*parameters(self._config), *units] if unit.keyframe else units
            self._fan.send("video", payloads(whole), dts, keyframe=unit.keyframe)

    def sound(self, frame: bytes, dts: int) -> None:
        if self._fan.watched:
            self._fan.send("audio", [frame], dts * 48_000 // 90_000, keyframe=True)
