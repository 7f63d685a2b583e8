"""Taking in and packaging streams against nginx-rtmp: the same film, pushed to both at the same time.

Whatever else the machine does then meets both alike. Ours is `jinbo live` without a ladder: RTMP in, parts and
playlists in memory; nginx-rtmp writes MPEG-TS of 2 s to tmpfs.
"""

import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.films import make_film
from bench.lines import at_most
from bench.measured import cpu
from bench.nginx_rtmp import NginxRtmp, nginx_rtmp
from bench.publishers import pushing
from bench.shop import Shop

_SECONDS = 12
_WARM = 3
_HOLDS = {1: 2.0, 10: 1.0}
"""Publishers, and how much more than nginx-rtmp we may use."""


def main() -> str:
    """One line: the ratio for one publisher and for ten."""
    with TemporaryDirectory(dir="/dev/shm") as folder, ExitStack() as stack:
        film = make_film(Path(folder) / "film.flv", 20)
        shop = Shop(Path(folder) / "data")
        keys = [shop.open_room()[1] for _ in range(max(_HOLDS))]
        ours, nginx = stack.enter_context(shop.running("live")), stack.enter_context(nginx_rtmp())
        return "ingest: " + ", ".join(_compare(film, shop, keys[:count], ours, nginx) for count in _HOLDS)


def _compare(film: Path, shop: Shop, keys: list[str], ours: int, nginx: NginxRtmp) -> str:
    addresses = [f"rtmp://127.0.0.1:{port}/live/{key}" for key in keys for port in (shop.pushes_to, nginx.pushes_to)]
    with pushing(film, addresses):
        time.sleep(_WARM)
        before = cpu(ours), cpu(nginx.process)
        began = time.monotonic()
        time.sleep(_SECONDS)
        after = cpu(ours), cpu(nginx.process)
        seconds = time.monotonic() - began
    own, peer = (100 * (late - early) / seconds for early, late in zip(before, after, strict=True))
    count = len(keys)
    return (
        f"{count} publisher{'s' * (count > 1)} {own / peer:.2f} x nginx-rtmp "
        f"({own:.2f} against {peer:.2f} % of a core; {at_most(own / peer, _HOLDS[count])})"
    )
