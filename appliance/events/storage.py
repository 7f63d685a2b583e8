"""What goes from the box to the shop's object storage."""

from typing import ClassVar

from appliance.events.fact import Audience, Event
from appliance.identity.permissions import Permission


class CloudStorageSet(Event, frozen=True, tag=True):
    """The shop's object storage was set up, changed or given up."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.SYSTEM_SEE
    there: bool


class SyncMeasured(Event, frozen=True, tag=True):
    """Every few seconds while something goes to the object storage: what, and how fast."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.SYSTEM_SEE
    durable: ClassVar[bool] = False
    name: str
    """What goes just now; empty when nothing does."""
    bitrate: int
    waiting: int
    """Sealed segments of the shop's own data that have not gone yet."""
    why: str = ""
    """off-air, night, unreachable, disk-full: why nothing goes though something waits."""
