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
    """off-air, night, live, unreachable, disk-full: why nothing goes though something waits."""


class ShowMirrored(Event, frozen=True, tag=True):
    """Once a second for each live show that goes to the object storage as it runs, and once when that ends."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    durable: ClassVar[bool] = False
    room: str
    address: str
    """Its multivariant playlist, where viewers may read it."""
    renditions: list[str]
    state: str
    """filling (too little is there yet), live, late (the line is too thin), unseen (viewers cannot read it), off."""
    seconds: int
    """In that state."""
    lag: float
    """Seconds from the end of what stands there to the live edge."""
    bitrate: int
    left: int
    """Segments that the line was too thin for."""
    zh: str = ""
    en: str = ""
    """What is wrong, if something is."""
