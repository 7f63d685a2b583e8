"""Figures as staff type them, with the field they stand in when they cannot be read."""

from collections.abc import Mapping

from appliance.errors import BadInput
from store.money import AmountUnreadable, fen

MOST = 1_000_000_000


class PiecesUnreadable(BadInput):
    zh = "这里要写一个整数"
    en = "This is a whole number"


def fen_of(posted: Mapping[str, str], name: str) -> int:
    """12.80 is 1280. Raises AmountUnreadable."""
    try:
        return fen(posted.get(name, ""))
    except AmountUnreadable as error:
        raise AmountUnreadable(field=name) from error


def fen_or_none(posted: Mapping[str, str], name: str) -> int | None:
    """None for an empty field. Raises AmountUnreadable."""
    return fen_of(posted, name) if posted.get(name, "").strip() else None


def pieces_of(posted: Mapping[str, str], name: str, default: int) -> int:
    """`default` for an empty field. Raises PiecesUnreadable."""
    written = posted.get(name, "").strip()
    if not written:
        return default
    if not (written.isascii() and written.isdecimal()) or len(written) > 10 or int(written) > MOST:
        raise PiecesUnreadable(field=name)
    return int(written)
