"""From the host's first frame to the first media that a playlist offers, in a watched room and in an unwatched one."""

import statistics
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.films import decoder_config, make_film
from bench.lines import at_most
from bench.nginx_rtmp import nginx_rtmp
from bench.playlists import Announced
from bench.publishers import Host
from bench.shop import Shop

_ROUNDS = 5
_HOLD = 0.5
_PATIENCE = 8
_SLATE_SECONDS = 3
"""How long viewers have seen the slate when the host comes."""


def main() -> str:
    """One line: the median and the slowest of both, and nginx-rtmp's, whose fragments last 2 s."""
    with TemporaryDirectory(dir="/dev/shm") as folder:
        film = make_film(Path(folder) / "film.flv", _PATIENCE)
        shop = Shop(Path(folder) / "data")
        rooms = [shop.open_room() for _ in range(2 * _ROUNDS)]
        with shop.running("live"):
            cold = [_once(shop.pushes_to, key, film, shop.playlist(room)) for room, key in rooms[:_ROUNDS]]
            slate = [_once(shop.pushes_to, key, film, shop.playlist(room), warm=True) for room, key in rooms[_ROUNDS:]]
        with nginx_rtmp() as nginx:
            names = [f"show{number}" for number in range(_ROUNDS)]
            peer = [_once(nginx.pushes_to, name, film, nginx.playlist(name)) for name in names]
    ratio = statistics.median(cold) / statistics.median(peer)
    return (
        f"first-media: in a room that nobody has watched {_told(cold)}, in one that shows the slate {_told(slate)}, "
        f"{ratio:.2f} x nginx-rtmp ({statistics.median(peer):.2f} s)"
    )


def _told(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} s (slowest {max(seconds):.2f}; {at_most(max(seconds), _HOLD)})"


def _once(port: int, key: str, film: Path, playlist: str, *, warm: bool = False) -> float:
    with closing(Announced(playlist, decoder_config(film))) as edge:
        if warm:
            list(edge.watch(_SLATE_SECONDS))
        host = Host(port, key, film)
        with host.pushing():
            for announced, now in edge.watch(_PATIENCE):
                if announced:
                    return now - host.began
    raise TimeoutError(f"nothing to play at {playlist} within {_PATIENCE} s")
