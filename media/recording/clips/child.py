"""A program: ``python -m media.recording.clips.child SHOW SINCE UNTIL FILM POSTER`` cuts a stretch of a show.

SINCE and UNTIL are milliseconds since 1970. Nothing is encoded: the film begins at the keyframe before SINCE, and its
edit list lets players begin exactly at SINCE. It prints the length in milliseconds; it ends with `NOTHING` when nothing
was kept.
"""

import io
import os
import sys
from pathlib import Path

import av
from PIL import ImageOps

from appliance.disk import ending_when_full, whole
from media.packets import TIMESCALE
from media.recording import places, reading
from media.recording.clips import NOTHING
from media.recording.download import Film, film_of
from media.recording.takes import Shot, takes

_POSTER = (720, 720)


def main(show: Path, since: int, until: int, out: Path, poster: Path) -> int:
    os.nice(5)
    rendition = show / "source"
    if not rendition.is_dir():
        return NOTHING
    shots = _longest(reading.shots(rendition), since, until)
    if not shots:
        return NOTHING
    start = max(since - shots[0].entry.mark.at, 0)
    length = min(until, _end(shots[-1])) - max(since, shots[0].entry.mark.at)
    stretch = film_of(rendition, reading.init_of(places.reel(rendition, shots[0].reel)), shots)
    content = io.BytesIO(_all(stretch))
    with whole(out) as fresh:
        _remux(content, fresh, start / 1000, (start + length) / 1000)
    content.seek(0)
    with av.open(content, "r", format="mp4") as film:
        picture = next(film.decode(video=0)).to_image()  # type: ignore[no-untyped-call]
        ImageOps.contain(picture, _POSTER).save(poster, "JPEG", quality=84)
    sys.stdout.write(str(length))
    return 0


def _longest(shots: list[Shot], since: int, until: int) -> list[Shot]:
    """The longest take within the stretch, from the keyframe before its beginning."""
    best: list[Shot] = []
    for take in takes(shots):
        within = [number for number, shot in enumerate(take.shots) if _end(shot) > since and shot.entry.mark.at < until]
        if not within:
            continue
        first = within[0]
        while first > 0 and not take.shots[first].entry.mark.independent:
            first -= 1
        found = take.shots[first : within[-1] + 1]
        if sum(shot.entry.duration for shot in found) > sum(shot.entry.duration for shot in best):
            best = found
    return best


def _end(shot: Shot) -> int:
    return shot.entry.mark.at + shot.entry.duration * 1000 // TIMESCALE


def _all(film: Film) -> bytes:
    content = bytearray()
    while gulp := film.read(len(content), 1 << 24):
        content += gulp
    return bytes(content)


def _remux(content: io.BytesIO, out: Path, start: float, end: float) -> None:
    """Times are moved so that the wished beginning is 0; what lies before it is decoded and not shown."""
    with (
        av.open(content, "r", format="mp4") as film,
        av.open(str(out), "w", format="mp4", options={"movflags": "+faststart", "use_editlist": "1"}) as made,
    ):
        streams = {stream.index: made.add_stream_from_template(stream) for stream in film.streams}
        for packet in film.demux():
            if packet.dts is None or packet.pts is None or packet.time_base is None:
                continue
            if float(packet.pts * packet.time_base) >= end:
                continue
            if packet.stream.type == "audio" and float(packet.pts * packet.time_base) < start:
                continue
            moved = int(start / packet.time_base)
            packet.dts -= moved
            packet.pts -= moved
            packet.stream = streams[packet.stream.index]
            made.mux(packet)


if __name__ == "__main__":
    _, *paths = sys.argv
    with ending_when_full():
        sys.exit(main(Path(paths[0]), int(paths[1]), int(paths[2]), Path(paths[3]), Path(paths[4])))
