"""``python -m media.show.poster FILE --at SECONDS``: a moment of the generated show, as a cover."""

import argparse
from datetime import datetime
from pathlib import Path

import av
from PIL import Image

from media.show.scene import Scene
from media.slate.font import find_font

WIDTH, HEIGHT = 720, 1280
BELOW_THE_CLOCK = (0, HEIGHT - 970, WIDTH, HEIGHT - 10)


def main() -> None:
    parser = argparse.ArgumentParser(prog="media.show.poster", description="Draws a cover of the generated show")
    parser.add_argument("file", type=Path)
    parser.add_argument("--at", type=float, default=6.0, metavar="SECONDS", help="the moment of the show")
    given = parser.parse_args()
    scene = Scene(WIDTH, HEIGHT, find_font())
    rows = scene.draw(given.at, datetime.now().astimezone())
    picture = av.VideoFrame.from_ndarray(rows, format="yuv420p").to_ndarray(format="rgb24")
    Image.fromarray(picture).crop(BELOW_THE_CLOCK).save(given.file, "JPEG", quality=88)


if __name__ == "__main__":
    main()
