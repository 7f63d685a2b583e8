"""How many watch a room: whoever asked for one of its playlists a moment ago. Pure."""

from collections.abc import Hashable

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
        mark = hash(session)  # a viewer chooses how long its own name is
        if mark in sessions or len(sessions) < MOST:
            sessions[mark] = now

    def count(self, room: str, now: float) -> int:
        return sum(now - last <= MOMENT for last in self._seen.get(room, {}).values())

    def counts(self, now: float) -> dict[str, int]:
        """Of every room that is watched."""
        return {room: count for room in self._seen if (count := self.count(room, now))}

    def forget(self, now: float) -> None:
        """Let go of whoever left."""
        for room, sessions in list(self._seen.items()):
            self._seen[room] = {session: last for session, last in sessions.items() if now - last <= MOMENT}
            if not self._seen[room]:
                del self._seen[room]
