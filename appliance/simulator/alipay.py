"""openapi.alipay.com/gateway.do: precreate, wap, query, refund, close, cancel, bills."""

import io
import re
import secrets
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
from quart import Blueprint, Response, g, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from appliance.simulator.alipay_news import status, tell_refunded
from appliance.simulator.alipay_wire import answer, check
from appliance.simulator.bills import alipay_bill, check_day
from appliance.simulator.books import digest
from appliance.simulator.moments import spoken
from appliance.simulator.records import Refused, Repayment, Trade, yuan
from appliance.simulator.simulator import Simulator, simulator

NUMBER = re.compile(r"[0-9A-Za-z_]{1,64}")
MONEY = re.compile(r"(\d{1,9})(?:\.(\d{1,2}))?")
LIFE = timedelta(minutes=5)
SUB_CODES = {
    "ORDERNOTEXIST": "ACQ.TRADE_NOT_EXIST",
    "ORDERPAID": "ACQ.TRADE_HAS_SUCCESS",
    "ORDER_CLOSED": "ACQ.TRADE_HAS_CLOSE",
    "OUT_TRADE_NO_USED": "ACQ.CONTEXT_INCONSISTENT",
    "PARAM_ERROR": "ACQ.INVALID_PARAMETER",
    "SYSTEM_ERROR": "ACQ.SYSTEM_ERROR",
    "INVALID_REQUEST": "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL",
    "NO_STATEMENT_EXIST": "isp.bill_not_exist",
}
Asked = dict[str, Any]
Verb = Callable[[Simulator, Asked], dict[str, object]]

api = Blueprint("alipay", __name__)


@api.route("/gateway.do", methods=["GET", "POST"])
async def gateway() -> Response | WerkzeugResponse:
    given = {**request.args.to_dict(), **(await request.form).to_dict()}
    method = given.get("method", "")
    try:
        check(simulator().seals, given)
        asked = _asked(given)
        if method in ("alipay.trade.wap.pay", "alipay.trade.page.pay"):
            trade = _order(simulator(), asked, given, "wap" if "wap" in method else "page")
            return redirect(f"{simulator().origin}/cashier/{trade.number}")
        if method == "alipay.trade.precreate":
            return _answer(method, _precreate(simulator(), asked, given))
        if method not in VERBS:
            raise Refused("isv.invalid-method", "不存在的方法名")  # noqa: TRY301 - one place tells refusals
        return _answer(method, VERBS[method](simulator(), asked))
    except Refused as refused:
        return refusal(method, refused)


@api.get("/alipay-bills/<ticket>")
async def fetch_bill(ticket: str) -> Response:
    until, packed = simulator().tickets.get(ticket, (None, b""))
    if until is None or until < simulator().moments.due():
        return Response("expired", 403)
    return Response(packed, content_type="application/zip")


def _precreate(simulator: Simulator, asked: Asked, given: dict[str, str]) -> dict[str, object]:
    trade = _order(simulator, asked, given, "precreate")
    return {"out_trade_no": trade.number, "qr_code": f"{simulator.origin}/cashier/{trade.number}"}


def _query(simulator: Simulator, asked: Asked) -> dict[str, object]:
    trade = _found(simulator, asked)
    told: dict[str, object] = {**_named(trade), "trade_status": status(trade), "total_amount": yuan(trade.amount)}
    if trade.paid_at is not None:
        paid = yuan(trade.amount)
        told |= {"receipt_amount": paid, "buyer_pay_amount": paid, "send_pay_date": spoken(trade.paid_at)}
        told |= {"buyer_user_id": trade.payer, "buyer_logon_id": "139****0000", "point_amount": "0.00"}
    return told


def _refund(simulator: Simulator, asked: Asked) -> dict[str, object]:
    """In the answer the money is back already; `fund_change` says whether this call moved it."""
    trade = _found(simulator, asked)
    amount = _fen(str(asked.get("refund_amount", "")))
    number = str(asked.get("out_request_no") or trade.number)
    if amount < trade.amount and not asked.get("out_request_no"):
        raise Refused("PARAM_ERROR", "部分退款必须传入out_request_no")
    wanted = Repayment(
        side="alipay",
        number=number,
        trade=trade.number,
        amount=amount,
        reason=str(asked.get("refund_reason", "")),
        digest=digest(trade.number, amount),
        notify="",
        made_at=simulator.moments.now(),
    )
    found = simulator.books.refund(wanted)
    if found is wanted:
        simulator.books.settle(found)
        tell_refunded(simulator, trade, found)
    return {
        **_named(trade),
        "buyer_user_id": trade.payer,
        "buyer_logon_id": "139****0000",
        "fund_change": "Y" if found is wanted else "N",
        "refund_fee": yuan(trade.refunded),
    }


def _refund_query(simulator: Simulator, asked: Asked) -> dict[str, object]:
    """An unknown refund is no error: the answer simply has no amounts."""
    trade = _found(simulator, asked)
    found = simulator.books.refunds.get(("alipay", str(asked.get("out_request_no", ""))))
    if found is None or found.trade != trade.number:
        return {}
    amounts = {"total_amount": yuan(trade.amount), "refund_amount": yuan(found.amount)}
    done = {"refund_status": "REFUND_SUCCESS", "gmt_refund_pay": spoken(found.made_at)}
    return {**_named(trade), "out_request_no": found.number, **amounts, **done}


