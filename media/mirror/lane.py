"""One rendition on its way to the storage: each object stands there before a playlist names it."""

import asyncio
import logging
from collections import deque

from appliance.clock import Clock
from appliance.cloud.bucket import FOR_EVER, Bucket
from appliance.cloud.outlook import FOR_A_SECOND, PLAYLIST
from appliance.errors import Problem, Unavailable
from media.hls.cutting import TARGET_SECONDS
from media.hls.rendition import Rendition
from media.hls.segments import LISTED
from media.mirror.window import PLAYS, Piece, Window
from media.packets import TIMESCALE

log = logging.getLogger(__name__)

MEDIA = "video/mp4"
PATIENCE = 4.0 * TARGET_SECONDS
"""Seconds for one object: what takes longer comes too late for anybody."""
PAUSE = 1.0
STANDS_SECONDS = 6 * 3600.0
"""What is named for so long is put again: a bucket may let go of what is a day old, and a show runs on."""
KEPT_SECONDS = LISTED / TIMESCALE + TARGET_SECONDS
"""What is no longer named stays for who read its name just before (RFC 8216bis, 6.2.2)."""


class TooSlow(Unavailable):
    zh = "一段画面 12 秒还没传完，上行太慢"
    en = "One segment takes longer than 12 s: the line is too slow"


class Lane:
    """Hears of new segments by `look`, which waits for nothing, and sends them in a task of its own."""

    def __init__(self, folder: str, rendition: Rendition, bucket: Bucket, clock: Clock) -> None:
        self.name = rendition.name
        self.problem: Problem | None = None
        """What the last try said, if it failed."""
        self._folder = folder
        self._rendition = rendition
        self._bucket = bucket
        self._clock = clock
        self._window = Window()
        self._wake = asyncio.Event()
        self._seen = _last_closed(rendition) - 1
        self._inits: dict[str, float] = {}
        """When each was put."""
        self._told = b""
        self._old: deque[tuple[float, str]] = deque(maxlen=2000)

    @property
    def address(self) -> str:
        """Of its playlist, below the show's folder."""
        return f"{self.name}/index.m3u8"

    @property
    def begun(self) -> bool:
        """Whether its playlist stands there."""
        return bool(self._told)

    @property
    def plays(self) -> bool:
        """Whether enough for a player to begin with stands there in one piece."""
        return self.begun and self._window.steady >= PLAYS

    @property
    def lag(self) -> float:
        """Seconds from the end of what stands there to the live edge; before it has begun, from where it will."""
        pieces, segments = self._window.pieces, list(self._rendition.segments)[-2:]
        edge = max((segment.reached for segment in segments), default=0)
        since = self._window.reached or (pieces[0].reached - pieces[0].length if pieces else edge)
        return max(0, edge - since) / TIMESCALE

    @property
    def left(self) -> int:
        return self._window.left

    @property
    def newest(self) -> bytes:
        """The playlist that stands there."""
        return self._told

    def look(self) -> None:
        for segment in list(self._rendition.segments):
            if segment.closed and segment.msn > self._seen:
                self._window.take(segment)
                self._seen = segment.msn
                self._wake.set()

    async def run(self) -> None:
        """For ever; ended from outside."""
        while True:
            self._wake.clear()
            try:
                busy = await self._step()
            except Unavailable as problem:
                await self._stumble(problem)
            except TimeoutError:
                await self._stumble(TooSlow())
            except Exception:  # whatever it is, the next segment may do better
                log.exception("%s of a live show does not go to the storage", self.name)
                await self._stumble(Unavailable())
            else:
                self.problem = None
                if not busy:
                    await self._wake.wait()

    async def finish(self) -> None:
        """The show is over: what waits goes, and the playlist says that it ends. Raises Unavailable, TimeoutError."""
        while (piece := self._window.next()) is not None:
            await self._send(piece)
        if self._window.reached:
            await self._put("index.m3u8", self._window.playlist(over=True), PLAYLIST, FOR_A_SECOND)

    async def _step(self) -> bool:
        """One thing; whether there may be more to do at once."""
        piece = self._window.next()
        if piece is not None:
            await self._send(piece)
        await self._tell()
        return piece is not None or await self._tidy()

    async def _send(self, piece: Piece) -> None:
        assert piece.segment is not None  # noqa: S101 - what waits has its media
        piece.state = "going"
        try:
            now = self._clock.monotonic()
            if now - self._inits.get(piece.init.name, -STANDS_SECONDS) >= STANDS_SECONDS:
                await self._put(piece.init.name, piece.init.answer.body, MEDIA, FOR_EVER)
                self._inits[piece.init.name] = now
            await self._put(piece.name, piece.segment.answer().body, MEDIA, FOR_EVER)
        except BaseException:
            piece.state = "waiting"
            raise
        self._window.sent(piece)

    async def _tell(self) -> None:
        if not self._window.reached or (said := self._window.playlist()) == self._told:
            return
        await self._put("index.m3u8", said, PLAYLIST, FOR_A_SECOND)
        self._told = said
        while name := self._window.outdated():
            self._old.append((self._clock.monotonic(), name))

    async def _tidy(self) -> bool:
        """One object that nobody can ask for any more goes."""
        if not self._old or self._clock.monotonic() - self._old[0][0] < KEPT_SECONDS:
            return False
        async with asyncio.timeout(PATIENCE):
            await self._bucket.delete(f"{self._folder}/{self.name}/{self._old[0][1]}")
        self._old.popleft()
        return True

    async def _put(self, name: str, content: bytes, kind: str, keep: str) -> None:
        async with asyncio.timeout(PATIENCE):
            await self._bucket.put(f"{self._folder}/{self.name}/{name}", content, kind, keep)

    async def _stumble(self, problem: Problem) -> None:
        self.problem = problem
        await self._clock.sleep(PAUSE)


def _last_closed(rendition: Rendition) -> int:
    closed = [segment.msn for segment in rendition.segments if segment.closed]
    return closed[-1] if closed else rendition.next_msn - 1
