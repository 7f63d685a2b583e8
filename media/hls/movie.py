"""The init segment: what a decoder must know before the first fragment (ISO/IEC 14496-12 and -15)."""

import struct

from media.hls.boxes import box, full_box
from media.packets import TIMESCALE, AudioConfig, VideoConfig

VIDEO_TRACK = 1
SOUND_TRACK = 2

_UPRIGHT = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def init_segment(video: VideoConfig, audio: AudioConfig) -> bytes:
    """`ftyp` and `moov` for one H.264 track (90 kHz) and one AAC track (in its own sample rate).

    Raises ValueError for any other codec: those are transcoded before they come here.
    """
    if (video.codec, audio.codec) != ("h264", "aac"):
        raise ValueError(f"fMP4 here carries h264 and aac, not {video.codec} and {audio.codec}")
    return _file_type() + box(
        b"moov",
        _movie_header(),
        _video_track(video),
        _sound_track(audio),
        box(b"mvex", _fragment_defaults(VIDEO_TRACK), _fragment_defaults(SOUND_TRACK)),
    )


def _file_type() -> bytes:
    return box(b"ftyp", b"iso6", struct.pack(">I", 1), b"iso6", b"mp41", b"cmfc")


def _movie_header() -> bytes:
    times = struct.pack(">4I", 0, 0, TIMESCALE, 0)
    return full_box(b"mvhd", 0, 0, times, struct.pack(">IH10x", 0x10000, 0x100), _UPRIGHT, bytes(24), b"\0\0\0\3")


def _fragment_defaults(track: int) -> bytes:
    return full_box(b"trex", 0, 0, struct.pack(">5I", track, 1, 0, 0, 0))


def _video_track(video: VideoConfig) -> bytes:
    return box(
        b"trak",
        _track_header(VIDEO_TRACK, 0, video.width, video.height),
        box(
            b"mdia",
            _media_header(TIMESCALE),
            _handler(b"vide", b"picture\0"),
            box(b"minf", full_box(b"vmhd", 0, 1, bytes(8)), _in_this_file(), _sample_table(_avc1(video))),
        ),
    )


def _sound_track(audio: AudioConfig) -> bytes:
    return box(
        b"trak",
        _track_header(SOUND_TRACK, 0x100, 0, 0),
        box(
            b"mdia",
            _media_header(audio.sample_rate),
            _handler(b"soun", b"sound\0"),
            box(b"minf", full_box(b"smhd", 0, 0, bytes(4)), _in_this_file(), _sample_table(_mp4a(audio))),
        ),
    )


def _track_header(track: int, volume: int, width: int, height: int) -> bytes:
    enabled_in_movie = 3
    head = struct.pack(">3I4xI8xHHHxx", 0, 0, track, 0, 0, 0, volume)
    return full_box(b"tkhd", 0, enabled_in_movie, head, _UPRIGHT, struct.pack(">2I", width << 16, height << 16))


def _media_header(timescale: int) -> bytes:
    undetermined = 0x55C4  # "und" in packed ISO 639-2
    return full_box(b"mdhd", 0, 0, struct.pack(">4IHH", 0, 0, timescale, 0, undetermined, 0))


def _handler(kind: bytes, name: bytes) -> bytes:
    return full_box(b"hdlr", 0, 0, struct.pack(">I4s12x", 0, kind), name)


def _in_this_file() -> bytes:
    return box(b"dinf", full_box(b"dref", 0, 0, struct.pack(">I", 1), full_box(b"url ", 0, 1)))


def _sample_table(entry: bytes) -> bytes:
    """The description alone: the samples themselves are told by each fragment."""
    empty = bytes(4)
    return box(
        b"stbl",
        full_box(b"stsd", 0, 0, struct.pack(">I", 1), entry),
        full_box(b"stts", 0, 0, empty),
        full_box(b"stsc", 0, 0, empty),
        full_box(b"stsz", 0, 0, empty, empty),
        full_box(b"stco", 0, 0, empty),
    )


def _avc1(video: VideoConfig) -> bytes:
    """ISO/IEC 14496-15, 5.4.2: the visual sample entry with its avcC."""
    size = struct.pack(">HHIIIH", video.width, video.height, 0x480000, 0x480000, 0, 1)
    entry = struct.pack(">6xH16x", 1) + size + bytes(32) + struct.pack(">Hh", 24, -1)
    return box(b"avc1", entry, box(b"avcC", video.extradata))


def _mp4a(audio: AudioConfig) -> bytes:
    """ISO/IEC 14496-14, 5.6: the audio sample entry; rates beyond 16 bits are left to the AudioSpecificConfig."""
    rate = audio.sample_rate if audio.sample_rate < 1 << 16 else 0
    entry = struct.pack(">6xH8xHH4xI", 1, audio.channels, 16, rate << 16)
    return box(b"mp4a", entry, full_box(b"esds", 0, 0, _elementary_stream(audio.extradata)))


def _elementary_stream(config: bytes) -> bytes:
    """ISO/IEC 14496-1, 7.2.6.5: an ES_Descriptor for MPEG-4 audio (object type 0x40, audio stream)."""
    decoder = struct.pack(">BB3xII", 0x40, 0x15, 0, 0) + _descriptor(0x05, config)
    return _descriptor(0x03, struct.pack(">HB", SOUND_TRACK, 0) + _descriptor(0x04, decoder) + _descriptor(0x06, b"\2"))


def _descriptor(tag: int, content: bytes) -> bytes:
    """Tag, length in four groups of seven bits (the form every demuxer takes), content."""
    size = len(content)
    return bytes((tag, 0x80 | size >> 21 & 127, 0x80 | size >> 14 & 127, 0x80 | size >> 7 & 127, size & 127)) + content
