"""Where everybody stands in the picture (pure)."""

from typing import Literal

import msgspec

Layout = Literal["solo", "side", "corner", "grid"]
LAYOUTS: tuple[Layout, ...] = ("solo", "side", "corner", "grid")
"""The host alone; two beside each other; the others small in a corner; everybody alike."""

LANDSCAPE, PORTRAIT = (1280, 720), (720, 1280)
MOST = 4
"""On stage, the host included."""

_SMALL = 0.26
"""A corner picture's part of the shorter edge."""
_GAP = 16
_CUT = 0.1
"""The part of an upright picture's width that a phone of 9:20 cuts off on either side, filling its screen."""


class Tile(msgspec.Struct, frozen=True):
    """A rectangle in pixels, all even: a colour sample covers two by two."""

    x: int
    y: int
    width: int
    height: int


def tiles(layout: Layout, people: int, size: tuple[int, int]) -> tuple[Tile, ...]:
    """One for each who is seen, the host's first: with `solo` the host alone is seen, though all are heard.

    Two beside each other become a grid when there are more of them.
    """
    people = min(people, MOST)
    if layout == "solo" or people < 2:
        return (_tile(0, 0, *size),)
    if layout == "corner":
        return _cornered(people, *size)
    return _pair(layout, *size) if people == 2 else _grid(people, *size)


def cut(size: tuple[int, int]) -> int:
    """How many pixels on the left and on the right some viewers do not see: there stands nothing to be read."""
    width, height = size
    return 0 if width > height else _even(width * _CUT)


def cover(width: int, height: int, tile: Tile) -> tuple[int, int]:
    """The size to which a picture is scaled so that it fills `tile`; what is over is cut off on both sides alike."""
    scale = max(tile.width / width, tile.height / height)
    return max(tile.width, _even(width * scale)), max(tile.height, _even(height * scale))


def _pair(layout: Layout, width: int, height: int) -> tuple[Tile, ...]:
    """Upright, beside each other they take the upper middle, as everybody knows it from PK; in a grid all of it."""
    if width > height:
        return _tile(0, 0, width // 2, height), _tile(width // 2, 0, width // 2, height)
    if layout == "grid":
        return _tile(0, 0, width, height // 2), _tile(0, height // 2, width, height // 2)
    top, tall = height // 8, height // 2
    return _tile(0, top, width // 2, tall), _tile(width // 2, top, width // 2, tall)


def _grid(people: int, width: int, height: int) -> tuple[Tile, ...]:
    across, down = width // 2, height // 2
    quarters = [_tile(x, y, across, down) for y in (0, down) for x in (0, across)]
    if people == 4:
        return tuple(quarters)
    if width > height:
        return _tile(0, 0, across, height), quarters[1], quarters[3]
    return _tile(0, 0, width, down), quarters[2], quarters[3]


def _cornered(people: int, width: int, height: int) -> tuple[Tile, ...]:
    """The small ones have the picture's proportions and stand above each other at the right, whole on every phone."""
    scale = _SMALL if people < 4 else _SMALL * 0.9
    small = (width * scale, height * scale) if width > height else (width * scale * 1.2, height * scale * 0.72)
    across, down = _even(small[0]), _even(small[1])
    x = width - max(_GAP, cut((width, height))) - across
    first = _tile(0, 0, width, height)
    return first, *(_tile(x, _GAP + place * (down + _GAP), across, down) for place in range(people - 1))


def _tile(x: float, y: float, width: float, height: float) -> Tile:
    return Tile(_even(x), _even(y), _even(width), _even(height))


def _even(value: float) -> int:
    return round(value / 2) * 2
