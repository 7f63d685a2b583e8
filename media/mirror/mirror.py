"""One live show in the storage: its renditions, the playlist above them, and how it looks from where viewers stand."""

import asyncio
import logging
from typing import Literal

import msgspec

from appliance.clock import Clock
from appliance.cloud.bucket import Bucket
from appliance.cloud.outlook import FOR_A_SECOND, PLAYLIST, NotServed, Outlook
from appliance.cloud.terms import Terms, shared
from appliance.errors import Problem, Unavailable
from media.hls.channel import Channel
from media.hls.cutting import TARGET_SECONDS
from media.hls.playlist import multivariant
from media.hls.variant import Variant
from media.mirror.lane import PATIENCE, PAUSE, STANDS_SECONDS, Lane

log = logging.getLogger(__name__)

State = Literal["filling", "live", "late", "unseen"]

LATE_SECONDS = 3.0 * TARGET_SECONDS
"""Players stand so far behind the end: one who read it when it was new runs dry when it lags by more."""
SEEN_SECONDS = 15.0
"""Between looks from outside while all is well."""
AGAIN_SECONDS = 3.0
DRAIN_SECONDS = 10.0
"""For the last segments of a show."""
GRACE_SECONDS = 60.0
"""After its end whoever is behind sees it out."""
TIDY_TRIES = 30
"""A minute apart; what cannot be tidied up then is when the next show begins."""


class Wish(msgspec.Struct, frozen=True):
    """A show that is to stand in the storage; what changed is another wish."""

    room: str
    show: str
    life: int
    """Of its channel."""
    terms: Terms
    page: str
    """Origin of the viewers' page."""

    @property
    def folder(self) -> str:
        return f"live/{self.room}/{self.show}"

    @property
    def address(self) -> str:
        """Of its multivariant playlist, for viewers."""
        return f"{self.terms.public.rstrip('/')}/{self.folder}/index.m3u8"


class Health(msgspec.Struct, frozen=True):
    state: State
    since: float
    """On the monotonic clock."""
    lag: float
    """Seconds, of the rendition that is farthest behind."""
    bitrate: int
    left: int
    problem: Problem | None
    renditions: list[str]


