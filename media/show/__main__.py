"""``python -m media.show --push rtmp://127.0.0.1:1935/live --key-file FILE``: the show, until it is stopped."""

import argparse
import logging
import os
import time
from pathlib import Path

import av

from media.show.push import push
from media.show.scene import Scene
from media.slate.font import find_font

log = logging.getLogger("media.show")
_PAUSES = (0.5, 1.0, 2.0, 5.0)
"""Seconds before each new try; the last one again and again."""
_STEADY = 10.0


def main() -> None:
    given = _arguments()
    logging.basicConfig(format="%(name)s: %(message)s", level=logging.INFO)
    av.logging.set_level(None)
    width, height = (720, 1280) if given.portrait else (1280, 720)
    scene = Scene(width, height, given.font or find_font())
    tries = 0
    while True:
        began = time.monotonic()
        try:
            push(f"{given.push.rstrip('/')}/{_key(given.key_file)}", scene, given.fps)
        except (av.error.FFmpegError, OSError) as error:
            # The error's own words would name the address, and with it the key.
            log.warning("not on air: %s", getattr(error, "strerror", None) or type(error).__name__)
        if time.monotonic() - began > _STEADY:
            tries = 0
        time.sleep(_PAUSES[min(tries, len(_PAUSES) - 1)])
        tries += 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="media.show", description="Pushes a generated show over RTMP")
    parser.add_argument("--push", required=True, metavar="URL", help="where hosts push to, without the key")
    parser.add_argument(
        "--key-file", type=Path, help="the stream key, read again for each connection; else JINBO_SHOW_KEY"
    )
    parser.add_argument("--portrait", action="store_true", help="720x1280 as from a phone")
    parser.add_argument("--fps", type=int, default=25)
    parser.add_argument("--font", type=Path, help="a face with Chinese; by default one is found")
    return parser.parse_args()


def _key(file: Path | None) -> str:
    """A key on the command line would be seen by everybody on the machine."""
    return file.read_text(encoding="utf-8").strip() if file else os.environ.get("JINBO_SHOW_KEY", "")


if __name__ == "__main__":
    main()
