"""What small pictures there are for scrubbing: sheets of tiles, one sheet for each reel of the source. Pure."""

import msgspec

EVERY_MS = 10_000
"""Between two tiles."""
COLUMNS = 6
LONGER_SIDE = 160
FOLDER = "stills"


class Sheet(msgspec.Struct, frozen=True):
    """DATA/recordings/ROOM/SHOW/stills/NUMBER.jpg."""

    number: int
    at: list[int]
    """When each tile was on air, in milliseconds since 1970, row by row."""
    width: int
    height: int
    """Of a tile."""


class Stills(msgspec.Struct, frozen=True):
    columns: int
    sheets: list[Sheet]
