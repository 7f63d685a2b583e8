"""A program: ``python -m media.recording.stills_child REEL SHEET.jpg [POSTER.jpg]`` draws what `stills` speaks of.

It is a process of its own, because what decodes may crash. It prints the `Sheet` as JSON.
"""

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import msgspec
from PIL import Image, ImageOps

from appliance.disk import ending_when_full, whole
from media.recording import places, reading
from media.recording.entries import Entry
from media.recording.stills import COLUMNS, EVERY_MS, LONGER_SIDE, Sheet

_POSTER = (720, 720)
_POSTER_AFTER_MS = 20_000
_QUALITY = 70


def main(reel: Path, sheet: Path, poster: Path | None = None) -> None:
    os.nice(10)
    entries = [entry for entry in reading.index(reel).entries if entry.mark.independent]
    init = reading.init_of(reel)
    shown = [(entry, _first_frame(reel, init, entry)) for entry in _every(entries)]
    tiles = [(entry.mark.at, ImageOps.contain(picture, (LONGER_SIDE, LONGER_SIDE))) for entry, picture in shown]
    width, height = tiles[0][1].size
    rows = -(-len(tiles) // COLUMNS)
    drawn = Image.new("RGB", (COLUMNS * width, rows * height))
    for number, (_, tile) in enumerate(tiles):
        drawn.paste(tile, (number % COLUMNS * width, number // COLUMNS * height))
    sheet.parent.mkdir(exist_ok=True)
    with whole(sheet) as out:
        drawn.save(out, "JPEG", quality=_QUALITY)
    if poster is not None:
        late = [picture for entry, picture in shown if entry.mark.at - entries[0].mark.at >= _POSTER_AFTER_MS]
        with whole(poster) as out:
            ImageOps.contain((late or [shown[-1][1]])[0], _POSTER).save(out, "JPEG", quality=84)
    told = Sheet(places.number_of(reel), [at for at, _ in tiles], width, height)
    sys.stdout.buffer.write(msgspec.json.encode(told))


def _every(entries: list[Entry]) -> Iterator[Entry]:
    due = 0
    for entry in entries:
        if entry.mark.at >= due:
            yield entry
            due = entry.mark.at + EVERY_MS


def _first_frame(reel: Path, init: bytes, entry: Entry) -> Image.Image:
    with reel.open("rb") as media:
        media.seek(entry.offset)
        content = init + media.read(entry.length)
    with av.open(io.BytesIO(content), "r", format="mp4") as film:
        picture: Image.Image = next(film.decode(video=0)).to_image()  # type: ignore[no-untyped-call]
        return picture


if __name__ == "__main__":
    with ending_when_full():
        main(*map(Path, sys.argv[1:]))
