"""Short signed tokens for viewers, checked without the database (pure).

``BASE64(claims).BASE64(HMAC-SHA-256, first 18 bytes)``; the claims are a JSON array, so a token stays under 120
characters and fits in a path.
"""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Literal

import msgspec

from appliance.errors import NotSignedIn

Purpose = Literal["viewer", "play"]
PREVIEW = "preview"
"""Bears the `play` token by which staff look at their own picture, and are no viewers."""


class Claims(msgspec.Struct, frozen=True, array_like=True):
    purpose: Purpose
    viewer: str
    expires: int
    """Unix seconds."""
    room: str = ""
    """Empty: every room."""


class TokenRefused(NotSignedIn):
    zh = "凭证无效，请重新进入"
    en = "This token is not valid, please enter again"


class TokenExpired(NotSignedIn):
    zh = "凭证已过期，请重新进入"
    en = "This token has expired, please enter again"


def sign(key: bytes, claims: Claims) -> str:
    return seal(key, msgspec.json.encode(claims))


def read(key: bytes, token: str, purpose: Purpose, now: datetime) -> Claims:
    """Raises TokenRefused for a token this key did not sign for `purpose`, TokenExpired for an old one."""
    body = unseal(key, token)
    if not body.startswith(b"["):
        raise TokenRefused
    claims = msgspec.json.decode(body, type=Claims)
    if claims.purpose != purpose:
        raise TokenRefused
    if claims.expires <= now.timestamp():
        raise TokenExpired
    return claims


def seal(key: bytes, body: bytes) -> str:
    """As text that fits in a path: the body, and what proves that we wrote it."""
    return f"{_text(body)}.{_text(_seal(key, body))}"


def unseal(key: bytes, token: str) -> bytes:
    """The body. Raises TokenRefused unless this key sealed it."""
    body, proof = _parts(token)
    if not hmac.compare_digest(proof, _seal(key, body)):
        raise TokenRefused
    return body


def _parts(token: str) -> tuple[bytes, bytes]:
    head, _, tail = token.partition(".")
    try:
        return _bytes(head), _bytes(tail)
    except ValueError as error:
        raise TokenRefused from error


def _seal(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, hashlib.sha256)[:18]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
