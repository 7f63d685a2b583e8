"""How far the live edge is behind the host: time since the first frame was sent, minus the media that is announced."""

import statistics
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench.films import decoder_config, make_film
from bench.lines import at_most
from bench.nginx_rtmp import nginx_rtmp
from bench.playlists import Announced
from bench.publishers import Host
from bench.shop import Shop

_SECONDS = 15
_MEAN, _MAX = 0.10, 0.25


class Lag(NamedTuple):
    """In seconds, from the first playable media on."""

    mean: float
    most: float


def main() -> str:
    """One line: ours and nginx-rtmp's, whose fragments last 2 s."""
    with TemporaryDirectory(dir="/dev/shm") as folder:
        film = make_film(Path(folder) / "film.flv", _SECONDS + 2)
        own, peer = _ours(Path(folder), film), _nginx(film)
    return (
        f"lag: mean {own.mean:.3f} s ({at_most(own.mean, _MEAN)}), at most {own.most:.3f} s "
        f"({at_most(own.most, _MAX)}), {own.mean / peer.mean:.2f} x nginx-rtmp ({peer.mean:.2f} and {peer.most:.2f})"
    )


def _ours(folder: Path, film: Path) -> Lag:
    shop = Shop(folder / "data")
    room, key = shop.open_room()
    with shop.running("live"):
        return _measure(shop.pushes_to, key, film, shop.playlist(room))


def _nginx(film: Path) -> Lag:
    with nginx_rtmp() as peer:
        return _measure(peer.pushes_to, "show", film, peer.playlist("show"))


def _measure(port: int, key: str, film: Path, playlist: str) -> Lag:
    host = Host(port, key, film)
    with host.pushing(), closing(Announced(playlist, decoder_config(film))) as edge:
        lags = [now - host.began - announced for announced, now in edge.watch(_SECONDS) if announced]
    return Lag(statistics.mean(lags), max(lags))
