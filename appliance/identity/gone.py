"""Viewers whose tokens are no longer good, though their seal and their time still are (pure)."""


class Gone:
    """Asked on every request, so it answers from memory; who fills it must know of every departure."""

    def __init__(self) -> None:
        self._viewers: set[str] = set()

    def add(self, *viewers: str) -> None:
        self._viewers.update(viewers)

    def __contains__(self, viewer: str) -> bool:
        return viewer in self._viewers
