"""What a room said lately, for those who come back: bounded, and what need not last goes first (pure)."""

from collections import deque

import msgspec

from chat.frames import Frame, told

MOST_LASTING, MOST_TALK = 256 * 1024, 256 * 1024
"""Bytes that a room remembers of each."""


class Said(msgspec.Struct):
    """Numbered facts that were told together."""

    n: int
    """The number of the last one."""
    at: int
    edge: int | None
    events: list[bytes]
    lasting: bool
    delay: int = 0
    frame: Frame | None = None

    @property
    def size(self) -> int:
        return sum(map(len, self.events))

    def framed(self) -> Frame:
        """The same frame for everybody who missed it."""
        if self.frame is None:
            self.frame = Frame(told(self.n, self.at, self.edge, self.events, self.delay), lasting=self.lasting)
        return self.frame


class Memory:
    def __init__(self) -> None:
        self._lasting = _Line(MOST_LASTING)
        self._talk = _Line(MOST_TALK)

    def keep(self, said: Said) -> None:
        (self._lasting if said.lasting else self._talk).keep(said)

    def missed(self, after: int) -> tuple[list[Frame], bool]:
        """What was told behind number `after`, in order; and whether something that lasts is forgotten by now."""
        both = [*self._lasting.behind(after), *self._talk.behind(after)]
        both.sort(key=lambda said: said.n)
        return [said.framed() for said in both], after < self._lasting.forgotten


class _Line:
    def __init__(self, most: int) -> None:
        self._most = most
        self._said: deque[Said] = deque()
        self._size = 0
        self.forgotten = 0
        """The number of the last fact that is not remembered any more."""

    def keep(self, said: Said) -> None:
        self._said.append(said)
        self._size += said.size
        while self._size > self._most and len(self._said) > 1:
            gone = self._said.popleft()
            self._size -= gone.size
            self.forgotten = gone.n

    def behind(self, after: int) -> list[Said]:
        found: list[Said] = []
        for said in reversed(self._said):
            if said.n <= after:
                break
            found.append(said)
        return found
