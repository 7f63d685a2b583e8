"""One fragment: `moof` and `mdat` for a stretch of picture and sound (ISO/IEC 14496-12, 8.8).

This runs five times a second for every rendition, so a run of samples is two flat lists and one `struct.pack`.
"""

import struct

import msgspec

from media.hls.movie import SOUND_TRACK, VIDEO_TRACK

SYNC = 0x02000000
"""Sample flags: depends on no other sample."""
NOT_SYNC = 0x01010000
"""Sample flags: depends on others, no sync sample."""

_DATA_OFFSET, _DURATIONS, _SIZES, _FLAGS, _OFFSETS = 0x1, 0x100, 0x200, 0x400, 0x800
_BASE_IS_MOOF, _DEFAULT_FLAGS = 0x020000, 0x20
_TRAF, _TFDT = 8, 20
_VIDEO_RUN = _DATA_OFFSET | _DURATIONS | _SIZES | _FLAGS | _OFFSETS
_SOUND_RUN = _DATA_OFFSET | _DURATIONS | _SIZES


class Run(msgspec.Struct):
    """Consecutive samples of one track, gathered in the order in which they are written."""

    start: int = 0
    """Decoding time of the first sample, in the track's timescale."""
    fields: list[int] = []
    """Video: duration, size, flags, composition offset (two's complement) of each sample. Sound: duration, size."""
    payload: list[bytes] = []


def video_sample(run: Run, dts: int, duration: int, data: bytes, *, sync: bool, offset: int) -> None:
    """Append a frame; times in ticks of 90 kHz, `offset` may be negative (trun version 1)."""
    if not run.payload:
        run.start = dts
    run.fields += (duration, len(data), SYNC if sync else NOT_SYNC, offset & 0xFFFFFFFF)
    run.payload.append(data)


def sound_sample(run: Run, start: int, duration: int, data: bytes) -> None:
    """Append an AAC frame; times in samples."""
    if not run.payload:
        run.start = start
    run.fields += (duration, len(data))
    run.payload.append(data)


def fragment(sequence: int, video: Run, sound: Run) -> bytes:
    """The bytes of one part; a track without samples keeps an empty `traf` that still tells its time."""
    mdat = b"".join((*video.payload, *sound.payload))
    video_traf = _TRAF + 16 + _TFDT + (20 + 4 * len(video.fields) if video.payload else 0)
    sound_traf = _TRAF + 20 + _TFDT + (20 + 4 * len(sound.fields) if sound.payload else 0)
    moof = 8 + 16 + video_traf + sound_traf
    sound_at = moof + 8 + sum(map(len, video.payload))
    return b"".join(
        (
            struct.pack(">I4sI4sII", moof, b"moof", 16, b"mfhd", 0, sequence & 0xFFFFFFFF),
            struct.pack(">I4sI4sII", video_traf, b"traf", 16, b"tfhd", _BASE_IS_MOOF, VIDEO_TRACK),
            _run(video, 4, 1 << 24 | _VIDEO_RUN, moof + 8),
            struct.pack(">I4sI4s", sound_traf, b"traf", 20, b"tfhd"),
            struct.pack(">III", _BASE_IS_MOOF | _DEFAULT_FLAGS, SOUND_TRACK, SYNC),
            _run(sound, 2, _SOUND_RUN, sound_at),
            struct.pack(">I4s", 8 + len(mdat), b"mdat"),
            mdat,
        )
    )


def _run(run: Run, width: int, flags: int, data_offset: int) -> bytes:
    """`tfdt` in 64 bits, then one `trun` when there are samples."""
    tfdt = struct.pack(">I4sIQ", 20, b"tfdt", 1 << 24, run.start)
    if not run.payload:
        return tfdt
    fields = run.fields
    head = struct.pack(">I4sIII", 20 + 4 * len(fields), b"trun", flags, len(fields) // width, data_offset)
    return tfdt + head + struct.pack(f">{len(fields)}I", *fields)
