"""The same thing said over and over, by one or by a crowd of machines (pure, told the time)."""

from collections import OrderedDict, deque
from typing import Literal

WINDOW = 30.0
"""Seconds in which the same is the same."""
ONE_MAY = 2
"""Times that one viewer may say it in that time."""
CROWD_MAY = 5
"""Viewers who may say it, when it is long: 扣1 and the words of a lottery are said by everybody."""
LONG = 16
"""Letters of a folded text from which on nobody writes the same by chance."""
MOST = 5000

Verdict = Literal["", "repeats", "crowd"]


class Floods:
    """Of all rooms of a process; remembers the last five thousand texts."""

    def __init__(self) -> None:
        self._said: OrderedDict[tuple[str, str], deque[tuple[float, str]]] = OrderedDict()

    def note(self, room: str, viewer: str, folded: str, now: float) -> Verdict:
        """`now` in seconds of a stopwatch; what is refused counts too, so who goes on stays refused."""
        if not folded:
            return ""
        said = self._said.setdefault((room, folded), deque(maxlen=64))
        self._said.move_to_end((room, folded))
        while said and said[0][0] <= now - WINDOW:
            said.popleft()
        said.append((now, viewer))
        while len(self._said) > MOST:
            self._said.popitem(last=False)
        if sum(who == viewer for _, who in said) > ONE_MAY:
            return "repeats"
        crowd = len(folded) >= LONG and len({who for _, who in said}) > CROWD_MAY
        return "crowd" if crowd else ""
