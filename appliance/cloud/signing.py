"""AWS Signature Version 4 for S3, which COS, OSS and MinIO take as well (pure)."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

import msgspec

EMPTY = hashlib.sha256(b"").hexdigest()


class Credentials(msgspec.Struct, frozen=True):
    access_key: str
    secret_key: str
    region: str


class Asked(msgspec.Struct, frozen=True):
    """A request before it is signed."""

    method: str
    path: str
    """Unquoted."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """The host among them; all are signed."""
    digest: str
    """SHA-256 of the body, in hex."""
    now: datetime


def signed(credentials: Credentials, asked: Asked) -> dict[str, str]:
    """The headers, with what proves who sends them."""
    moment = f"{asked.now:%Y%m%dT%H%M%SZ}"
    given = {name.lower(): " ".join(value.split()) for name, value in asked.headers.items()}
    given |= {"x-amz-content-sha256": asked.digest, "x-amz-date": moment}
    names = ";".join(sorted(given))
    canonical = "\n".join(
        [
            asked.method,
            quote(asked.path, safe="/~"),
            query_string(asked.query),
            *(f"{name}:{given[name]}" for name in sorted(given)),
            "",
            names,
            asked.digest,
        ]
    )
    scope = f"{moment[:8]}/{credentials.region}/s3/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(_key(credentials, moment[:8]), to_sign.encode(), hashlib.sha256).hexdigest()
    claim = f"Credential={credentials.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {**given, "authorization": f"AWS4-HMAC-SHA256 {claim}"}


def query_string(query: Mapping[str, str]) -> str:
    """Sorted and quoted as the signature has it; what is sent must be the same."""
    return "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in sorted(query.items()))


def _key(credentials: Credentials, day: str) -> bytes:
    key = f"AWS4{credentials.secret_key}".encode()
    for word in (day, credentials.region, "s3", "aws4_request"):
        key = hmac.digest(key, word.encode(), hashlib.sha256)
    return key
