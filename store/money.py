"""Fen: how they are shared out, and how people write them (pure)."""

import re
from collections.abc import Sequence

from appliance.errors import BadInput

_YUAN = re.compile(r"(\d{1,9})(?:\.(\d{1,2}))?")


class AmountUnreadable(BadInput):
    zh = "金额写成这样：12 或 12.80"
    en = "Write an amount like 12 or 12.80"


def share_out(amount: int, rests: Sequence[int]) -> list[int]:
    """`amount` over parts in proportion to their `rests`, by the largest remainder; a tie goes to the earlier part.

    The shares sum to `amount` exactly, and while `amount` does not exceed the rests none exceeds its own. Parts
    without a rest get nothing, unless no part has one: then all get alike. Raises ValueError for a negative number.
    """
    if amount < 0 or any(rest < 0 for rest in rests):
        raise ValueError("only what is there can be shared out")
    weights = rests if sum(rests) else [1] * len(rests)
    whole = sum(weights)
    if not whole:
        return []
    shares = [amount * weight // whole for weight in weights]
    remainders = sorted(range(len(weights)), key=lambda part: (-(amount * weights[part] % whole), part))
    for part in remainders[: amount - sum(shares)]:
        shares[part] += 1
    return shares


def of_pieces(amount: int, quantity: int, already: int, pieces: int) -> int:
    """What `pieces` of a line of `quantity` that cost `amount` are worth after `already` were given back.

    By cumulative floor: any sequence of partial refunds sums to `amount` exactly.
    """
    if not 0 <= already <= already + pieces <= quantity:
        raise ValueError("more pieces than the line has")
    return amount * (already + pieces) // quantity - amount * already // quantity


def percent_off(amount: int, percent: int) -> int:
    """`percent` (0 to 100) of `amount`, half a fen rounded up: 25 % of 1999 is 500."""
    return (amount * percent + 50) // 100


def yuan(fen: int) -> str:
    """As in an account: 1280 is "12.80", -5 is "-0.05"."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{rest:02d}"


def price_tag(fen: int) -> str:
    """As on a price tag, without jiao and fen where there are none: ¥29.90, ¥30."""
    return f"¥{yuan(fen).removesuffix('.00')}"


def fen(text: str, field: str = "") -> int:
    """The reverse, as typed by a person; also with a leading ¥. Raises AmountUnreadable, with the `field` if given."""
    found = _YUAN.fullmatch(text.strip().lstrip("¥￥").replace(",", ""))
    if found is None:
        raise AmountUnreadable(**({"field": field} if field else {}))
    whole, rest = found.groups()
    return int(whole) * 100 + int((rest or "").ljust(2, "0"))
