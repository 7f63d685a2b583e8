"""api.weixin.qq.com: log-in, phone numbers, text check, codes, messages, shipping information."""

import io
import secrets
from typing import Any
from urllib.parse import urlencode

import msgspec
import segno
from quart import Blueprint, Response, request

from appliance.simulator.records import Refused, Trade
from appliance.simulator.simulator import simulator
from appliance.simulator.weixin_fields import wrong_field

RISKY = ("赌博", "代开发票", "假烟")
DOUBTFUL = ("加微信", "私下转账")
MOST_PARCELS = 15
DOOR = "/connect/oauth2/authorize"

api = Blueprint("weixin", __name__)


@api.before_request
async def check_token() -> Response | None:
    """In the query of every call but the two that come before a token; HTTP 200 whatever happens."""
    if request.path in ("/cgi-bin/stable_token", "/sns/jscode2session", "/sns/oauth2/access_token", DOOR):
        return None
    if "access_token" not in request.args:
        return _error(41001, "access_token missing")
    if not simulator().weixin.good(request.args["access_token"]):
        return _error(40001, "invalid credential, access_token is invalid or not latest")
    return None


@api.errorhandler(Refused)
async def refuse(refused: Refused) -> Response:
    return _error(int(refused.code), refused.message)


@api.post("/cgi-bin/stable_token")
async def stable_token() -> Response:
    asked = await _body()
    if asked.get("grant_type") != "client_credential":
        raise Refused("40002", "invalid grant_type")
    _check_app(asked.get("appid"), asked.get("secret"))
    found = simulator().weixin.token(force=bool(asked.get("force_refresh", False)))
    if found is None:
        raise Refused("45011", "api minute-quota reach limit")
    return _json({"access_token": found[0], "expires_in": found[1]})


@api.get("/sns/jscode2session")
async def code_to_session() -> Response:
    """A good answer bears no errcode."""
    _check_app(request.args.get("appid"), request.args.get("secret"))
    if request.args.get("grant_type") != "authorization_code":
        raise Refused("40002", "invalid grant_type")
    code = simulator().weixin.spend("login", request.args.get("js_code", ""))
    if code is None:
        raise Refused("40029", "invalid code")
    told = {"openid": code.openid, "session_key": secrets.token_hex(12)}
    return _json({**told, "unionid": code.unionid} if code.unionid else told)


@api.get(DOOR)
async def recognise() -> Response:
    """Whoever comes with this browser is recognised without being asked (snsapi_base), by a cookie."""
    asked = request.args
    back_to = asked.get("redirect_uri", "")
    if asked.get("appid") != simulator().seals.service_app or not back_to.startswith(("http://", "https://")):
        return Response("redirect_uri域名与后台配置不一致，错误码:10003", 200, content_type="text/plain; charset=utf-8")
    openid = request.cookies.get("sim_openid") or "oPage" + secrets.token_hex(8)
    code = simulator().weixin.mint("page", openid)
    joint = "&" if "?" in back_to else "?"
    query = urlencode({"code": code, "state": asked.get("state", "")})
    answer = Response("", 302, headers={"location": f"{back_to}{joint}{query}"})
    answer.set_cookie("sim_openid", openid, httponly=True, samesite="Lax")
    return answer


@api.get("/sns/oauth2/access_token")
async def page_to_person() -> Response:
    seals, asked = simulator().seals, request.args
    if (asked.get("appid"), asked.get("secret")) != (seals.service_app, seals.service_secret):
        raise Refused("40125", "invalid appsecret")
    code = simulator().weixin.spend("page", asked.get("code", ""))
    if code is None:
        raise Refused("40029", "invalid code")
    token = {"access_token": secrets.token_hex(16), "expires_in": 7200, "refresh_token": secrets.token_hex(16)}
    told = {**token, "openid": code.openid, "scope": "snsapi_base"}
    return _json({**told, "unionid": code.unionid} if code.unionid else told)


@api.post("/wxa/business/getuserphonenumber")
async def phone_number() -> Response:
    code = simulator().weixin.spend("phone", str((await _body()).get("code", "")))
    if code is None:
        raise Refused("40029", "invalid code")
    mark = {"timestamp": int(simulator().moments.now().timestamp()), "appid": simulator().seals.weixin_app}
    info = {"phoneNumber": code.phone, "purePhoneNumber": code.phone, "countryCode": "86", "watermark": mark}
    return _fine(phone_info=info)


@api.post("/wxa/msg_sec_check")
async def check_text() -> Response:
    """Even when the text is risky, errcode is 0."""
    asked = await _body()
    if asked.get("version") != 2 or asked.get("scene") not in (1, 2, 3, 4) or not asked.get("openid"):
        raise Refused("40097", "invalid args")
    text = "".join(str(asked.get(name, "")) for name in ("title", "nickname", "content"))
    suggest = "risky" if _has(text, RISKY) else "review" if _has(text, DOUBTFUL) else "pass"
    suggest = next((said for words, said in simulator().weixin.opinions.items() if words in text), suggest)
    told = {"suggest": suggest, "label": {"pass": 100, "review": 21000, "risky": 20002}[suggest]}
    detail = [{"strategy": "content_model", "errcode": 0, **told, "prob": 90}]
    return _fine(detail=detail, trace_id=secrets.token_hex(16), result=told)


