"""Taking in a host by WebRTC, 720p30 of 2.1 Mbit/s and Opus: what worker and `live` use together, beside plain aiortc.

H.264 passes through, Opus becomes AAC, parts and playlists are made; no ladder. Plain aiortc takes in the same and
throws it away.
"""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.lines import at_most
from bench.measured import cpu
from bench.peers import make_film, peers
from bench.plain import plain
from bench.shop import Shop

_WARM, _SECONDS = 5, 15
_HOLD, _RATIO = 0.06, 1.5


def main() -> str:
    """One line: cores used, the mean of the seconds, and how many times what plain aiortc uses."""
    with TemporaryDirectory(dir="/dev/shm") as folder:
        film = make_film(Path(folder) / "film.mkv", 20)
        theirs = _theirs(Path(folder), film)
        ours = _ours(Path(folder), film)
    return (
        f"whip: {ours / theirs:.2f} x plain aiortc ({ours:.3f} against {theirs:.3f} of a core for one host; "
        f"{at_most(ours / theirs, _RATIO)}), {ours / _HOLD:.2f} x the limit ({at_most(ours, _HOLD)})"
    )


def _ours(folder: Path, film: Path) -> float:
    shop = Shop(folder / "data")
    _, key = shop.open_room()
    with shop.running("live") as process:
        idle = _cores(process)
        with peers(shop.run, "push", key, str(film)):
            time.sleep(_WARM)
            return _cores(process) - idle


def _theirs(folder: Path, film: Path) -> float:
    run = folder / "plain"
    run.mkdir()
    with plain(run) as process, peers(run, "push", "", str(film)):
        time.sleep(_WARM)
        return _cores(process)


def _cores(process: int) -> float:
    before, began = cpu(process), time.monotonic()
    time.sleep(_SECONDS)
    return (cpu(process) - before) / (time.monotonic() - began)
