"""The Idempotency-Key of the current request, with what it was sent for."""

import re

from quart import request

from appliance.errors import BadInput
from store.once.actions import KeyMissing, digest

_KEY = re.compile(r"[\x21-\x7e]{8,100}")


class KeyUnusable(BadInput):
    zh = "Idempotency-Key 要有 8 到 100 个字母、数字或符号"
    en = "An Idempotency-Key has 8 to 100 letters, digits or signs"


async def asked() -> tuple[str, str]:
    """The key, and the `digest` by which its twin is told from an impostor. Raises KeyMissing, KeyUnusable."""
    key = request.headers.get("idempotency-key", "")
    if not key:
        raise KeyMissing
    if not _KEY.fullmatch(key):
        raise KeyUnusable
    body = await request.get_data()
    return key, digest(request.method, request.path, body if isinstance(body, bytes) else body.encode())
