"""Whether a comment asks something, and what about (pure)."""

import re
from typing import Literal

Topic = Literal["", "price", "size", "stock", "delivery", "coupon", "use", "after-sale", "other"]
TOPICS: tuple[Topic, ...] = ("price", "size", "stock", "delivery", "coupon", "use", "after-sale", "other")

_WORDS: dict[Topic, str] = {
    "after-sale": r"退货|退款|能退|可以退|换货|能换|保修|质保|坏了怎么|运费险|\brefund|\breturn",
    "delivery": (
        r"(什么时候|啥时候|几时|多久|几天|今天|明天)[^。！]{0,4}(发货?|到|送)|什么快递|包邮[吗么嘛]|邮费|运费"
        r"|能(发|送|寄)到?|发货[吗么嘛]|哪里发|\bship|\bdeliver"
    ),
    "coupon": r"券(在哪|怎么|呢|吗)|怎么领|哪里领|哪领|优惠[吗么嘛码]|有(没有)?(优惠|活动|券)|\bcoupon",
    "price": r"多少(钱|元|米)|几块|几元|啥价|什么价|怎么卖|咋卖|价格|报价|问价|多钱|\bhow much|\bprice",
    "size": (
        r"尺码|什么码|几码|多大码|啥码|选码|码数|偏大|偏小|多高|\d{2,3}\s*斤|\d{3}\s*(cm|厘米)|身高|穿多大"
        r"|什么规格|多少克|多重|几斤|尺寸|多长|多宽|\bsize"
    ),
    "stock": (r"有没有|还有[^，。！]{0,6}[吗么嘛没]|有货|补货|几号链接?|哪个链接|链接呢|库存|\bin stock"),
    "use": (
        r"怎么(用|吃|做|洗|保存|穿|装|煮|喝)|如何|保质期|能放多久|能不能|可不可以|可以[^，。！]{0,8}[吗么嘛]|\bhow to"
    ),
    "other": r"[?？]|[吗嘛]\s*$|怎么|什么|为啥|哪(里|个|款|种)|谁",
}
_ASKED = {about: re.compile(words, re.IGNORECASE) for about, words in _WORDS.items()}


def topic(text: str, folded: str = "") -> Topic:
    """Empty for what asks nothing; what fits several is about the first.

    `folded`, as `moderation.fold` makes it, knows a question whose letters stand apart.
    """
    found = [_about(text), _about(folded)]
    named = [about for about in found if about not in ("", "other")]
    return named[0] if named else found[0] or found[1]


def _about(text: str) -> Topic:
    return next((about for about, pattern in _ASKED.items() if pattern.search(text)), "")
