"""Pictures that have not gone to the storage yet: looked for where they lie, so that none is ever forgotten."""

import asyncio
from pathlib import Path

from appliance.cloud.actions import Thing

PICTURES = "blobs"
MANY = 500


class Pictures:
    """Knows of each folder when it changed last, and looks only into those that did."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._seen: dict[str, float] = {}

    async def find(self) -> list[Thing]:
        """What is new since the last call; all of it at the first."""
        return await asyncio.to_thread(self._look)

    def forget(self) -> None:
        self._seen.clear()

    def _look(self) -> list[Thing]:
        root = self._data / PICTURES
        found: list[Thing] = []
        for folder in sorted(root.iterdir()) if root.is_dir() else ():
            changed = folder.stat().st_mtime
            if folder.is_dir() and self._seen.get(folder.name) != changed:
                found += map(self._thing, filter(_is_whole, folder.iterdir()))
                self._seen[folder.name] = changed
        return found

    def _thing(self, file: Path) -> Thing:
        return Thing(file.relative_to(self._data).as_posix(), "picture", 0, file.stat().st_size)


def _is_whole(file: Path) -> bool:
    return not file.name.startswith(".")