class Mirror:
    def __init__(self, wish: Wish, channel: Channel, clock: Clock) -> None:
        self.wish = wish
        self._clock = clock
        self._bucket = Bucket(wish.terms.storage, clock)
        self._bucket.kilobits = wish.terms.kilobits
        self._variants = _chosen(channel, wish.terms.live)
        self._lanes = [Lane(wish.folder, channel.rendition(each.name), self._bucket, clock) for each in self._variants]
        self._stands = False
        self._stood_at = 0.0
        """When the playlist above them was put."""
        self._unseen: Problem | None = None
        self._seen = False
        self._state: State = "filling"
        self._since = self._looked_at = clock.monotonic()
        self._looked_sent = 0
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        for lane in self._lanes:
            self._tasks.append(asyncio.create_task(lane.run(), name=f"mirror {self.wish.folder} {lane.name}"))
        self._tasks.append(asyncio.create_task(self._watch(), name=f"mirror {self.wish.folder}"))

    def look(self) -> None:
        """Take what is new; waits for nothing."""
        for lane in self._lanes:
            lane.look()

    def share(self, shows: int) -> None:
        """So many live shows, this one among them, have the line's limit together."""
        self._bucket.kilobits = shared(self.wish.terms.kilobits, shows)

    def health(self) -> Health:
        """How it fares; the bitrate since the last time."""
        now, sent = self._clock.monotonic(), self._bucket.sent
        bits = 8 * (sent - self._looked_sent) / max(now - self._looked_at, 0.001)
        self._looked_sent, self._looked_at = sent, now
        lag = max(lane.lag for lane in self._lanes)
        state = self._judged(lag)
        if state != self._state:
            self._state, self._since = state, now
        failed = next((lane.problem for lane in self._lanes if lane.problem), None)
        problem = failed or (self._unseen if state == "unseen" else None)
        left = sum(lane.left for lane in self._lanes)
        return Health(state, self._since, lag, int(bits), left, problem, [lane.name for lane in self._lanes])

    async def end(self) -> None:
        """The show is over, or is to be seen elsewhere no more: it goes from the storage, too. Takes a while."""
        try:
            await self._stop_tasks()
            await self._finish()
            await self._clock.sleep(GRACE_SECONDS)
            await self._remove()
        finally:
            await self._bucket.__aexit__()

    async def withdraw(self) -> None:
        """It is to be seen there no more: it goes at once."""
        try:
            await self._stop_tasks()
            await self._remove()
        finally:
            await self._bucket.__aexit__()

    async def leave(self) -> None:
        """The process ends and the show does not."""
        await self._stop_tasks()
        await self._bucket.__aexit__()

    def _judged(self, lag: float) -> State:
        if lag > LATE_SECONDS:
            return "late"
        if not self._stands or not all(lane.plays for lane in self._lanes):
            return "filling"
        return "live" if self._seen else "unseen"

    # -- the playlist above, and the look from outside ----------------------------------------------------------------

    async def _watch(self) -> None:
        while True:
            if not self._stands or self._clock.monotonic() - self._stood_at >= STANDS_SECONDS:
                await self._stand()
            if self._stands:
                await self._look_from_outside()
            pause = PAUSE if not self._stands else SEEN_SECONDS if self._seen else AGAIN_SECONDS
            await self._clock.sleep(pause)

    async def _stand(self) -> None:
        """As soon as all that it names stands there."""
        if not all(lane.begun for lane in self._lanes):
            return
        try:
            async with asyncio.timeout(PATIENCE):
                name = f"{self.wish.folder}/index.m3u8"
                await self._bucket.put(name, multivariant(self._variants), PLAYLIST, FOR_A_SECOND)
            self._stands, self._stood_at = True, self._clock.monotonic()
        except (Unavailable, TimeoutError) as error:
            log.warning("a live show cannot be told of in the storage yet: %s", error)

    async def _look_from_outside(self) -> None:
        """A playlist that is no longer the newest is a CDN's, and is late by what it lacks."""
        base = self.wish.address.removesuffix("index.m3u8")
        newest = self._lanes[0].newest
        try:
            async with Outlook(self.wish.page) as outlook:
                await outlook.read(self.wish.address)
                read = await outlook.read(base + self._lanes[0].address)
            _judge_age(read, newest)
        except NotServed as problem:
            if self._seen:  # it was there: somebody may have taken it away
                self._stood_at -= STANDS_SECONDS
            self._seen, self._unseen = False, problem
        else:
            self._seen, self._unseen = True, None

    # -- the end -------------------------------------------------------------------------------------------------------

    async def _finish(self) -> None:
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                await asyncio.gather(*(lane.finish() for lane in self._lanes))
        except (Unavailable, TimeoutError) as error:
            log.warning("the end of a live show does not reach the storage: %s", error)

    async def _remove(self) -> None:
        for _ in range(TIDY_TRIES):
            try:
                return await remove(self._bucket, self.wish.folder + "/")
            except Unavailable as error:
                log.warning("a show that is over stays in the storage for now: %s", error)
                await self._clock.sleep(GRACE_SECONDS)
        return None

    async def _stop_tasks(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def remove(bucket: Bucket, prefix: str) -> None:
    """Playlists first, so that nothing is named that is gone. Raises Unavailable."""
    names = [name async for name in bucket.names(prefix)]
    for name in sorted(names, key=lambda name: not name.endswith(".m3u8")):
        await bucket.delete(name)


def _chosen(channel: Channel, live: str) -> list[Variant]:
    """All, or the one of that name; the source where there is no such one."""
    if live == "all":
        return list(channel.variants)
    known = {variant.name: variant for variant in channel.variants}
    return [known.get(live, known["source"])]


def _judge_age(read: bytes, newest: bytes) -> None:
    """Raises NotServed when what viewers get is older than what a slow CDN may give."""
    behind = _last(newest) - _last(read)
    if behind > LATE_SECONDS / 2:
        raise NotServed(
            zh="播放域名给的是旧的播放列表：让 CDN 遵循源站的 Cache-Control，不要自己缓存 .m3u8",
            en="The play domain gives an old playlist: let the CDN heed Cache-Control and not keep .m3u8",
        )


def _last(playlist: bytes) -> int:
    """The number of the last segment; 0 where there is none."""
    named = [line for line in playlist.splitlines() if line.endswith(b".m4s") and not line.startswith(b"#")]
    number = named[-1].removesuffix(b".m4s") if named else b""
    return int(number) if number.isdigit() else 0
