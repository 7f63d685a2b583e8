"""A merchant who signs by the book, as a newcomer would write it from the documents."""

import base64
import json
import secrets
from typing import Any

import httpx
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from appliance.simulator import Simulator
from appliance.simulator.seals import sign, verify


def authorization(simulator: Simulator, method: str, target: str, body: bytes = b"", **other: str) -> str:
    seals = simulator.seals
    given = {
        "mchid": seals.mchid,
        "nonce_str": secrets.token_hex(16),
        "timestamp": str(int(simulator.moments.now().timestamp())),
        "serial_no": seals.merchant_serial,
        **other,
    }
    message = f"{method}\n{target}\n{given['timestamp']}\n{given['nonce_str']}\n".encode() + body + b"\n"
    given.setdefault("signature", base64.b64encode(sign(seals.merchant_key, message)).decode())
    return "WECHATPAY2-SHA256-RSA2048 " + ",".join(f'{name}="{value}"' for name, value in given.items())


async def ask(
    client: httpx.AsyncClient, simulator: Simulator, method: str, target: str, body: Any = None, **other: str
):
    raw = b"" if body is None else json.dumps(body).encode()
    headers = {
        "authorization": authorization(simulator, method, target, raw, **other),
        "wechatpay-serial": simulator.seals.wechatpay_public_key_id,
    }
    return await client.request(method, target, content=raw, headers=headers)


def jsapi(simulator: Simulator, notify: str, number: str = "JB00000001", **other: Any) -> dict[str, Any]:
    seals = simulator.seals
    return {
        "appid": seals.weixin_app,
        "mchid": seals.mchid,
        "description": "麻花",
        "out_trade_no": number,
        "notify_url": notify,
        "amount": {"total": 1280},
        "payer": {"openid": "oBuyer"},
        **other,
    }


async def order(client: httpx.AsyncClient, simulator: Simulator, notify: str, number: str = "JB00000001", **other: Any):
    body = jsapi(simulator, notify, number, **other)
    return await ask(client, simulator, "POST", "/v3/pay/transactions/jsapi", body)


def check_signature(simulator: Simulator, headers: Any, body: bytes) -> None:
    """Raises InvalidSignature."""
    message = f"{headers['wechatpay-timestamp']}\n{headers['wechatpay-nonce']}\n".encode() + body + b"\n"
    by_certificate = headers["wechatpay-serial"] == simulator.seals.certificate_serial
    key = simulator.seals.wechatpay_certificate_key if by_certificate else simulator.seals.wechatpay_key
    verify(key, base64.b64decode(headers["wechatpay-signature"]), message)


def opened(simulator: Simulator, body: bytes) -> dict[str, Any]:
    """What a notification seals."""
    told = json.loads(body)["resource"]
    plain = AESGCM(simulator.seals.apiv3_key.encode()).decrypt(
        told["nonce"].encode(), base64.b64decode(told["ciphertext"]), told["associated_data"].encode()
    )
    return json.loads(plain)
