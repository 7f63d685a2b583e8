"""What the fragments of a media file say of their tracks (ISO/IEC 14496-12)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from tests.media.hls.snapshots import must


@dataclass
class Track:
    id: int
    tfdt: int
    duration: int
    samples: int
    starts_with_sync: bool


def fragment_tracks(body: bytes) -> Iterator[Track]:
    """The tracks of every `moof` in these bytes (ISO/IEC 14496-12, 8.8)."""
    for kind, moof in boxes(body):
        for inner, traf in boxes(moof) if kind == b"moof" else ():
            if inner == b"traf":
                yield _track(dict(boxes(traf)))


def boxes(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    while body:
        size, kind = struct.unpack_from(">I4s", body)
        must(8 <= size <= len(body), "14496-12 4.2", f"{kind!r} of {size} bytes in {len(body)}")
        yield kind, body[8:size]
        body = body[size:]


def _track(traf: dict[bytes, bytes]) -> Track:
    track = struct.unpack_from(">I", traf[b"tfhd"], 4)[0]
    tfdt = struct.unpack_from(">Q", traf[b"tfdt"], 4)[0]
    if b"trun" not in traf:
        return Track(track, tfdt, 0, 0, starts_with_sync=False)
    flags, samples = struct.unpack_from(">II", traf[b"trun"])
    width = sum(bool(flags & bit) for bit in (0x100, 0x200, 0x400, 0x800))
    rows = struct.unpack_from(f">{width * samples}I", traf[b"trun"], 12)
    must(len(traf[b"trun"]) == 12 + 4 * len(rows), "14496-12 8.8.8", "a trun is as long as its samples")
    sync = not flags & 0x400 or not rows[2] & 0x10000
    return Track(track, tfdt, sum(rows[::width]), samples, starts_with_sync=sync)
