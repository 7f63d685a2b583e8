"""What lies in the storage alone, read as if it were here: a block at a time, through a cache on this box."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TYPE_CHECKING, TypeVar

from appliance.clock import Clock
from appliance.cloud import reads
from appliance.cloud.cache import BLOCK, Cache
from appliance.cloud.terms import Terms
from appliance.config import Config
from appliance.db import Database
from appliance.errors import NotFound, Unavailable
from appliance.keys import Keys

if TYPE_CHECKING:
    from appliance.cloud.bucket import Bucket

T = TypeVar("T")

KNOWN_SECONDS = 10.0
"""So long it is believed which storage the shop has."""
REST_SECONDS = 3.0
"""After the storage did not answer, so long nobody has to wait to hear the same."""
MISSING_SECONDS = 30.0
"""So long nobody asks again for what was not there."""
AT_ONCE = 4
THIN_SECONDS = 60.0
"""After a block that took too long, so long they come one after the other: several at once would all take too long."""
RECENT = 4
"""Blocks in memory."""
PATIENCE_SECONDS = 12.0
"""For one block: who watches would rather hear that the line is down."""
_SIZES = 4096


class Far:
    """Everything raises NotFound, where the storage has no such thing, and Unavailable, where it does not answer."""

    def __init__(self, db: Database, keys: Keys, clock: Clock, cache: Cache) -> None:
        self._db = db
        self._keys = keys
        self._clock = clock
        self._cache = cache
        self._threads = ThreadPoolExecutor(2, "cloud cache")
        self._bucket: Bucket | None = None
        self._terms: Terms | None = None
        self._known_until = 0.0
        self._opening = asyncio.Lock()
        self._line = asyncio.Semaphore(AT_ONCE)
        self._thin_line = asyncio.Lock()
        self._thin_until = 0.0
        self._sizes: OrderedDict[str, int] = OrderedDict()
        self._missing: OrderedDict[str, float] = OrderedDict()
        self._recent: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._coming: dict[tuple[str, int], asyncio.Task[bytes]] = {}
        self._down: tuple[float, Unavailable] | None = None

    async def aclose(self) -> None:
        for task in self._coming.values():
            task.cancel()
        await asyncio.gather(*self._coming.values(), return_exceptions=True)
        if self._bucket is not None:
            await self._bucket.__aexit__()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def size(self, name: str) -> int:
        """As the shop's own rows tell it; of what they do not know, as the storage says."""
        if name not in self._sizes:
            async with self._db.read() as session:
                told = await reads.arrived(session, [name])
            self._sizes[name] = told[name][0] if name in told else await self._asked_size(name)
            while len(self._sizes) > _SIZES:
                self._sizes.popitem(last=False)
        return self._sizes[name]

    async def read(self, name: str, place: int, count: int) -> bytes:
        """Up to `count` bytes from there, of one block at the most; empty only at the end."""
        if place >= await self.size(name):
            return b""
        number, within = divmod(place, BLOCK)
        return (await self._block(name, number))[within : within + count]

    async def exactly(self, name: str, place: int, count: int) -> bytes:
        """All of it."""
        found = bytearray()
        while len(found) < count:
            piece = await self.read(name, place + len(found), count - len(found))
            if not piece:
                raise NotFound
            found += piece
        return bytes(found)

    async def whole(self, name: str) -> bytes:
        return await self.exactly(name, 0, await self.size(name))

    async def _block(self, name: str, number: int) -> bytes:
        """However many ask for it, it is fetched once; who has left does not spoil it for the others."""
        if (name, number) in self._recent:
            return self._recent[name, number]
        kept = await self._off_the_loop(lambda: self._cache.get(name, number))
        if kept is not None:
            return self._remember(name, number, kept)
        coming = self._coming.get((name, number))
        if coming is None:
            coming = asyncio.create_task(self._fetch(name, number), name=f"from the cloud: {name} {number}")
            self._coming[name, number] = coming
            coming.add_done_callback(lambda done: self._came(name, number, done))
        return await asyncio.shield(coming)

    def _came(self, name: str, number: int, done: "asyncio.Task[bytes]") -> None:
        del self._coming[name, number]
        if not done.cancelled():
            done.exception()  # whoever still waits has heard it

    async def _fetch(self, name: str, number: int) -> bytes:
        bucket = await self._opened()
        async with self._line, self._alone_on_a_thin_line():
            found = await self._patiently(bucket.read(name, number * BLOCK, BLOCK))
        if found is None:
            self._sizes.pop(name, None)
            raise NotFound
        if len(found) != min(BLOCK, await self.size(name) - number * BLOCK):
            raise Unavailable
        await self._off_the_loop(lambda: self._cache.put(name, number, found))
        return self._remember(name, number, found)

    def _alone_on_a_thin_line(self) -> AbstractAsyncContextManager[None]:
        return self._thin_line if self._clock.monotonic() < self._thin_until else nullcontext()

    def _remember(self, name: str, number: int, block: bytes) -> bytes:
        """A block is read in many gulps."""
        self._recent[name, number] = block
        while len(self._recent) > RECENT:
            self._recent.popitem(last=False)
        return block

    async def _asked_size(self, name: str) -> int:
        bucket = await self._opened()
        if self._missing.get(name, 0.0) > self._clock.monotonic():
            raise NotFound
        stored = await self._patiently(bucket.head(name))
        if stored is None:
            self._missing[name] = self._clock.monotonic() + MISSING_SECONDS
            if len(self._missing) > _SIZES:
                self._missing.popitem(last=False)
            raise NotFound
        return stored.size

    async def _patiently(self, asking: Coroutine[None, None, T]) -> T:
        if self._down is not None and self._clock.monotonic() < self._down[0]:
            asking.close()
            raise self._down[1]
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                found = await asking
        except (Unavailable, TimeoutError) as error:
            if _refused_alone(error):
                raise
            if isinstance(error, TimeoutError):
                self._thin_until = self._clock.monotonic() + THIN_SECONDS
            problem = error if isinstance(error, Unavailable) else Unavailable()
            self._down = self._clock.monotonic() + REST_SECONDS, problem
            raise problem from error
        self._down = None
        return found

    async def _opened(self) -> "Bucket":
        """The storage as it is set now. Raises NotFound where there is none."""
        async with self._opening:
            if self._clock.monotonic() >= self._known_until:
                async with self._db.read() as session:
                    terms = await reads.terms(session, self._keys)
                self._known_until = self._clock.monotonic() + KNOWN_SECONDS
                if terms != self._terms:
                    await self._turn_to(terms)
            if self._bucket is None:
                raise NotFound
            return self._bucket

    async def _turn_to(self, terms: Terms | None) -> None:
        from appliance.cloud.bucket import Bucket  # noqa: PLC0415 - who reads nothing from afar loads no HTTP client

        if self._bucket is not None:
            await self._bucket.__aexit__()
        self._terms, self._down = terms, None
        self._sizes.clear()
        self._missing.clear()
        self._recent.clear()
        self._bucket = None if terms is None else Bucket(terms.storage, self._clock)

    async def _off_the_loop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def _refused_alone(error: Exception) -> bool:
    """The storage answers, and does not give this one: it may be archived, cut short or locked."""
    from appliance.cloud.bucket import StorageRefused  # noqa: PLC0415 - whoever was refused has loaded it

    return isinstance(error, StorageRefused) and 400 <= int(str(error.facts["status"])) < 429


def far_of(config: Config, db: Database, keys: Keys, clock: Clock) -> Far:
    """The one of a process: its cache is DATA/cache/cloud."""
    limit, reserve = config.cloud_cache_gb << 30, config.recording_spare_gb << 30
    return Far(db, keys, clock, Cache(config.data / "cache" / "cloud", limit, reserve))