@api.post("/wxa/getwxacodeunlimit")
async def unlimited_code() -> Response:
    asked = await _body()
    scene = str(asked.get("scene", ""))
    if not 1 <= len(scene) <= 32 or not scene.isascii() or not scene.isprintable() or " " in scene:
        raise Refused("40169", "invalid length for scene, or the data is not json string")
    if str(asked.get("page", "")).startswith("/"):
        raise Refused("41030", "invalid page")
    published = simulator().weixin.pages
    if asked.get("check_path", True) and published and asked.get("page") not in published:
        raise Refused("41030", "invalid page")
    picture = io.BytesIO()
    segno.make(f"{asked.get('page', '')}?scene={scene}", error="m").save(picture, kind="png", scale=8)
    return Response(picture.getvalue(), content_type="image/png")


@api.post("/cgi-bin/message/subscribe/send")
async def send_message() -> Response:
    """One message for one tap; who knows no templates by name takes any."""
    asked, state = await _body(), simulator().weixin
    who, template = str(asked.get("touser", "")), str(asked.get("template_id", ""))
    if not who.startswith("o") or who in state.strangers:
        raise Refused("40003", "invalid openid")
    if not template or (state.templates and template not in state.templates):
        raise Refused("40037", "invalid template_id")
    data = {name: str(dict(field).get("value", "")) for name, field in dict(asked.get("data", {})).items()}
    wrong = wrong_field(data, state.templates.get(template))
    if wrong:
        raise Refused("47003", f"argument invalid! data.{wrong}.value is invalid")
    left = state.subscriptions.get((who, template), 0)
    if left < 1:
        raise Refused("43101", "user refuse to accept the msg")
    state.subscriptions[who, template] = left - 1
    state.messages.append(asked)
    return _fine()


@api.get("/cgi-bin/ticket/getticket")
async def ticket() -> Response:
    return _fine(ticket=f"sim-{simulator().seals.weixin_app}", expires_in=7200)


@api.post("/wxa/sec/order/upload_shipping_info")
async def upload_shipping() -> Response:
    """发货信息录入: only then is the merchant's money let go."""
    asked = await _body()
    trade = _trade(dict(asked.get("order_key", {})))
    parcels = asked.get("shipping_list") or []
    kind, mode = asked.get("logistics_type"), asked.get("delivery_mode")
    if kind not in (1, 2, 3, 4) or mode not in (1, 2) or (mode == 2 and kind != 1):
        raise Refused("268485216", "发货模式或物流类型错误")
    if not 1 <= len(parcels) <= (MOST_PARCELS if mode == 2 else 1):
        raise Refused("268485216", "物流信息列表长度错误")
    if kind == 1 and not all(one.get("tracking_no") and one.get("express_company") for one in parcels):
        raise Refused("268485216", "物流单号和物流公司不能为空")
    if not asked.get("upload_time") or dict(asked.get("payer", {})).get("openid") != trade.payer:
        raise Refused("268485216", "上传时间或支付者有误")
    if trade.shipped and trade.reshipped:
        raise Refused("10060003", "支付单已使用重新发货机会")
    trade.reshipped = trade.shipped
    trade.shipped = mode == 1 or bool(asked.get("is_all_delivered"))
    simulator().books.keep(trade)
    return _fine()


@api.post("/wxa/sec/order/get_order")
async def get_order() -> Response:
    asked = await _body()
    key = {"order_number_type": 2 if asked.get("transaction_id") else 1, **asked}
    trade = _trade({**key, "out_trade_no": asked.get("merchant_trade_no"), "mchid": asked.get("merchant_id")})
    told = {
        "transaction_id": trade.transaction,
        "merchant_id": trade.merchant,
        "merchant_trade_no": trade.number,
        "paid_amount": trade.amount,
        "openid": trade.payer,
        "order_state": 2 if trade.shipped else 1,
        "in_complaint": False,
    }
    return _fine(order=told)


@api.post("/wxa/sec/order/is_trade_managed")
async def is_trade_managed() -> Response:
    return _fine(is_trade_managed=True)


def _trade(key: dict[str, Any]) -> Trade:
    """Raises Refused: a payment that the platform has not seen yet is to be asked for again later."""
    books, seals = simulator().books, simulator().seals
    try:
        if key.get("order_number_type") == 2:
            found = books.by_transaction("wechat", str(key.get("transaction_id", "")))
        else:
            found = books.trade("wechat", str(key.get("out_trade_no", "")) if key.get("mchid") == seals.mchid else "")
    except Refused as refused:
        raise Refused("10060001", "支付单不存在") from refused
    if found.state != "paid":
        raise Refused("10060001", "支付单不存在")
    return found


def _check_app(app: object, secret: object) -> None:
    if app != simulator().seals.weixin_app:
        raise Refused("40013", "invalid appid")
    if secret != simulator().seals.weixin_secret:
        raise Refused("40125", "invalid appsecret")


async def _body() -> dict[str, Any]:
    try:
        found: dict[str, Any] = msgspec.json.decode(await request.get_data(), type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise Refused("47001", "data format error") from error
    return found


def _has(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


def _fine(**told: object) -> Response:
    return _json({"errcode": 0, "errmsg": "ok", **told})


def _error(code: int, message: str) -> Response:
    rid = "-".join(secrets.token_hex(4) for _ in range(3))
    return _json({"errcode": code, "errmsg": f"{message} rid: {rid}"})


def _json(document: object) -> Response:
    return Response(msgspec.json.encode(document), content_type="application/json; encoding=utf-8")
