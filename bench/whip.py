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

_WARM, _SECONDS = 5, 30
_HOLD, _RATIO = 0.06, 2.0


def main() -> str:
    """One line: how many times what plain aiortc uses, and cores; both take in their host in the same seconds."""
    with TemporaryDirectory(dir="/dev/shm") as folder:
        film = str(make_film(Path(folder) / "film.mkv", 20))
        shop = Shop(Path(folder) / "data")
        _, key = shop.open_room()
        plainly = Path(folder) / "plain"
        plainly.mkdir()
        with shop.running("live") as live, plain(plainly) as peer:
            (idle,) = _cores(live)
            with peers(shop.run, "push", key, film), peers(plainly, "push", "", film):
                time.sleep(_WARM)
                used, theirs = _cores(live, peer)
    ours = used - idle
    return (
        f"whip: {ours / theirs:.2f} x plain aiortc ({ours:.3f} against {theirs:.3f} of a core for one host; "
        f"{at_most(ours / theirs, _RATIO)}), {ours / _HOLD:.2f} x the limit ({at_most(ours, _HOLD)})"
    )


def _cores(*processes: int) -> list[float]:
    """What each used, its children with it, as the mean of the same seconds."""
    before, began = [cpu(process) for process in processes], time.monotonic()
    time.sleep(_SECONDS)
    took = time.monotonic() - began
    return [(cpu(process) - was) / took for process, was in zip(processes, before, strict=True)]
