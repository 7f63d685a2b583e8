"""Has posters drawn, each once, and keeps as many of them as a part of the disk holds."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from appliance.allowance import Allowance, Allowances
from appliance.clock import Clock
from appliance.cloud.cache import Cache
from appliance.errors import TooMany, Unavailable
from appliance.posters.face import Face

KEPT = 64 << 20
"""Bytes of posters and codes; each is made again when somebody asks."""
ONE_MAY, HOUSE_MAY = 12, 120
"""Drawings, and codes asked of WeChat, at once and then in a minute: of one viewer, of all. What is kept is free."""
MOST_KNOWN = 5000
"""Viewers who had something drawn and are remembered."""


class NoRoomForPosters(Unavailable):
    zh = "店里的磁盘满了，海报暂时存不下，请先用“分享”"
    en = "The shop's disk is full and cannot keep a poster for now: please use Share"


class Maker:
    def __init__(self, folder: Path, clock: Clock, *, reserve: int) -> None:
        """`reserve`: when fewer bytes of the disk are free, nothing is kept."""
        self._kept = Cache(folder, KEPT, reserve)
        self._clock = clock
        self._one = Allowances(ONE_MAY / 60, ONE_MAY, MOST_KNOWN)
        self._all = Allowance(HOUSE_MAY / 60, HOUSE_MAY)
        self._pens = ThreadPoolExecutor(1, "posters")
        self._making: dict[str, asyncio.Task[bytes]] = {}

    async def kept(self, name: str) -> bytes | None:
        """What was made under this name, while it lasts."""
        return await asyncio.to_thread(self._kept.get, name, 0)

    async def made(self, name: str, who: str, make: Callable[[], Awaitable[bytes]]) -> bytes:
        """`make` runs once for all who ask at the same time; a failure is told to each.

        Raises TooMany, NoRoomForPosters.
        """
        found = await self.kept(name)
        if found is not None:
            return found
        task = self._making.get(name)
        if task is None:
            self._ration(who)
            task = self._making[name] = asyncio.create_task(self._make(name, make), name=f"poster-{name}")
            task.add_done_callback(lambda done: self._over(name, done))
        return await asyncio.shield(task)

    async def draw(self, face: Face, picture: bytes | None, code: bytes | None, address: str) -> bytes:
        """One after the other: they share the box with the picture of the show. Without a `code` it is a QR code of the
        `address`.
        """
        from appliance.posters.drawing import draw, qr  # noqa: PLC0415 - Pillow's letters, for who makes a poster

        def whole() -> bytes:
            return draw(face, picture, code or qr(address))

        return await asyncio.get_running_loop().run_in_executor(self._pens, whole)

    async def aclose(self) -> None:
        """Nothing is drawn any more."""
        for task in list(self._making.values()):
            task.cancel()
        await asyncio.gather(*self._making.values(), return_exceptions=True)
        self._pens.shutdown(wait=False, cancel_futures=True)

    def _ration(self, who: str) -> None:
        now = self._clock.monotonic()
        wait = self._one.take(who, now) or self._all.take(now)
        if wait:
            raise TooMany(retry_after=math.ceil(wait))

    async def _make(self, name: str, make: Callable[[], Awaitable[bytes]]) -> bytes:
        content = await make()
        await asyncio.to_thread(self._kept.put, name, 0, content)
        if await self.kept(name) is None:
            raise NoRoomForPosters(retry_after=60)
        return content

    def _over(self, name: str, done: asyncio.Task[bytes]) -> None:
        """Who asked may have left: then nobody else reads how it ended."""
        del self._making[name]
        if not done.cancelled():
            done.exception()
