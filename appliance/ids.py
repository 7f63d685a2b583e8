"""Ids that sort by the time they were made: 10 characters of milliseconds, 10 of chance, in Crockford's base 32."""

import secrets
from datetime import datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id(now: datetime) -> str:
    """20 characters, safe in a path and in a DNS label; the first ten are the millisecond."""
    milliseconds = int(now.timestamp() * 1000)
    return _digits(milliseconds, 10) + _digits(secrets.randbits(50), 10)


def later_id(than: str, now: datetime) -> str:
    """One that sorts behind `than`, which may be empty, whatever the clock says."""
    fresh = new_id(now)
    if fresh > than:
        return fresh
    milliseconds = 0
    for letter in than[:10]:
        milliseconds = milliseconds << 5 | _ALPHABET.index(letter)
    return _digits(milliseconds + 1, 10) + fresh[10:]


def is_id(text: str) -> bool:
    return len(text) == 20 and set(text) <= set(_ALPHABET)


def _digits(number: int, width: int) -> str:
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(width)))
