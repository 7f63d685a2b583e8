"""What is kept of shows."""

from datetime import datetime
from typing import ClassVar

from appliance.events.fact import Audience, Event
from appliance.identity.permissions import Permission


class ReelClosed(Event, frozen=True, tag=True):
    """A file of a recording is complete and will never change; it and its index can be copied elsewhere."""

    audience: ClassVar[Audience] = Audience.HOUSE
    room: str
    show: str
    rendition: str
    number: int
    size: int
    sha256: str


class RecordingKept(Event, frozen=True, tag=True):
    """A show is over and all of its recording is closed, listed in its manifest and ready to be watched again."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str
    show: str
    seconds: int
    size: int
    manifest: str


class RecordingShown(Event, frozen=True, tag=True):
    """A replay was published, or hidden from viewers."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str
    show: str
    public: bool


class RecordingThinned(Event, frozen=True, tag=True):
    """For want of room, renditions of a recording were let go; one of them stays."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str
    show: str
    renditions: list[str]


class RecordingRetold(Event, frozen=True, tag=True):
    """After renditions were let go, what is left of a recording is named by a manifest of its own."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str
    show: str
    before: str
    manifest: str
    """SHA-256 of SHA256SUMS, as it was and as it is."""


class RecordingMoved(Event, frozen=True, tag=True):
    """The reels of a recording lie elsewhere: here, away (in the cloud's storage alone) or coming (back from there)."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str
    show: str
    place: str


class RecordingDeleted(Event, frozen=True, tag=True):
    """The files of a recording are gone: its time was over, the owner decided so, or they were lost (`by` is empty)."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str
    show: str
    by: str
    needed: bool
    """The law still asked for it."""


class ClipCut(Event, frozen=True, tag=True):
    """A clip is ready: the film of an explained product, or of a mark."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str
    show: str
    clip: str
    product: str
    seconds: int


class ClipDeleted(Event, frozen=True, tag=True):
    """The films of a clip are gone: a colleague let them go, or (`by` is empty) no page had shown them for long."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str
    show: str
    clip: str
    title: str
    by: str


class MomentMarked(Event, frozen=True, tag=True):
    """打点: a colleague wants to keep what was seen at `at`, and what was just before and after."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str
    show: str
    clip: str
    at: datetime


class MarkTakenBack(Event, frozen=True, tag=True):
    """A mark was a mistake; its clip goes."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str
    show: str
    clip: str
    at: datetime
