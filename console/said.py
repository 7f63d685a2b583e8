"""The one line that tells, on the next page, what has just been done, with a way back where there is one.

It travels in a cookie that only this house can write (AES-GCM), so nobody else can put words or a form on a page.
"""

import binascii

import msgspec
from quart import Response, g, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from appliance.house import house

_COOKIE = "said"
_PURPOSE = "said"


class Said(msgspec.Struct, frozen=True):
    text: str
    undo: str = ""
    """Where a POST without a body takes it back."""


def went(to: str, text: str, undo: str = "") -> WerkzeugResponse:
    """Go to `to` and say `text` there."""
    answer = redirect(to, 303)
    sealed = house().keys.seal(_PURPOSE, msgspec.json.encode(Said(text, undo)).decode())
    answer.set_cookie(_COOKIE, sealed, max_age=60, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def said() -> Said | None:
    """What to say on this page; it is said once."""
    sealed = request.cookies.get(_COOKIE)
    if not sealed:
        return None
    g.said = True
    try:
        return msgspec.json.decode(house().keys.unseal(_PURPOSE, sealed), type=Said)
    except (ValueError, binascii.Error, msgspec.DecodeError):
        return None


def hush(answer: Response) -> None:
    """Forget what the page of this answer has said."""
    if g.get("said"):
        answer.delete_cookie(_COOKIE)
