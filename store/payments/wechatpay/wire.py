"""Signatures and sealed messages of WeChat Pay APIv3 (pure).

Source: pay.weixin.qq.com/docs/merchant/development/interface-rules/ (signature generation and verification,
decrypting callbacks and certificates).
"""

import base64
import binascii
from collections.abc import Mapping

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from store.payments.provider import Forged

SCHEME = "WECHATPAY2-SHA256-RSA2048"
WINDOW = 300
"""Seconds by which the sender's clock may differ from ours; an older message is a replay."""
PROBE = "WECHATPAY/SIGNTEST/"
"""WeChat Pay sends wrong signatures now and then and expects that they are refused."""


class Resource(msgspec.Struct, frozen=True):
    """A sealed part of a message (AEAD_AES_256_GCM)."""

    algorithm: str
    ciphertext: str
    nonce: str
    associated_data: str = ""
    original_type: str = ""


class Signed(msgspec.Struct, frozen=True):
    """The headers that vouch for a body."""

    timestamp: str
    nonce: str
    signature: str
    serial: str


def sign(key: RSAPrivateKey, *lines: str) -> str:
    """SHA256 with RSA (PKCS #1 v1.5) over the lines, each ended by a line feed; base64."""
    return base64.b64encode(key.sign(joined(*lines), PKCS1v15(), SHA256())).decode()


def joined(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def authorization(
    key: RSAPrivateKey, merchant: str, serial: str, *, method: str, target: str, timestamp: int, nonce: str, body: str
) -> str:
    """The Authorization header; `target` is the path with its query exactly as it is sent."""
    signature = sign(key, method, target, str(timestamp), nonce, body)
    return (
        f'{SCHEME} mchid="{merchant}",nonce_str="{nonce}",signature="{signature}",'
        f'timestamp="{timestamp}",serial_no="{serial}"'
    )


def pay_parameters(key: RSAPrivateKey, appid: str, prepay_id: str, timestamp: int, nonce: str) -> dict[str, str]:
    """What `wx.requestPayment` is given."""
    package = f"prepay_id={prepay_id}"
    return {
        "appId": appid,
        "timeStamp": str(timestamp),
        "nonceStr": nonce,
        "package": package,
        "signType": "RSA",
        "paySign": sign(key, appid, str(timestamp), nonce, package),
    }


def signed(headers: Mapping[str, str]) -> Signed:
    """Reads the headers, whose names are in lower case. Raises Forged when one is missing."""
    try:
        found = Signed(*(headers[f"wechatpay-{name}"] for name in ("timestamp", "nonce", "signature", "serial")))
    except KeyError as error:
        raise Forged(f"no header {error}") from error
    if found.signature.startswith(PROBE):
        raise Forged("a probe")
    if headers.get("wechatpay-signature-type", SCHEME) != SCHEME:
        raise Forged("another kind of signature")
    return found


def check(signed: Signed, body: bytes, key: RSAPublicKey, now: float) -> None:
    """Raises Forged unless `body` was signed with `key` within the last five minutes; `now` in seconds since 1970."""
    if not signed.timestamp.isdecimal() or len(signed.timestamp) > 12 or abs(now - int(signed.timestamp)) > WINDOW:
        raise Forged("too old")
    vouched(key, f"{signed.timestamp}\n{signed.nonce}\n".encode() + body + b"\n", signed.signature)


def vouched(key: RSAPublicKey, text: bytes, signature: str) -> None:
    """Raises Forged unless `signature` (base64) is SHA256 with RSA (PKCS #1 v1.5) over `text`."""
    try:
        key.verify(base64.b64decode(signature, validate=True), text, PKCS1v15(), SHA256())
    except (ValueError, InvalidSignature) as error:
        raise Forged("the signature does not fit") from error


def unseal(apiv3_key: bytes, resource: Resource) -> bytes:
    """Raises Forged, also for a key that has not 32 bytes: then it is no APIv3 key."""
    if len(apiv3_key) != 32 or resource.algorithm != "AEAD_AES_256_GCM":
        raise Forged("not sealed with an APIv3 key")
    try:
        sealed = base64.b64decode(resource.ciphertext, validate=True)
        return AESGCM(apiv3_key).decrypt(resource.nonce.encode(), sealed, resource.associated_data.encode())
    except (binascii.Error, InvalidTag, ValueError) as error:
        raise Forged("sealed with another key") from error
