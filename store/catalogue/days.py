"""The shop's days (pure)."""

from datetime import datetime, timedelta, timezone

_CHINA = timezone(timedelta(hours=8))
"""All of China keeps Beijing's time, without summer time since 1991."""


def day_of(moment: datetime, ago: int = 0) -> str:
    """2026-11-23 on the shop's wall, `ago` days earlier."""
    return (moment - timedelta(days=ago)).astimezone(_CHINA).date().isoformat()
