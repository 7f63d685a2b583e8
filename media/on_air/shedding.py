"""What the house is told when the CPU cannot keep up with a rendition."""

from appliance.alarms import actions as alarms
from appliance.db import Transaction
from appliance.events import RenditionShed

_LADDER = "ladder-"


def shed(tx: Transaction, room: str, rendition: str) -> None:
    """The rendition goes on with the source's picture meanwhile."""
    alarms.sound(
        tx,
        f"{_LADDER}{room}-{rendition}",
        f"这台主机忙不过来，{rendition} 清晰度暂停转码；关掉别的程序，或把清晰度减少",
        f"This box cannot keep up: {rendition} is not encoded for now; close other programs or use fewer renditions",
        room,
    )
    tx.record(RenditionShed(room=room, rendition=rendition))


def restored(tx: Transaction, room: str, rendition: str) -> None:
    """It is tried again, or its host is gone."""
    alarms.clear(tx, f"{_LADDER}{room}-{rendition}")


def begin_afresh(tx: Transaction) -> None:
    """A process that starts has shed nothing yet, whatever the one before it could not keep up with."""
    alarms.clear_all(tx, _LADDER)
