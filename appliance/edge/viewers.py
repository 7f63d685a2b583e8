"""How many watch a room: whoever asked for one of its playlists a moment ago. Pure."""

from collections.abc import Container, Hashable

MOMENT = 15.0
"""Seconds; a player asks at least once per target duration."""

MOST = 50_000
"""Sessions remembered per room; a flood of invented ones is not counted further."""


class Viewers:
    def __init__(self) -> None:
        self._seen: dict[str, dict[int, float]] = {}

    def saw(self, room: str, session: Hashable, now: float) -> None:
        """`session`: the address and the browser; one link of a private room brings many."""
        sessions = self._seen.setdefault(room, {})
        own = mark(session)
        if own in sessions or len(sessions) < MOST:
            sessions[own] = now

    def count(self, room: str, now: float, without: Container[int] = ()) -> int:
        """`without`: marks of sessions that are counted elsewhere."""
        seen = self._seen.get(room, {})
        return sum(now - last <= MOMENT and own not in without for own, last in seen.items())

    def counts(self, now: float) -> dict[str, int]:
        """Of every room that is watched."""
        return {room: count for room in self._seen if (count := self.count(room, now))}

    def forget(self, now: float) -> None:
        """Let go of whoever left."""
        for room, sessions in list(self._seen.items()):
            self._seen[room] = {session: last for session, last in sessions.items() if now - last <= MOMENT}
            if not self._seen[room]:
                del self._seen[room]


def mark(session: Hashable) -> int:
    """A viewer chooses how long its own name is; this is always short."""
    return hash(session)
