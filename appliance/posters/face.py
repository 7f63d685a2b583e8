"""What a poster says."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

import msgspec

from appliance.clock import CHINA
from appliance.errors import Language
from store.money import price_tag

VERSION = 1
"""Of the drawing: another one is no longer the same picture."""

_WORDS: dict[str, tuple[str, str]] = {
    "live": ("直播中", "Live now"),
    "off": ("直播间", "Live room"),
    "scan": ("扫码进店", "Scan to enter"),
    "watch": ("扫码看直播", "Scan to watch"),
    "invited": ("好友邀请您来逛逛", "A friend invites you"),
    "gift": ("新朋友首单有礼", "A gift with the first order"),
    "points": ("新朋友首单得 {points} 积分", "{points} points with the first order"),
}


class Face(msgspec.Struct, frozen=True, kw_only=True):
    shop: str
    title: str
    line: str = ""
    """When there is something to see: 直播中, 11月29日 20:00 开播."""
    live: bool = False
    price: str = ""
    """The lowest, as it is said: ¥29.90 起."""
    struck: str = ""
    """The price before, where there is one."""
    picture: str = ""
    """The name of a blob; empty: drawn without."""
    hint: str = ""
    """What to do with the code."""


class Priced(msgspec.Struct, frozen=True):
    """In fen."""

    price: int
    struck: int | None = None


def room_face(
    shop: str, title: str, picture: str, *, state: str, starts_at: datetime | None, language: Language
) -> Face:
    """`state`: live, away, coming or off; `starts_at` of what is coming."""
    live = state in ("live", "away")
    line = _word("live", language) if live else _coming(starts_at, language)
    return Face(shop=shop, title=title, line=line, live=live, picture=picture, hint=_word("watch", language))


def product_face(shop: str, title: str, picture: str, prices: Sequence[Priced], language: Language) -> Face:
    """Of several prices the lowest, and that there are others."""
    lowest = min(prices, key=lambda one: one.price, default=None)
    if lowest is None:
        return Face(shop=shop, title=title, picture=picture, hint=_word("scan", language))
    price = price_tag(lowest.price)
    if len({one.price for one in prices}) > 1:
        price = f"{price} 起" if language == "zh" else f"from {price}"
    struck = price_tag(lowest.struck) if lowest.struck and lowest.struck > lowest.price else ""
    return Face(shop=shop, title=title, picture=picture, price=price, struck=struck, hint=_word("scan", language))


def invite_face(shop: str, points: int, coupon: str, language: Language) -> Face:
    """`points` and the name of a `coupon` are what the friend gets; without either nothing is said of it."""
    line = ""
    if coupon:
        line = _word("gift", language)
    elif points:
        line = _word("points", language).format(points=points)
    return Face(shop=shop, title=_word("invited", language), line=line, hint=_word("scan", language))


def name_of(face: Face, address: str) -> str:
    """The same for the same picture, and nobody guesses it who does not know all that stands on it."""
    return named(VERSION, face, address)


def named(*told: object) -> str:
    """A name for what is made of this."""
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:40]


def _coming(starts_at: datetime | None, language: Language) -> str:
    if starts_at is None:
        return _word("off", language)
    here = starts_at.astimezone(CHINA)
    if language == "zh":
        return f"{here.month}月{here.day}日 {here:%H:%M} 开播"
    return f"Live on {here.day} {here:%b} at {here:%H:%M}"


def _word(name: str, language: Language) -> str:
    return _WORDS[name][0 if language == "zh" else 1]
