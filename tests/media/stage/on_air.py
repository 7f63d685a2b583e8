"""Whether hosts are there, for tests without pictures."""


class OnAir:
    """In place of `live`'s Studios: every host came by WebRTC, or none."""

    def __init__(self) -> None:
        self.pushed = True
        self.sent: list[str] = []
        """Sessions in which the host's picture goes to the other store, so far."""
        self.standing = ""
        """The one that stands."""

    def is_pushed(self, room: str) -> bool:
        return self.pushed and bool(room)

    def is_sent(self, session: str) -> bool:
        return bool(session) and session == self.standing

    async def send(self, room: str, deliver) -> str:
        self.standing = f"{room} {len(self.sent)}"
        self.sent.append(self.standing)
        return self.standing

    async def hang_up(self, session: str) -> None:
        assert session == self.standing
        self.standing = ""
