"""What the shop agreed with itself about its cloud storage (pure)."""

from datetime import datetime
from typing import Literal

import msgspec

from appliance.clock import CHINA
from appliance.cloud.storage import Storage

When = Literal["always", "off-air", "night"]
NIGHT = (23, 8)
"""Hours in China between which a box that sends by night sends."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    storage: Storage
    when: When = "off-air"
    """always, only while no room is on air (a thin uplink is the show's), or by night."""
    kilobits: int = 0
    """Of the line at the most, in kbit/s; 0 takes all there is."""
    recordings: bool = True
    """Pictures always go; recordings are large."""
    replica_key: str = ""
    """What the shop's own data is sealed with on its way, in hex; empty: it stays here."""
    replica_lock: str = ""
    """That key, sealed by the recovery password, in base64: it lies beside the data in the cloud."""


def may_send(terms: Terms, now: datetime, *, on_air: bool) -> bool:
    """Whether large things may go now."""
    if terms.when == "off-air":
        return not on_air
    if terms.when == "night":
        hour = now.astimezone(CHINA).hour
        return not on_air and (hour >= NIGHT[0] or hour < NIGHT[1])
    return True
