"""What staff see of rooms that are held back: the pictures as they come, each on a channel that no viewer may open."""

from collections.abc import Callable, Mapping

from appliance.clock import Clock
from media.broadcasts.addresses import undelayed
from media.hls.origin import Origin, Variant
from media.on_air.feed import Feed
from media.on_air.picture import OPENING, Picture
from media.on_air.publication import Publication
from media.on_air.rungs import Rungs
from media.slate.loop import Kind, Slate

FORGOTTEN_SECONDS = 60.0
"""A channel that nobody looks at or pushes to is closed after this long."""


class Previews:
    """Pictures of one rendition, the host's own, by room."""

    def __init__(
        self, origin: Origin, source: Variant, slates: Callable[[str], Mapping[Kind, Slate]], clock: Clock
    ) -> None:
        self.open: dict[str, Picture] = {}
        self._origin = origin
        self._source = source
        self._slates = slates
        self._clock = clock

    def picture(self, room: str) -> Picture:
        """The room's, opened if need be."""
        if room not in self.open:
            channel = self._origin.open(undelayed(room), [self._source], OPENING)
            feeds = {"source": Feed(channel.rendition("source"))}
            self.open[room] = Picture(feeds, self._slates(room), self._clock)
        return self.open[room]

    def publication(self, room: str) -> Publication:
        picture = self.picture(room)
        return Publication(picture, room, lambda: Rungs(picture.feeds, lambda _video, _audio, _rungs: None))

    def tick(self) -> None:
        """Ten times a second, as `Picture.tick`."""
        for room, picture in list(self.open.items()):
            watched = self._origin.channels[undelayed(room)].watched
            picture.tick(watched)
            if picture.source is None and self._clock.monotonic() - watched > FORGOTTEN_SECONDS:
                self._origin.close(undelayed(room))
                del self.open[room]
