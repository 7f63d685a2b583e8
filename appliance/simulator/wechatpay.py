"""api.mch.weixin.qq.com: payments and refunds (pay.weixin.qq.com, APIv3)."""

import ipaddress
import re
from datetime import datetime
from typing import Any, NoReturn
from urllib.parse import urlsplit

import msgspec
from quart import Blueprint, Response, g, request

from appliance.simulator.books import digest
from appliance.simulator.records import Refused, Repayment, Trade
from appliance.simulator.simulator import Simulator, simulator
from appliance.simulator.wechatpay_news import settle_soon
from appliance.simulator.wechatpay_wire import check, refund_document, sealed, signed, trade_document

STATUS = {
    "SIGN_ERROR": 401,
    "ORDERNOTEXIST": 404,
    "ORDER_NOT_EXIST": 404,
    "RESOURCE_NOT_EXISTS": 404,
    "OUT_TRADE_NO_USED": 403,
    "NOT_ENOUGH": 403,
    "NO_AUTH": 403,
    "FREQUENCY_LIMITED": 429,
    "SYSTEM_ERROR": 500,
    "OPENID_MISMATCH": 500,
}
"""Others are 400."""
NUMBER = re.compile(r"[0-9A-Za-z_|*@-]{6,32}")
REFUND_NUMBER = re.compile(r"[0-9A-Za-z_|*@-]{1,64}")

api = Blueprint("wechatpay", __name__, url_prefix="/v3")


@api.before_request
async def verify() -> None:
    """Nothing is done for who cannot sign."""
    target = request.scope["raw_path"].decode() + ("?" if request.query_string else "")
    target += request.query_string.decode()
    now = simulator().moments.now().timestamp()
    body = await request.body
    check(simulator().seals, request.headers.get("authorization", ""), request.method, target, body, now)


@api.after_request
async def sign(answer: Response) -> Response:
    """By the key whose name the shop sent, else by the platform's certificate."""
    if g.get("cut"):
        return answer
    seals = simulator().seals
    certificate = request.headers.get("wechatpay-serial", "") != seals.wechatpay_public_key_id
    now = simulator().moments.now().timestamp()
    body = await answer.get_data(as_text=False)
    forged = bool(g.get("forged"))
    answer.headers.update(signed(seals, body, now, certificate=certificate, forged=forged))
    return answer


@api.errorhandler(Refused)
async def refuse(refused: Refused) -> Response:
    return as_json({"code": refused.code, "message": refused.message}, STATUS.get(refused.code, 400))


@api.post("/pay/transactions/<way>")
async def charge(way: str) -> Response:
    if way not in ("jsapi", "native", "h5", "app"):
        raise Refused("RESOURCE_NOT_EXISTS", "接口不存在")
    trade = simulator().books.order(_wanted(way, await _body()))
    prepay = f"wx{digest(trade.number)[:34]}"
    where = f"{simulator().origin}/cashier/{trade.number}"
    return as_json(
        {
            "jsapi": {"prepay_id": prepay},
            "app": {"prepay_id": prepay},
            "native": {"code_url": where},
            "h5": {"h5_url": f"{where}?prepay_id={prepay}"},
        }[way]
    )


@api.get("/pay/transactions/out-trade-no/<number>")
async def ask(number: str) -> Response:
    _check_merchant(request.args.get("mchid", ""))
    trade = simulator().books.trade("wechat", number)
    return as_json(trade_document(trade, merchant=simulator().seals.mchid))


@api.get("/pay/transactions/id/<transaction>")
async def ask_by_transaction(transaction: str) -> Response:
    _check_merchant(request.args.get("mchid", ""))
    trade = simulator().books.by_transaction("wechat", transaction)
    return as_json(trade_document(trade, merchant=simulator().seals.mchid))


@api.post("/pay/transactions/out-trade-no/<number>/close")
async def close(number: str) -> Response:
    _check_merchant(str((await _body()).get("mchid", "")))
    simulator().books.shut("wechat", number)
    return Response(b"", 204)


@api.post("/refund/domestic/refunds")
async def refund() -> Response:
    body = await _body()
    wanted, total = _wanted_refund(simulator(), body)
    trade = simulator().books.trade("wechat", wanted.trade)
    if total != trade.amount:
        raise Refused("INVALID_REQUEST", "订单总金额与原订单不一致")
    found = simulator().books.refund(wanted)
    if found is wanted:
        settle_soon(simulator(), found)
    return as_json(refund_document(found, trade))


