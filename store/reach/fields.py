"""A value in the form that a field of a template takes; anything else WeChat refuses with 47003 (pure).

Source: developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/mp-message-management/subscribe-message/sendMessage.html
"""

import re
from datetime import datetime

from appliance.clock import CHINA
from appliance.plain import one_line
from store.money import yuan
from store.reach.kinds import Sort

TAKES: dict[Sort, tuple[str, ...]] = {
    "words": ("thing", "phrase"),
    "code": ("character_string", "thing"),
    "moment": ("time", "date", "thing"),
    "money": ("amount", "thing"),
}
"""Sorts of fields in which a sort of fact can stand."""
LONGEST = {"thing": 20, "phrase": 5, "character_string": 32}
NOTHING = {"thing": "无", "phrase": "无", "character_string": "-", "amount": "¥0.00"}
"""An empty value would be refused."""
_FIELD = re.compile(r"([a-z_]+)\d{1,2}")


def sort_of(field: str) -> str:
    """``thing`` of ``thing1``; empty for what is no field's name."""
    found = _FIELD.fullmatch(field)
    return found[1] if found else ""


def written(field: str, sort: Sort, value: str | int | None) -> str:
    """`value` is a moment as ISO 8601, money in fen, or text; None: there is none."""
    kind = sort_of(field)
    if value is None or value == "":
        return NOTHING.get(kind, "无")
    if sort == "moment":
        return _moment(kind, datetime.fromisoformat(str(value)))
    if sort == "money":
        return f"¥{yuan(int(value))}" if kind == "amount" else f"{yuan(int(value))}元"
    return _cut(kind, one_line(str(value)))


def _moment(kind: str, at: datetime) -> str:
    here = at.astimezone(CHINA)
    day = f"{here.year}年{here.month}月{here.day}日"
    return day if kind == "date" else f"{day} {here:%H:%M}"


def _cut(kind: str, text: str) -> str:
    if kind == "character_string":
        text = "".join(letter for letter in text if "!" <= letter <= "~")
    elif kind == "phrase":
        text = "".join(letter for letter in text if "\u4e00" <= letter <= "\u9fff")
    most = LONGEST.get(kind, 20)
    if len(text) > most:
        text = text[: most - 1] + "…" if kind == "thing" else text[:most]
    return text or NOTHING.get(kind, "无")
