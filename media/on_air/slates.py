"""The slates of every room, drawn with its title."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from media.slate.loop import Kind, Slate
from media.slate.made import slate


class Slates:
    """A room whose own are not drawn yet has those without a title."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._plain: Mapping[Kind, Slate] = {}
        self._drawn: dict[str, tuple[str, Mapping[Kind, Slate]]] = {}

    async def start(self) -> None:
        """Draw those without a title: seconds on a new box, at once where the cache has them."""
        self._plain = await self._draw("")

    def of(self, room: str) -> Mapping[Kind, Slate]:
        _, slates = self._drawn.get(room, ("", self._plain))
        return slates

    async def entitle(self, room: str, title: str) -> bool:
        """Draw them anew when the title is another; whether it was."""
        if room in self._drawn and self._drawn[room][0] == title:
            return False
        self._drawn[room] = (title, await self._draw(title))
        return True

    async def _draw(self, title: str) -> Mapping[Kind, Slate]:
        kinds: tuple[Kind, ...] = get_args(Kind)
        drawn = await asyncio.gather(*(slate(kind, title, self._cache) for kind in kinds))
        return dict(zip(kinds, drawn, strict=True))
