"""The HLS origin: what every room plays, in memory. No sockets: whoever has them asks, and is replied to."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from appliance.clock import Clock
from appliance.errors import NotFound
from media.hls import answers
from media.hls.answers import Answer
from media.hls.channel import Channel
from media.hls.rendition import Rendition
from media.hls.variant import Variant
from media.hls.waiting import Parked, Reply

__all__ = ["Answer", "Channel", "Origin", "Parked", "Rendition", "Variant"]


class Origin:
    """Channels by room. `cold` is called when a room without a channel is asked for; True: it has opened one."""

    def __init__(self, clock: Clock, cold: Callable[[str], bool] = lambda _room: False) -> None:
        self._clock = clock
        self._cold = cold
        self._channels: dict[str, Channel] = {}
        self._next_msn: dict[str, int] = {}

    @property
    def channels(self) -> Mapping[str, Channel]:
        return self._channels

    def open(self, room: str, variants: Sequence[Variant], behind: timedelta = timedelta()) -> Channel:
        """Raises ValueError when it is open already.

        `behind`: how much media will be written at once, as the past. Apple's and Chromium's own players want some 9 s
        of it before they start; hls.js starts on the first part.

        The first media sequence number is the time in seconds: segments last longer than that, so a player that knew an
        earlier life of this room only ever sees numbers grow.
        """
        if room in self._channels:
            raise ValueError(f"room {room} is open already")
        first = max(int(self._clock.now().timestamp()), self._next_msn.get(room, 0))
        self._channels[room] = channel = Channel(variants, first, self._clock, behind)
        return channel

    def close(self, room: str) -> None:
        channel = self._channels.pop(room, None)
        if channel is not None:
            self._next_msn[room] = max(rendition.next_msn for rendition in channel.renditions.values())
            channel.close()

    def moment(self, room: str) -> datetime | None:
        """The media time of a room's live edge; None while it plays nothing."""
        channel = self._channels.get(room)
        return None if channel is None else channel.moment

    def ask(self, room: str, file: str, query: bytes, reply: Reply) -> Answer | Parked:
        """`file` is the path below the room: ``index.m3u8``, ``720p/index.m3u8``, ``720p/1763884800.4.m4s``.

        An answer now, or a place in the line: then `reply` is called once, with the answer or with a 503 after
        `BLOCKING_SECONDS`, unless the place is cancelled.
        """
        channel = self._channels.get(room)
        if channel is None and self._cold(room):
            channel = self._channels.get(room)
        if channel is None:
            return answers.refusal(NotFound())
        return channel.ask(file, query, reply)

    async def run(self) -> None:
        """Answer those who have waited too long, for ever."""
        while True:
            await self._clock.sleep(1)
            for channel in list(self._channels.values()):
                channel.expire()
