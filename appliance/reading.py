"""JSON that comes from outside, as far as it cannot be read (pure)."""

import re

import msgspec

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What `msgspec.json.decode` raises, the last for what is nested deeper than anybody nests."""

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def has_nul(raw: bytes) -> bool:
    """PostgreSQL takes none in a text."""
    return _NUL.search(raw) is not None
