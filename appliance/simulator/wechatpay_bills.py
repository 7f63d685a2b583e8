"""api.mch.weixin.qq.com: where a day's bill is fetched."""

import gzip
import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta

from quart import Response, request

from appliance.simulator.bills import check_day, flow_bill, trade_bill
from appliance.simulator.books import Books
from appliance.simulator.records import Refused
from appliance.simulator.simulator import simulator
from appliance.simulator.wechatpay import api, as_json

__all__ = ["api"]
"""With the bills on it."""

LIFE = timedelta(minutes=5)


@api.get("/bill/tradebill")
async def tradebill() -> Response:
    return _ticket(trade_bill)


@api.get("/bill/fundflowbill")
async def fundflowbill() -> Response:
    return _ticket(flow_bill)


def _ticket(write: Callable[[Books, str], str]) -> Response:
    """Where to fetch it within five minutes, and the SHA-1 of what will be in there. Raises Refused."""
    wanted, due = request.args.get("bill_date", ""), simulator().moments.due()
    check_day(wanted, due, at_once=simulator().bills_at_once)
    plain = b"\xef\xbb\xbf" + write(simulator().books, wanted).encode()
    packed = gzip.compress(plain, mtime=0) if request.args.get("tar_type") == "GZIP" else plain
    token = secrets.token_urlsafe(24)
    simulator().tickets[token] = (due + LIFE, packed)
    address = f"{request.scheme}://{request.host}/v3/billdownload/file?token={token}"
    return as_json({"hash_type": "SHA1", "hash_value": hashlib.sha1(plain).hexdigest(), "download_url": address})  # noqa: S324 - the wire's


@api.get("/billdownload/file")
async def download() -> Response:
    until, packed = simulator().tickets.get(request.args.get("token", ""), (None, b""))
    if until is None or until < simulator().moments.due():
        raise Refused("PARAM_ERROR", "下载链接已失效")
    return Response(packed, content_type="application/octet-stream")
