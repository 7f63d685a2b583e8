"""Ids that sort by the time they were made: 10 characters of milliseconds, 10 of chance, in Crockford's base 32."""

import secrets
from datetime import datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id(now: datetime) -> str:
    """20 characters, safe in a path and in a DNS label; the first ten are the millisecond."""
    milliseconds = int(now.timestamp() * 1000)
    return _digits(milliseconds, 10) + _digits(secrets.randbits(50), 10)


def _digits(number: int, width: int) -> str:
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(width)))
