"""发货信息录入: WeChat lets a merchant's money go once it knows how the goods went.

Source: developers.weixin.qq.com/miniprogram/dev/server/API/order_shipping/api_uploadshippinginfo
"""

from datetime import datetime
from typing import Any, Literal

import msgspec

from appliance.clock import CHINA
from store.wechat.client import Client

MOST_PARCELS = 15
"""Of one payment; more cannot be told."""
NOT_YET_KNOWN = 10060001
"""The payment has not reached that part of WeChat: it is told again a minute later."""
KNOWN_ALREADY = (10060002, 10060003, 10060023)
"""WeChat has it: somebody typed it in there, its one correction was used, or nothing is new."""
KINDS: dict[str, int] = {"express": 1, "city": 2, "none": 3, "pickup": 4}


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel, or goods that changed hands without one."""

    what: str
    carrier: str = ""
    tracking: str = ""
    phone: str = ""
    """The receiver's, masked: 138****8000; SF wants it."""


class Shipped(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of one payment has left."""

    number: str
    """out_trade_no."""
    merchant: str
    payer: str
    kind: Literal["express", "city", "none", "pickup"]
    parcels: tuple[Gone, ...]


async def upload(client: Client, shipped: Shipped, now: datetime) -> None:
    """Raises WeChatUnreachable, WeChatRefused."""
    await client.call("/wxa/sec/order/upload_shipping_info", body(shipped, now))


def body(shipped: Shipped, now: datetime) -> dict[str, Any]:
    """One parcel is told in unified mode (1), several of a courier in split mode (2)."""
    express = shipped.kind == "express"
    split = express and len(shipped.parcels) > 1
    parcels = shipped.parcels[: MOST_PARCELS if split else 1]
    told: dict[str, Any] = {
        "order_key": {"order_number_type": 1, "mchid": shipped.merchant, "out_trade_no": shipped.number},
        "logistics_type": KINDS[shipped.kind],
        "delivery_mode": 2 if split else 1,
        "shipping_list": [_parcel(one, express=express) for one in parcels],
        "upload_time": now.astimezone(CHINA).isoformat(timespec="milliseconds"),
        "payer": {"openid": shipped.payer},
    }
    return {**told, "is_all_delivered": True} if split else told


def _parcel(one: Gone, *, express: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"item_desc": one.what[:120]}
    if express:
        told |= {"tracking_no": one.tracking, "express_company": one.carrier}
        if one.phone:
            told["contact"] = {"receiver_contact": one.phone}
    return told
