"""Where a viewer came from (pure). A page says it when it asks for a seat; nothing is decided by it."""

from typing import Literal, get_args

Source = Literal["home", "share", "moments", "qr", "follow", "notice", "replay", "swipe", "other"]
"""The shop's own pages, a friend's card, Moments, a code that was scanned, the rooms one follows, a reminder, a
recording, the room before or after."""
SOURCES: tuple[Source, ...] = get_args(Source)


def source(said: str) -> Source:
    """What nobody knows is other."""
    return next((one for one in SOURCES if one == said), "other")
