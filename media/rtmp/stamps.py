"""Milliseconds that wrap, unwrapped: after 24.8 days for senders of 31 bits, after 49.7 for those of 32."""

from media.packets import Track

_WRAP = 1 << 31
_NEAR = 10_000


class Unwrap:
    """The stamps of one publish; each track counts for itself, for some phones give them different bases."""

    def __init__(self) -> None:
        self._last: dict[Track, int] = {}

    def milliseconds(self, track: Track, stamp: int) -> int:
        """`stamp` on a line that never wraps; counting modulo 2^31 serves both kinds of senders."""
        last = self._last.get(track)
        moment = self._first(stamp) if last is None else _nearest(last, stamp)
        self._last[track] = moment
        return moment

    def _first(self, stamp: int) -> int:
        """A track that begins beside another stands on that one's line, if it is near."""
        for other in self._last.values():
            moment = _nearest(other, stamp)
            if abs(moment - other) < _NEAR:
                return moment
        return stamp


def _nearest(last: int, stamp: int) -> int:
    return last + (stamp - last + _WRAP // 2) % _WRAP - _WRAP // 2