@api.get("/refund/domestic/refunds/<number>")
async def ask_refund(number: str) -> Response:
    found = simulator().books.refunds.get(("wechat", number))
    if found is None:
        raise Refused("RESOURCE_NOT_EXISTS", "退款单不存在")
    return as_json(refund_document(found, simulator().books.trades["wechat", found.trade]))


@api.get("/certificates")
async def certificates() -> Response:
    seals = simulator().seals
    one = {
        "serial_no": seals.certificate_serial,
        "effective_time": "2020-01-01T08:00:00+08:00",
        "expire_time": "2049-01-01T08:00:00+08:00",
        "encrypt_certificate": sealed(seals, seals.wechatpay_certificate.encode(), "certificate"),
    }
    return as_json({"data": [one]})


def as_json(document: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(document), status, content_type="application/json; charset=utf-8")


def _wanted(way: str, body: dict[str, Any]) -> Trade:
    """Raises Refused."""
    seals = simulator().seals
    amount, notify = _field(body, "amount", dict), _field(body, "notify_url", str)
    total, number = _field(amount, "total", int), _field(body, "out_trade_no", str)
    if body.get("appid") not in (seals.weixin_app, seals.service_app) or body.get("mchid") != seals.mchid:
        raise Refused("APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配")
    if not NUMBER.fullmatch(number) or total < 1 or not 1 <= len(_field(body, "description", str)) <= 127:
        _param("out_trade_no、total或description不符合要求")
    _check_notify(notify)
    payer = _field(_field(body, "payer", dict), "openid", str) if way == "jsapi" else ""
    if way == "h5":
        _field(_field(body, "scene_info", dict), "payer_client_ip", str)
    expires = body.get("time_expire")
    return Trade(
        side="wechat",
        number=number,
        app=str(body["appid"]),
        merchant=seals.mchid,
        way=way,
        amount=total,
        what=str(body["description"]),
        digest=digest(way, total, body["description"], payer, notify),
        notify=notify,
        payer=payer,
        made_at=simulator().moments.now(),
        expires_at=None if expires is None else _moment(str(expires)),
    )


def _wanted_refund(simulator: Simulator, body: dict[str, Any]) -> tuple[Repayment, int]:
    """And the total of its trade. Raises Refused."""
    amount, number = _field(body, "amount", dict), _field(body, "out_refund_no", str)
    if not REFUND_NUMBER.fullmatch(number):
        _param("out_refund_no不符合要求")
    if not body.get("out_trade_no") and not body.get("transaction_id"):
        _param("out_trade_no和transaction_id不能都为空")
    trade = str(body.get("out_trade_no") or "")
    if not trade:
        trade = simulator.books.by_transaction("wechat", str(body["transaction_id"])).number
    part, total = _field(amount, "refund", int), _field(amount, "total", int)
    if amount.get("currency") != "CNY":
        _param("amount.currency只支持CNY")
    made = Repayment(
        side="wechat",
        number=number,
        trade=trade,
        amount=part,
        reason=str(body.get("reason", "")),
        digest=digest(trade, part, total),
        notify=str(body.get("notify_url", "")),
        made_at=simulator.moments.now(),
    )
    return made, total


async def _body() -> dict[str, Any]:
    try:
        found: dict[str, Any] = msgspec.json.decode(await request.get_data(), type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise Refused("PARAM_ERROR", "请求体不是JSON对象") from error
    return found


def _field(within: dict[str, Any], name: str, kind: type[Any]) -> Any:
    found = within.get(name)
    if not isinstance(found, kind) or isinstance(found, bool):
        _param(f"参数{name}缺失或类型错误")
    return found


def _check_merchant(mchid: str) -> None:
    if mchid != simulator().seals.mchid:
        _param("mchid有误")


def _check_notify(address: str) -> None:
    """HTTPS and no query; only within the shop's own walls may it be plain."""
    parts = urlsplit(address)
    if not (parts.scheme == "https" or (parts.scheme == "http" and _is_near(parts.hostname or ""))) or parts.query:
        _param("notify_url必须为可直接访问的https地址，且不能携带参数")


def _is_near(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost"


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        _param("time_expire不是RFC3339时间")


def _param(message: str) -> NoReturn:
    raise Refused("PARAM_ERROR", message)
