"""How a bench says whether its number holds."""


def at_most(value: float, limit: float) -> str:
    return _told("<=", limit, held=value <= limit)


def at_least(value: float, limit: float) -> str:
    return _told(">=", limit, held=value >= limit)


def _told(sign: str, limit: float, *, held: bool) -> str:
    return f"to hold: {sign} {limit:g}; {'held' if held else 'NOT held'}"
