"""Which ways to pay fit where the buyer is (pure)."""

from collections.abc import Collection
from typing import Literal, get_args

import msgspec

Client = Literal["wechat", "mini", "browser", "desktop"]
CLIENTS: tuple[Client, ...] = get_args(Client)
NEEDS_OPENID = frozenset({"jsapi"})


class Way(msgspec.Struct, frozen=True):
    provider: Literal["wechat", "alipay", "counter"]
    way: str


_BY_CLIENT: dict[Client, tuple[Way, ...]] = {
    "mini": (Way("wechat", "jsapi"), Way("counter", "counter")),
    "wechat": (Way("wechat", "jsapi"), Way("wechat", "native"), Way("counter", "counter")),
    "browser": (Way("wechat", "h5"), Way("alipay", "wap"), Way("counter", "counter")),
    "desktop": (Way("wechat", "native"), Way("alipay", "precreate"), Way("counter", "counter")),
}
"""Alipay cannot be opened inside WeChat, and a mini-program knows WeChat Pay alone."""


def ways(client: Client, providers: Collection[str], *, known_to_wechat: bool = True, comes: bool = True) -> list[Way]:
    """The best first; jsapi only for somebody whose openid is known.

    Who does not come to the shop is sent to its counter only where there is no other way.
    """
    fit = [
        way
        for way in _BY_CLIENT[client]
        if way.provider in providers and (known_to_wechat or way.way not in NEEDS_OPENID)
    ]
    away = [way for way in fit if way.provider != "counter"]
    return fit if comes else away or fit
