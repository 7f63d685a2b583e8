"""Who may watch which room, answered from memory."""

from appliance.clock import Clock
from appliance.edge import Verdict
from appliance.errors import Problem
from appliance.identity import tokens


class Gate:
    """Knows every room; a public one is open, another needs a `play` token for it in the path."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key = key
        self._clock = clock
        self._public: dict[str, bool] = {}

    def knows(self, room: str) -> bool:
        return room in self._public

    def admit(self, room: str, *, public: bool) -> None:
        self._public[room] = public

    def allows(self, room: str, token: str | None) -> Verdict:
        if token is None:
            return "yes" if self._public.get(room, True) else "no"
        try:
            claims = tokens.read(self._key, token, "play", self._clock.now())
        except tokens.TokenExpired:
            return "expired"
        except Problem:
            return "no"
        if claims.room not in ("", room):
            return "no"
        return "unseen" if claims.viewer == tokens.PREVIEW else "yes"
