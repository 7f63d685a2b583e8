"""What goes from the box to the cloud."""

from typing import ClassVar

from appliance.events.fact import Audience, Event
from appliance.identity.permissions import Permission


class OutletsChanged(Event, frozen=True, tag=True):
    """A cloud channel was set up, changed or removed."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    outlet: str


class RelaySwitched(Event, frozen=True, tag=True):
    """Staff let a room be sent on to a cloud channel whenever it is on air, or no longer."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str
    outlet: str
    on: bool
    rendition: str = ""


class RelayMeasured(Event, frozen=True, tag=True):
    """Once a second for each relay that runs, and once when it ends: how it fares."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    durable: ClassVar[bool] = False
    room: str
    outlet: str
    state: str
    """dialling, live, waiting (it failed and tries again) or off."""
    seconds: int
    """In that state."""
    bitrate: int
    gaps: int
    """How often media was left out because the line was too thin."""
    reason: str = ""
    """Why it does not stand, in the other side's words."""
