"""A program: ``python -m media.recording.clips.child SHOW SINCE UNTIL FILM POSTER [exact]`` cuts a stretch of a show.

SINCE and UNTIL are milliseconds since 1970. Nothing is encoded: the film begins at the keyframe before SINCE, and its
edit list lets players begin exactly at SINCE. With ``exact`` the pictures beside its ends are encoded anew (`edges`).
It prints how much is done, a line each with a percent sign, and at last the length in milliseconds; it ends with
`NOTHING` when nothing was kept.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import av
from PIL import ImageOps

from appliance.disk import ending_when_full, whole
from media.packets import TIMESCALE
from media.recording import places, reading
from media.recording.album import leading
from media.recording.clips import NOTHING, edges
from media.recording.download import Film, Unrolled, film_of
from media.recording.takes import Shot, takes

_POSTER = (720, 720)


def main(show: Path, since: int, until: int, out: Path, poster: Path, *, exact: bool = False) -> int:
    os.nice(10 if exact else 5)
    leader, kept = leading(show)
    rendition, shots = show / leader, _longest(kept, since, until)
    if not shots:
        return NOTHING
    start = max(since - shots[0].entry.mark.at, 0)
    length = min(until, _end(shots[-1])) - max(since, shots[0].entry.mark.at)
    stretch = film_of(rendition, reading.init_of(places.reel(rendition, shots[0].reel)), shots)
    with whole(out) as fresh:
        if exact:
            length = edges.cut(stretch, fresh, start / 1000, (start + length) / 1000, _told())
        else:
            _remux(stretch, fresh, start / 1000, (start + length) / 1000)
    with av.open(str(out) if exact else Unrolled(stretch), "r", format="mp4") as film:
        picture = next(film.decode(video=0)).to_image()  # type: ignore[no-untyped-call]
        ImageOps.contain(picture, _POSTER).save(poster, "JPEG", quality=84)
    sys.stdout.write(f"{length}\n")
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


def _told() -> Callable[[int], None]:
    """Each percent once."""
    last = -1

    def tell(done: int) -> None:
        nonlocal last
        if done > last:
            last = done
            sys.stdout.write(f"{done}%\n")
            sys.stdout.flush()

    return tell


def _remux(content: Film, out: Path, start: float, end: float) -> None:
    """Times are moved so that the wished beginning is 0; what lies before it is decoded and not shown."""
    with (
        av.open(Unrolled(content), "r", format="mp4") as film,
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
    exact = paths[5:] == ["exact"]
    with ending_when_full():
        sys.exit(main(Path(paths[0]), int(paths[1]), int(paths[2]), Path(paths[3]), Path(paths[4]), exact=exact))