def _close(simulator: Simulator, asked: Asked) -> dict[str, object]:
    trade = _found(simulator, asked)
    if trade.state != "waiting":
        raise Refused("ACQ.TRADE_STATUS_ERROR" if trade.state == "paid" else "ORDER_CLOSED", "交易状态不合法")
    return _named(simulator.books.shut("alipay", trade.number))


def _cancel(simulator: Simulator, asked: Asked) -> dict[str, object]:
    """Also of a QR that nobody scanned; what was paid goes back whole."""
    known = simulator.books.trades.get(("alipay", str(asked.get("out_trade_no", ""))))
    if known is None:
        return {"out_trade_no": asked.get("out_trade_no", ""), "retry_flag": "N"}
    if known.state == "paid":
        _refund(simulator, {"out_trade_no": known.number, "refund_amount": yuan(known.amount - known.refunded)})
        return {**_named(known), "retry_flag": "N", "action": "refund"}
    simulator.books.shut("alipay", known.number)
    return {**_named(known), "retry_flag": "N", "action": "close"}


def _bill(simulator: Simulator, asked: Asked) -> dict[str, object]:
    """Where a ZIP is that holds the details in GBK."""
    wanted, due = str(asked.get("bill_date", "")), simulator.moments.due()
    check_day(wanted, due, at_once=simulator.bills_at_once)
    text = alipay_bill(simulator.books, wanted, simulator.seals.alipay_seller)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        name = f"{simulator.seals.alipay_seller}0156_{wanted.replace('-', '')}_业务明细.csv"
        archive.writestr(name, text.encode("gb18030"))
    ticket = secrets.token_urlsafe(24)
    simulator.tickets[ticket] = (due + LIFE, packed.getvalue())
    return {"bill_download_url": f"{request.scheme}://{request.host}/alipay-bills/{ticket}"}


VERBS: dict[str, Verb] = {
    "alipay.trade.query": _query,
    "alipay.trade.refund": _refund,
    "alipay.trade.fastpay.refund.query": _refund_query,
    "alipay.trade.close": _close,
    "alipay.trade.cancel": _cancel,
    "alipay.data.dataservice.bill.downloadurl.query": _bill,
}


def _order(simulator: Simulator, asked: Asked, given: dict[str, str], way: str) -> Trade:
    """A QR becomes a trade when somebody scans it. Raises Refused."""
    number, what = str(asked.get("out_trade_no", "")), str(asked.get("subject", ""))
    amount = _fen(str(asked.get("total_amount", "")))
    if not NUMBER.fullmatch(number) or not 1 <= len(what) <= 256 or amount < 1:
        raise Refused("PARAM_ERROR", "参数无效")
    return simulator.books.order(
        Trade(
            side="alipay",
            number=number,
            app=simulator.seals.alipay_app,
            merchant=simulator.seals.alipay_seller,
            way=way,
            amount=amount,
            what=what,
            digest=digest(way, amount, what),
            notify=given.get("notify_url", ""),
            back_to=given.get("return_url", ""),
            made_at=simulator.moments.now(),
            state="unscanned" if way == "precreate" else "waiting",
        )
    )


def _found(simulator: Simulator, asked: Asked) -> Trade:
    """Raises Refused."""
    if asked.get("trade_no"):
        return simulator.books.by_transaction("alipay", str(asked["trade_no"]))
    trade = simulator.books.trade("alipay", str(asked.get("out_trade_no", "")))
    if trade.state == "unscanned":
        raise Refused("ORDERNOTEXIST", "交易不存在")
    return trade


def _named(trade: Trade) -> dict[str, object]:
    return {"trade_no": trade.transaction, "out_trade_no": trade.number}


def _asked(given: dict[str, str]) -> Asked:
    try:
        found: Asked = msgspec.json.decode(given.get("biz_content", "{}"), type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise Refused("PARAM_ERROR", "biz_content不是JSON") from error
    return found


def _fen(text: str) -> int:
    found = MONEY.fullmatch(text)
    if found is None:
        raise Refused("PARAM_ERROR", "金额格式错误")
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def _answer(method: str, told: dict[str, object]) -> Response:
    document = {"code": "10000", "msg": "Success", **told}
    body = answer(simulator().seals, method, document, forged=bool(g.get("forged")))
    return Response(body, content_type="application/json;charset=utf-8")


def refusal(method: str, refused: Refused) -> Response:
    sub = SUB_CODES.get(refused.code, refused.code)
    general = sub.startswith("isv.")
    unknown = sub == "ACQ.SYSTEM_ERROR"
    code, msg = ("40002", "Invalid Arguments") if general else ("40004", "Business Failed")
    if unknown:
        code, msg = "20000", "Service Currently Unavailable"
    document = {"code": code, "msg": msg, "sub_code": sub, "sub_msg": refused.message}
    body = answer(simulator().seals, "" if general else method, document, forged=bool(g.get("forged")))
    return Response(body, content_type="application/json;charset=utf-8")
