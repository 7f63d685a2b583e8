"""RSA2 signatures of Alipay's gateway (pure).

Source: opendocs.alipay.com/common/02mriz (signing), .../02mse7 (notifications).
"""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from store.payments.provider import Forged


def joined(parameters: Mapping[str, str]) -> str:
    """What is signed: every filled parameter by name, but the signature itself."""
    return "&".join(f"{name}={value}" for name, value in sorted(parameters.items()) if name != "sign" and value)


def sign(key: RSAPrivateKey, parameters: Mapping[str, str]) -> str:
    return base64.b64encode(key.sign(joined(parameters).encode(), PKCS1v15(), SHA256())).decode()


def check(key: RSAPublicKey, text: str, signature: str) -> None:
    """Raises Forged."""
    try:
        key.verify(base64.b64decode(signature, validate=True), text.encode(), PKCS1v15(), SHA256())
    except (binascii.Error, InvalidSignature, ValueError) as error:
        raise Forged("the signature does not fit") from error


def check_notification(key: RSAPublicKey, form: Mapping[str, str]) -> None:
    """A posted form; `sign_type` is not part of what was signed. Raises Forged."""
    signed = {name: value for name, value in form.items() if name != "sign_type"}
    check(key, joined(signed), form.get("sign", ""))


def opened(key: RSAPublicKey, method: str, text: str) -> dict[str, Any]:
    """The answer to `method`; the signature is over the raw text of its node in the gateway's JSON. Raises Forged."""
    name = method.replace(".", "_") + "_response"
    try:
        whole = json.loads(text)
        node = name if name in whole else "error_response"
        raw = _raw(text, node)
        check(key, raw, str(whole.get("sign", "")))
        found = json.loads(raw)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Forged("no answer of Alipay's") from error
    if not isinstance(found, dict):
        raise Forged("no answer of Alipay's")
    return found


def _raw(text: str, node: str) -> str:
    """The node's value exactly as it was sent; ValueError when it is not there."""
    at = text.index(f'"{node}"') + len(node) + 2
    at = text.index(":", at) + 1
    at += len(text[at:]) - len(text[at:].lstrip())
    return text[at : json.JSONDecoder().raw_decode(text, at)[1]]
