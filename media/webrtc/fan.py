"""One show to its watchers, with a bounded line for each: who lags is taken to the next keyframe, nobody waits."""

import asyncio
from collections import deque
from collections.abc import Callable

from media.packets import Track

MOST: dict[Track, int] = {"video": 60, "audio": 100}
"""Frames that wait for one watcher: two seconds of either."""

Frame = tuple[list[bytes], int]
"""RTP payloads and stamp."""


class Fan:
    def __init__(self, want_keyframe: Callable[[], None]) -> None:
        self._want_keyframe = want_keyframe
        self._watchers: set[Watcher] = set()

    @property
    def watched(self) -> bool:
        return bool(self._watchers)

    def join(self) -> "Watcher":
        watcher = Watcher(self.want_keyframe)
        self._watchers.add(watcher)
        self.want_keyframe()
        return watcher

    def leave(self, watcher: "Watcher") -> None:
        self._watchers.discard(watcher)
        watcher.close()

    def send(self, track: Track, payloads: list[bytes], stamp: int, *, keyframe: bool) -> None:
        for watcher in self._watchers:
            watcher.offer(track, (payloads, stamp), keyframe=keyframe)

    def want_keyframe(self) -> None:
        self._want_keyframe()


class Watcher:
    def __init__(self, want_keyframe: Callable[[], None]) -> None:
        self.left_out = 0
        """Times that pictures were left out up to a keyframe."""
        self._want_keyframe = want_keyframe
        self._lines: dict[Track, deque[Frame]] = {"video": deque(), "audio": deque()}
        self._news: dict[Track, asyncio.Event] = {"video": asyncio.Event(), "audio": asyncio.Event()}
        self._lost = True
        self._closed = False

    def offer(self, track: Track, frame: Frame, *, keyframe: bool) -> None:
        line = self._lines[track]
        if len(line) >= MOST[track]:
            line.clear()
            self._fall_behind(track)
        if track == "video":
            if self._lost and not keyframe:
                return
            self._lost = False
        line.append(frame)
        self._news[track].set()

    async def following(self, track: Track) -> Frame | None:
        """The next frame; None when it is over."""
        while not self._lines[track]:
            if self._closed:
                return None
            self._news[track].clear()
            await self._news[track].wait()
        return self._lines[track].popleft()

    def close(self) -> None:
        self._closed = True
        for track, news in self._news.items():
            self._lines[track].clear()
            news.set()

    def _fall_behind(self, track: Track) -> None:
        if track == "video":
            self.left_out += 1
            self._lost = True
            self._want_keyframe()
