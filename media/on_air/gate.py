"""Who may watch which room, answered from memory."""

from collections.abc import Callable

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
        self.turned: Callable[[], None] = lambda: None
        """Told when a room was opened to everybody, or closed."""

    def knows(self, room: str) -> bool:
        return room in self._public

    def admit(self, room: str, *, public: bool) -> None:
        turned = self._public.get(room, public) != public
        self._public[room] = public
        if turned:
            self.turned()

    def private(self, room: str) -> bool:
        return not self._public.get(room, True)

    def allows(self, room: str, token: str | None) -> Verdict:
        if token is None:
            return "no" if self.private(room) else "yes"
        try:
            claims = tokens.read(self._key, token, "play", self._clock.now())
        except tokens.TokenExpired:
            return "expired"
        except Problem:
            return "no"
        if claims.room not in ("", room):
            return "no"
        return "unseen" if claims.viewer == tokens.PREVIEW else "yes"
