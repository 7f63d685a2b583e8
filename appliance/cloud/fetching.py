"""Files of the storage, brought to the same places of a folder: what is there already is not fetched again."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from appliance.clock import Clock
from appliance.cloud.bucket import Bucket, StorageRefused, StorageUnreachable

T = TypeVar("T")

PAUSES = (2.0, 10.0, 30.0)
"""Seconds before each further try."""


class Fetching:
    def __init__(self, bucket: Bucket, clock: Clock, data: Path, tell: Callable[[str], None]) -> None:
        """`tell`: hears the name of each file that came."""
        self._bucket = bucket
        self._clock = clock
        self._data = data
        self._tell = tell
        self.files = 0
        """Those that are here."""
        self.refused: dict[str, str] = {}
        """By name what the storage said of those that it did not give."""

    async def below(self, prefix: str) -> None:
        """Raises StorageUnreachable, StorageRefused, OSError; done again, it goes on where it was."""
        for name, size in await patiently(self._clock, lambda: self._listed(prefix)):
            if _is_ours(name) and await self._has(name, size):
                self.files += 1

    async def _listed(self, prefix: str) -> list[tuple[str, int]]:
        return [named async for named in self._bucket.sizes(prefix)]

    async def _has(self, name: str, size: int) -> bool:
        """Fetched, if it is not here. False: the storage does not give it."""
        file = self._data / name
        if file.is_file() and file.stat().st_size == size:
            return True
        try:
            await patiently(self._clock, lambda: self._bucket.fetch(name, file))
        except StorageRefused as error:
            self.refused[name] = str(error)
            return False
        self._tell(name)
        return True


async def patiently(clock: Clock, ask: Callable[[], Awaitable[T]]) -> T:
    """The line may be down for a moment, and the storage busy. Raises StorageUnreachable, StorageRefused."""
    for pause in PAUSES:
        try:
            return await ask()
        except StorageUnreachable:
            await clock.sleep(pause)
        except StorageRefused as error:
            if not _passes(error):
                raise
            await clock.sleep(pause)
    return await ask()


def _passes(error: StorageRefused) -> bool:
    """Asked again it may be given: too many asked at once, or the storage itself was ill."""
    return int(str(error.facts["status"])) >= 429


def _is_ours(name: str) -> bool:
    """A name that would climb out of the data folder is none of ours."""
    return all(step not in ("", ".", "..") for step in name.split("/"))
