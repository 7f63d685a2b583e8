"""A recorder that writes as fast as it can into a folder, and says how many parts are safe."""

import sys
from pathlib import Path

from media.hls.fmp4 import Run, fragment, sound_sample, video_sample
from media.recording.deck import Deck, Piece, Track
from media.recording.entries import Mark
from media.recording.places import Shelf

INIT = b"\x00\x00\x00\x10ftypiso6\x00\x00\x00\x01" + b"\x00\x00\x00\x08moov"
PART = 18_000
PARTS = 10


def piece(number: int, life: int) -> Piece:
    """The part of this number: a fifth of a second, ten of them in a segment."""
    segment, index = divmod(number, PARTS)
    start = segment * PARTS * PART
    video, sound = Run(), Run()
    for frame in range(5):
        size = 2000 + 37 * (number + frame) % 3000
        dts = start + index * PART + frame * 3600
        video_sample(video, dts, 3600, bytes([1 + number % 255]) * size, sync=not (index or frame), offset=0)
    sound_sample(sound, number * 9600, 9600, b"s" * 300)
    mark = Mark(start, 1_795_867_200_000 + segment * 2000, segment, 1, True)
    return Piece(Track("r1", "b1", "source"), life, INIT, mark, [fragment(number, video, sound)], PART)


def main(folder: Path) -> None:
    deck = Deck(Shelf(folder))
    deck.mend()
    for number in range(100_000):
        deck.write([piece(number, 1)])
        sys.stdout.write(f"{number + 1}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
