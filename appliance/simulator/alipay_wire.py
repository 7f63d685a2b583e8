"""How Alipay's side signs, verifies and writes (RSA2)."""

import base64
from collections.abc import Mapping

import msgspec
from cryptography.exceptions import InvalidSignature

from appliance.simulator.records import Refused
from appliance.simulator.seals import Seals, sign, verify


def check(seals: Seals, given: Mapping[str, str]) -> None:
    """Raises Refused: what Alipay's gateway calls it."""
    if given.get("app_id") != seals.alipay_app:
        raise Refused("isv.invalid-app-id", "无效的AppID参数")
    if given.get("sign_type") != "RSA2":
        raise Refused("isv.invalid-signature-type", "无效的签名类型")
    message = plain({name: value for name, value in given.items() if name != "sign"})
    try:
        verify(seals.alipay_app_key, base64.b64decode(given.get("sign", ""), validate=True), message)
    except (InvalidSignature, ValueError) as error:
        raise Refused("isv.invalid-signature", "无效签名") from error


def plain(given: Mapping[str, str]) -> bytes:
    """Sorted, without what is empty."""
    return "&".join(f"{name}={given[name]}" for name in sorted(given) if given[name]).encode()


def answer(seals: Seals, method: str, document: Mapping[str, object], *, forged: bool = False) -> bytes:
    """What is signed is the very text of the node."""
    node = msgspec.json.encode(document).replace(b"/", b"\\/")
    signature = base64.b64encode(sign(seals.alipay_key, b"forged" if forged else node)).decode()
    name = method.replace(".", "_") + "_response" if method else "error_response"
    return b'{"%s":%s,"sign":"%s"}' % (name.encode(), node, signature.encode())


def signed_notice(seals: Seals, facts: Mapping[str, str]) -> dict[str, str]:
    """`sign` and `sign_type` are left out of what is signed."""
    signature = base64.b64encode(sign(seals.alipay_key, plain(facts))).decode()
    return {**facts, "sign_type": "RSA2", "sign": signature}
