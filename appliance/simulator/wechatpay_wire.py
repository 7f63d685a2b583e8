"""How WeChat Pay's side signs, verifies and seals (APIv3)."""

import base64
import re
import secrets

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from appliance.simulator.moments import rfc3339
from appliance.simulator.records import Refused, Repayment, Trade
from appliance.simulator.seals import Seals, sign, verify
from appliance.simulator.simulator import Simulator

SCHEME = "WECHATPAY2-SHA256-RSA2048"
WINDOW = 300
_FIELD = re.compile(r'(\w+)="([^"]*)"')


def check(seals: Seals, authorization: str, method: str, target: str, body: bytes, now: float) -> None:  # noqa: PLR0917
    """Raises Refused: SIGN_ERROR and why. `target` is path and query as they were sent."""
    scheme, _, rest = authorization.partition(" ")
    given = dict(_FIELD.findall(rest))
    if scheme != SCHEME or not {"mchid", "nonce_str", "timestamp", "serial_no", "signature"} <= given.keys():
        raise Refused("SIGN_ERROR", "Http头Authorization值格式错误")
    if given["mchid"] != seals.mchid or given["serial_no"] != seals.merchant_serial:
        raise Refused("SIGN_ERROR", "商户证书序列号有误")
    if not given["timestamp"].isdecimal() or abs(now - int(given["timestamp"])) > WINDOW:
        raise Refused("SIGN_ERROR", "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟")
    lines = (method, target, given["timestamp"], given["nonce_str"])
    message = b"\n".join([*(line.encode() for line in lines), body, b""])
    try:
        verify(seals.merchant_key, base64.b64decode(given["signature"], validate=True), message)
    except (InvalidSignature, ValueError) as error:
        raise Refused("SIGN_ERROR", "签名错误，请检查后再试") from error


def signed(seals: Seals, body: bytes, now: float, *, certificate: bool, forged: bool = False) -> dict[str, str]:
    """The headers under which `body` leaves."""
    timestamp, nonce = str(int(now)), secrets.token_hex(16)
    message = f"{timestamp}\n{nonce}\n".encode() + (b"forged" if forged else body) + b"\n"
    key = seals.wechatpay_certificate_key if certificate else seals.wechatpay_key
    return {
        "Wechatpay-Timestamp": timestamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Signature": base64.b64encode(sign(key, message)).decode(),
        "Wechatpay-Serial": seals.certificate_serial if certificate else seals.wechatpay_public_key_id,
        "Wechatpay-Signature-Type": SCHEME,
    }


def sealed(seals: Seals, plain: bytes, associated: str) -> dict[str, str]:
    """AEAD_AES_256_GCM under the merchant's APIv3 key."""
    nonce = secrets.token_hex(6)
    ciphertext = AESGCM(seals.apiv3_key.encode()).encrypt(nonce.encode(), plain, associated.encode())
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "nonce": nonce,
        "associated_data": associated,
        "ciphertext": base64.b64encode(ciphertext).decode(),
    }


def trade_document(trade: Trade, *, merchant: str) -> dict[str, object]:
    """What a query answers and a notification holds."""
    state = {"paid": "REFUND" if trade.refunded else "SUCCESS", "closed": "CLOSED"}.get(trade.state, "NOTPAY")
    told: dict[str, object] = {
        "appid": trade.app,
        "mchid": merchant,
        "out_trade_no": trade.number,
        "trade_state": state,
        "trade_state_desc": {"SUCCESS": "支付成功", "NOTPAY": "订单未支付", "CLOSED": "订单已关闭"}.get(
            state, "订单发生过退款"
        ),
        "amount": {"total": trade.amount, "currency": "CNY"},
    }
    if trade.paid_at is not None:
        told |= {
            "transaction_id": trade.transaction,
            "trade_type": {"jsapi": "JSAPI", "native": "NATIVE", "h5": "MWEB", "app": "APP"}[trade.way],
            "bank_type": "OTHERS",
            "attach": "",
            "success_time": rfc3339(trade.paid_at),
            "payer": {"openid": trade.payer},
            "amount": {
                "total": trade.amount,
                "payer_total": trade.amount,
                "currency": "CNY",
                "payer_currency": "CNY",
            },
        }
    return told


def refund_document(refund: Repayment, trade: Trade) -> dict[str, object]:
    status = {"processing": "PROCESSING", "done": "SUCCESS", "abnormal": "ABNORMAL", "closed": "CLOSED"}[refund.state]
    told: dict[str, object] = {
        "refund_id": refund.transaction,
        "out_refund_no": refund.number,
        "transaction_id": trade.transaction,
        "out_trade_no": trade.number,
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": rfc3339(refund.made_at),
        "status": status,
        "funds_account": "AVAILABLE",
        "amount": {
            "total": trade.amount,
            "refund": refund.amount,
            "payer_total": trade.amount,
            "payer_refund": refund.amount,
            "settlement_total": trade.amount,
            "settlement_refund": refund.amount,
            "discount_refund": 0,
            "currency": "CNY",
        },
    }
    if refund.state == "done" and refund.done_at is not None:
        told["success_time"] = rfc3339(refund.done_at)
    return told


def refund_notice(refund: Repayment, trade: Trade, merchant: str) -> dict[str, object]:
    """The notification calls the state otherwise than the query does."""
    told = refund_document(refund, trade)
    amount = {
        "total": trade.amount,
        "refund": refund.amount,
        "payer_total": trade.amount,
        "payer_refund": refund.amount,
    }
    kept = ("out_trade_no", "transaction_id", "out_refund_no", "refund_id", "success_time", "user_received_account")
    return {
        "mchid": merchant,
        **{name: told[name] for name in kept if name in told},
        "refund_status": told["status"],
        "amount": amount,
    }


def envelope(simulator: Simulator, kind: str, original: str, plain: dict[str, object], number: str) -> bytes:
    """The same notification for every try: its id does not change."""
    return msgspec.json.encode(
        {
            "id": number,
            "create_time": rfc3339(simulator.moments.now()),
            "resource_type": "encrypt-resource",
            "event_type": kind,
            "summary": {"TRANSACTION.SUCCESS": "支付成功", "REFUND.SUCCESS": "退款成功"}.get(kind, "退款异常"),
            "resource": {"original_type": original, **sealed(simulator.seals, msgspec.json.encode(plain), original)},
        }
    )
