"""What WeChat takes in the fields of a subscribe message (pure).

Source: developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/mp-message-management/subscribe-message/sendMessage.html
"""

import re
from collections.abc import Mapping, Sequence

TAKES = {
    "thing": r".{1,20}",
    "number": r"\d{1,32}(\.\d+)?",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r"[^\w\s]{1,5}",
    "character_string": r"[!-~]{1,32}",
    "time": r"(\d{4}年\d{1,2}月\d{1,2}日 )?\d{2}:\d{2}",
    "date": r"\d{4}年\d{1,2}月\d{1,2}日( \d{2}:\d{2})?",
    "amount": r"[¥￥$]?\d{1,10}(\.\d{1,2})?元?",
    "phone_number": r"[\d+-]{1,17}",
    "name": r"[\u4e00-\u9fff]{1,10}|[A-Za-z ]{1,20}",
    "phrase": r"[\u4e00-\u9fff]{1,5}",
}


def wrong_field(data: Mapping[str, str], wanted: Sequence[str] | None) -> str:
    """The first field that is missing, unknown or not in its form; empty when all is well. None is wanted: any."""
    for name in wanted or ():
        if name not in data:
            return name
    for name, value in data.items():
        form = TAKES.get(name.rstrip("0123456789"))
        if form is None or (wanted is not None and name not in wanted) or not re.fullmatch(form, value):
            return name
    return ""
