"""What single members were told lately, for those who were just away: told again, at least once (pure)."""

from collections import deque

from chat.frames import Frame, yours

KEPT = 60.0
"""Seconds."""
MOST = 8
"""Facts of one member."""


class Own:
    def __init__(self) -> None:
        self._told: dict[str, deque[tuple[float, bytes]]] = {}

    def keep(self, member: str, fact: bytes, now: float) -> None:
        self._told.setdefault(member, deque(maxlen=MOST)).append((now, fact))

    def again(self, member: str, now: float) -> list[Frame]:
        facts = [fact for at, fact in self._told.get(member, ()) if now - at <= KEPT]
        return [Frame(yours(facts), lasting=True)] if facts else []

    def forget(self, now: float) -> None:
        for member, told in list(self._told.items()):
            if now - told[-1][0] > KEPT:
                del self._told[member]
