"""录像机: writes what is on air to the disk, five times a second, and never makes the picture wait for it."""

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from appliance.alarms.actions import clear, sound
from appliance.clock import Clock
from appliance.config import Config
from appliance.db import Database
from media.hls.origin import Channel
from media.on_air.airing import Airing
from media.recording.deck import Deck, Piece, Track
from media.recording.gathering import Cursor, gather, last_sequence
from media.recording.places import Shelf

log = logging.getLogger(__name__)

T = TypeVar("T")

LOOK_SECONDS = 0.1
REST_SECONDS = 1.0
"""Between looks while nothing is on air: a channel remembers far more than that."""
FULL_SECONDS = 5.0
"""How soon a disk that was full is tried again, and how often its room is measured."""
ROOM_TO_RESUME = 1 << 29
"""So much more than the reserve must be free before the recording goes on, so that it does not flicker."""

ALARM = "recording"
FULL_DISK = (
    "硬盘快满了，录制已停下，直播和订单不受影响；腾出空间后会自动接着录",
    "The disk is nearly full and recording has stopped; the show and orders go on. It resumes when there is room",
)

Told = Callable[[bool], Awaitable[None]]
"""Hears that recording has stopped for want of disk (True), and that it goes on (False)."""


class Recorder:
    """One thread of its own does the writing. While the disk is slow the channel's memory waits: some fifty seconds."""

    def __init__(
        self,
        deck: Deck,
        channels: Mapping[str, Channel],
        shows: Callable[[], Mapping[str, str]],
        clock: Clock,
        *,
        reserve: int,
        told: Told,
        wanted: Callable[[str], bool] = lambda _rendition: True,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """`shows`: what is on air, by room. `reserve`: bytes of the disk that belong to the orders.

        `wanted`: which renditions are kept beside the source. `check` does not return where another box records.
        """
        self._deck = deck
        self._channels = channels
        self._shows = shows
        self._clock = clock
        self._reserve = reserve
        self._told = told
        self._wanted = wanted
        self._check = check
        self._thread = ThreadPoolExecutor(1, "recorder")
        self._cursors: dict[Track, Cursor] = {}
        self._on_air: dict[str, str] = {}
        self._past: dict[str, tuple[Channel, int]] = {}
        self._measured = -FULL_SECONDS
        self.full = False
        """The disk has no room for recordings."""

    async def run(self) -> None:
        """A task of the process."""
        await self._off_the_loop(self._deck.let_go)  # of an earlier run, which failed
        if await self._off_the_loop(self._free) < self._reserve:
            await self._turn_full()
        else:
            await self._go_on()
        while True:
            await self.look()
            await self._clock.sleep(LOOK_SECONDS if self._on_air else REST_SECONDS)

    async def stop(self) -> None:
        """What has been played is written; the shows go on when the process is back."""
        await self.look()
        await self._off_the_loop(self._deck.let_go)
        self._thread.shutdown()

    async def look(self) -> None:
        """Write what is new, and close the shows that are over."""
        self._check()
        shows = dict(self._shows())
        over = {room: show for room, show in self._on_air.items() if shows.get(room) != show}
        self._on_air = shows
        if await self._there_is_room():
            try:
                await self._write(shows, over)
            except OSError as error:
                log.warning("the recording stops: %s", error)
                await self._turn_full()
        for room, show in over.items():
            self._forget(room, show)

    async def _write(self, shows: Mapping[str, str], over: Mapping[str, str]) -> None:
        pieces, cursors = self._gather({**shows, **over})
        if pieces:
            await self._off_the_loop(partial(self._deck.write, pieces))
        self._cursors.update(cursors)
        for room, show in over.items():
            await self._off_the_loop(partial(self._deck.close, room, show))

    def _gather(self, shows: Mapping[str, str]) -> tuple[list[Piece], dict[Track, Cursor]]:
        pieces: list[Piece] = []
        cursors: dict[Track, Cursor] = {}
        for room, show in shows.items():
            channel = self._channels.get(room)
            if channel is None:
                continue
            source = channel.rendition("source")
            for name, rendition in channel.renditions.items():
                if name == "source" or self._wanted(name):
                    cursor = self._cursor(Track(room, show, name), channel)
                    found, cursors[cursor.track] = gather(cursor, rendition, source)
                    pieces += found
        return pieces, cursors

    def _cursor(self, track: Track, channel: Channel) -> Cursor:
        known = self._cursors.get(track)
        if known is not None and known.life == channel.life:
            return known
        past, after = self._past.get(track.room, (None, -1))
        return Cursor(track, channel.life, after if past is channel else -1)

    def _forget(self, room: str, show: str) -> None:
        """What the room has played up to now is this show's, and no other's."""
        if (channel := self._channels.get(room)) is not None:
            self._past[room] = channel, last_sequence(channel.rendition("source").segments, -1)
        self._cursors = {track: cursor for track, cursor in self._cursors.items() if track.show != show}

    # -- the disk -----------------------------------------------------------------------------------------------

    async def _there_is_room(self) -> bool:
        if self._clock.monotonic() - self._measured < FULL_SECONDS:
            return not self.full
        self._measured = self._clock.monotonic()
        free = await self._off_the_loop(self._free)
        if not self.full and free < self._reserve:
            log.warning("the recording stops: %d bytes are left", free)
            await self._turn_full()
        elif self.full and free > self._reserve + ROOM_TO_RESUME:
            log.info("the recording goes on")
            await self._go_on()
        return not self.full

    async def _go_on(self) -> None:
        """With what an earlier run, or a full disk, left undone: torn reels, and an alarm."""
        try:
            await self._off_the_loop(self._deck.mend)
        except OSError as error:
            log.warning("the recording cannot go on yet: %s", error)
            await self._turn_full()
            return
        self.full = False
        await self._told(False)

    async def _turn_full(self) -> None:
        self.full = True
        self._measured = self._clock.monotonic()
        await self._off_the_loop(self._deck.let_go)
        await self._told(True)

    def _free(self) -> int:
        self._deck.shelf.root.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self._deck.shelf.root).free

    async def _off_the_loop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def recorder_of(
    config: Config,
    channels: Mapping[str, Channel],
    airing: Airing,
    db: Database,
    clock: Clock,
    *,
    term: int = 0,
    check: Callable[[], None] = lambda: None,
) -> Recorder:
    """The one of the `live` process."""

    async def told(full: bool) -> None:
        if full:
            await db.write(sound, ALARM, *FULL_DISK)
        else:
            await db.write(clear, ALARM)

    heights = {f"{height}p" for height in config.recording.split(",")}
    return Recorder(
        Deck(Shelf(config.data / "recordings"), term),
        channels,
        lambda: airing.shows,
        clock,
        reserve=config.recording_spare_gb << 30,
        told=told,
        wanted=lambda rendition: config.recording == "all" or rendition in heights,
        check=check,
    )
