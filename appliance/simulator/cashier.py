"""Where a person pays: what WeChat or Alipay would show on the phone."""

import hashlib
import secrets
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment
from quart import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from appliance.simulator.alipay_wire import signed_notice
from appliance.simulator.control import find, pay_trade
from appliance.simulator.moments import spoken
from appliance.simulator.records import Refused, Trade, yuan
from appliance.simulator.simulator import simulator

COOKIE = "simulated_buyer"
WORDS = {
    "zh": {
        "wechat": "微信支付",
        "alipay": "支付宝",
        "simulated": "模拟收银台，不会真的扣钱",
        "to": "商品",
        "pay": "确认支付",
        "cancel": "取消",
        "paid": "支付成功",
        "paid_hint": "可以回到商城了",
        "closed": "订单已关闭",
        "closed_hint": "请回到商城重新下单",
        "missing": "没有这笔订单",
        "stranger": "商家参数格式有误，请联系商家解决",
        "back": "返回商城",
    },
    "en": {
        "wechat": "WeChat Pay",
        "alipay": "Alipay",
        "simulated": "A simulated cashier: no money moves",
        "to": "For",
        "pay": "Pay",
        "cancel": "Cancel",
        "paid": "Paid",
        "paid_hint": "You can go back to the shop",
        "closed": "This order is closed",
        "closed_hint": "Please order again in the shop",
        "missing": "There is no such order",
        "stranger": "The shop's parameters are wrong, please ask the shop",
        "back": "Back to the shop",
    },
}
_PAGE = Environment(autoescape=True).from_string(Path(__file__).with_name("cashier.html").read_text("utf-8"))

cashier = Blueprint("cashier", __name__)


@cashier.errorhandler(Refused)
async def missing(refused: Refused) -> Response:  # noqa: ARG001 - the page says it in its own words
    return _page(None, "missing", 404)


@cashier.get("/cashier/<number>")
async def show(number: str) -> Response:
    """A payment of a browser's page is known by whose page led here, as WeChat's registered H5 domains are."""
    trade = find(simulator(), number)
    if "prepay_id" in request.args and not request.referrer:
        return _page(None, "stranger", 403)
    if trade.state == "unscanned":
        trade.state = "waiting"
        simulator().books.keep(trade)
    return _page(trade, trade.state)


@cashier.post("/cashier/<number>")
async def decide(number: str) -> Response | WerkzeugResponse:
    trade, form = find(simulator(), number), await request.form
    if trade.state == "waiting" and form.get("decision") == "pay":
        trade = pay_trade(simulator(), number, _buyer(trade))
    if form.get("decision") == "pay" and trade.state != "paid":
        return _page(trade, trade.state)
    back = _back_to(trade)
    if not back:
        return _page(trade, trade.state)
    return redirect(back, 303)


def _page(trade: Trade | None, state: str, status: int = 200) -> Response:
    language = request.accept_languages.best_match(["zh", "en"]) or "zh"
    text = _PAGE.render(
        words=WORDS[language],
        language="zh-CN" if language == "zh" else "en",
        trade=trade,
        state=state,
        amount=yuan(trade.amount) if trade else "",
        back=_back_to(trade) if trade else "",
        query=request.query_string.decode(),
    )
    answer = Response(text, status, content_type="text/html; charset=utf-8")
    answer.headers["content-security-policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    answer.headers["cache-control"] = "no-store"
    if COOKIE not in request.cookies:
        answer.set_cookie(COOKIE, secrets.token_hex(12), max_age=365 * 86400, httponly=True, samesite="Lax")
    return answer


def _buyer(trade: Trade) -> str:
    """One person per browser: an openid here, a 2088 number there."""
    cookie = hashlib.sha256(request.cookies.get(COOKIE, "somebody").encode())
    if trade.side == "wechat":
        return "o" + cookie.hexdigest()[:27]
    return f"2088{int(cookie.hexdigest(), 16) % 10**12:012d}"


def _back_to(trade: Trade) -> str:
    """WeChat's `redirect_url` of the address, Alipay's `return_url` with its signed facts; empty when there is none."""
    wanted = trade.back_to if trade.side == "alipay" else request.args.get("redirect_url", "")
    if urlsplit(wanted).scheme not in ("http", "https"):
        return ""
    if trade.side == "wechat" or trade.state != "paid":
        return wanted
    seals = simulator().seals
    facts = {
        "app_id": seals.alipay_app,
        "charset": "utf-8",
        "method": f"alipay.trade.{trade.way}.pay.return",
        "out_trade_no": trade.number,
        "seller_id": seals.alipay_seller,
        "timestamp": spoken(simulator().moments.now()),
        "total_amount": yuan(trade.amount),
        "trade_no": trade.transaction,
        "version": "1.0",
    }
    return f"{wanted}{'&' if urlsplit(wanted).query else '?'}{urlencode(signed_notice(seals, facts))}"
