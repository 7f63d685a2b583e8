"""How the picture and the house fare."""

from datetime import datetime
from typing import ClassVar

from appliance.events.fact import Audience, Event, Pace
from appliance.identity.permissions import Permission


class StreamMeasured(Event, frozen=True, tag=True):
    """Once a second for each room with a publisher: what arrived in the last second."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    durable: ClassVar[bool] = False
    room: str
    at: datetime
    light: str
    """green, amber or red."""
    sentence_zh: str
    sentence_en: str
    bitrate: int
    """bit/s, picture and sound."""
    fps: float
    keyframe_seconds: float
    dropped: int
    """Frames the publisher or the timestamps lost since the show began."""
    delay_ms: int
    """From a frame's arrival to its place in the playlist."""
    width: int
    height: int
    video_codec: str
    audio_codec: str
    renditions: list[str]
    """Names of the renditions that play their own encoding now."""
    level: float | None = None
    """dBFS of the sound's power in the last second, -90 (silence) to 0; None where nothing here decodes the sound."""
    peak: float | None = None
    """dBFS of its loudest moment."""
    lost: float = 0.0
    """The share of packets lost on the way in the last second, where one can tell."""


class ViewersCounted(Event, frozen=True, tag=True):
    """A few times a minute for each room that is watched."""

    audience: ClassVar[Audience] = Audience.ROOM
    durable: ClassVar[bool] = False
    pace: ClassVar[Pace] = Pace.COUNT
    room: str
    viewers: int
    faces: tuple[str, ...] = ()
    """Up to three pictures of members who are there, the longest there first."""


class ViewersPresent(Event, frozen=True, tag=True):
    """From each hub, as often as viewers are counted: how many are there, for the other hubs to add up."""

    durable: ClassVar[bool] = False
    hub: str
    room: str
    viewers: int
    faces: tuple[str, ...] = ()


class RenditionShed(Event, frozen=True, tag=True):
    """The ladder gave up a rendition because this CPU cannot keep up."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str
    rendition: str


class AlarmRaised(Event, frozen=True, tag=True):
    """Something needs a person; the same `alarm` is not raised twice until it is cleared."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.SYSTEM_SEE
    alarm: str
    zh: str
    en: str
    room: str = ""


class AlarmCleared(Event, frozen=True, tag=True):
    """What `alarm` complained of is over."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.SYSTEM_SEE
    alarm: str


class LiveTakenOver(Event, frozen=True, tag=True):
    """Of two boxes that share a shop, another one than before has become live."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.SYSTEM_SEE
    box: str
    term: int


class ProcessMeasured(Event, frozen=True, tag=True):
    """Once in five seconds from each process of the house: how it fares."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.SYSTEM_SEE
    durable: ClassVar[bool] = False
    process: str
    """web, live or back."""
    cpu: float
    """Share of one core in the last five seconds, of the process and its children: 1.0 is a whole core."""
    rss: int
    """Bytes of memory, of the process and its children."""
    ok: bool
    speed: float = 0.0
    """From `live`: media seconds this CPU encodes in one second, as measured at start; 0 when not measured."""
    box: str = ""
    """Of two boxes that share a shop, which; empty: there is one."""
