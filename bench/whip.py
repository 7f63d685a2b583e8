"""Taking in a host by WebRTC: what worker and `live` use together for 720p30 of 2.1 Mbit/s and Opus, against the limit.

H.264 passes through, Opus becomes AAC, parts and playlists are made; no ladder.
"""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.lines import at_most
from bench.measured import cpu
from bench.peers import make_film, peers
from bench.shop import Shop

_WARM, _SECONDS = 5, 15
_HOLD = 0.06


def main() -> str:
    """One line: cores used, the mean of the seconds."""
    with TemporaryDirectory(dir="/dev/shm") as folder:
        film = make_film(Path(folder) / "film.mkv", 20)
        shop = Shop(Path(folder) / "data")
        _, key = shop.open_room()
        with shop.running("live") as process:
            idle = _cores(process)
            with peers(shop.run, "push", key, str(film)):
                time.sleep(_WARM)
                used = _cores(process) - idle
    return f"whip: {used:.3f} of a core for one host, {used / _HOLD:.2f} x the limit ({at_most(used, _HOLD)})"


def _cores(process: int) -> float:
    before, began = cpu(process), time.monotonic()
    time.sleep(_SECONDS)
    return (cpu(process) - before) / (time.monotonic() - began)
