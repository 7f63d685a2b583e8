"""How a contest between two stores stands, as each tells the other of its own side (pure).

Each box is the authority of its own side: it counts what its viewers do, and believes what the other says of the
other's. What is heard twice, out of order or late changes nothing.
"""

from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec

Ours = Literal["inviter", "invited"]
Phase = Literal["on", "final", "stopped", "forfeit", "lapsed"]
"""on: it counts. final: it has counted out, and its score will not change. stopped: its staff ended it. forfeit: its
host is gone, it has lost. lapsed: it has not heard of the other for too long, and has won."""
Aware = Annotated[datetime, msgspec.Meta(tz=True)]
LATE = timedelta(seconds=30)
"""A standing that is older by the sender's clock, or that comes from so far ahead, is not heard."""
MOST = 1_000_000_000


class Standing(msgspec.Struct, frozen=True, tag=True):
    """A side's own, every half second."""

    battle: str
    side: Ours
    """The sender's."""
    score: Annotated[int, msgspec.Meta(ge=0, le=MOST)]
    """Of the sender's side, in points."""
    seq: Annotated[int, msgspec.Meta(ge=1, le=1 << 52)]
    """Grows with each, also when the sender began anew."""
    server_ts: Aware
    phase: Phase
    yours: Annotated[int, msgspec.Meta(ge=0, le=MOST)]
    """What the sender knows of the hearer's side: it is how it ended, where the sender ended it."""
    over: bool = False
    """The sender has done with the forfeit, too, and its host goes on alone."""


def other(side: str) -> Ours:
    return "invited" if side == "inviter" else "inviter"


def is_fresh(said: Standing, now: datetime) -> bool:
    return abs(now - said.server_ts) <= LATE
