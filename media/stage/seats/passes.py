"""The link by which a guest is invited, and the pass by which the browser that used it is known again (pure)."""

from typing import Literal

import msgspec

from appliance.identity import tokens
from appliance.identity.tokens import TokenRefused
from media.stage.seats.problems import LinkRefused

Kind = Literal["link", "pass"]
_HEAD = b"stage"


class Pass(msgspec.Struct, frozen=True, array_like=True):
    kind: Kind
    seat: str
    mark: str = ""


def sign(key: bytes, carried: Pass) -> str:
    return tokens.seal(key, _HEAD + msgspec.json.encode(carried))


def read(key: bytes, token: str, kind: Kind) -> Pass:
    """Raises LinkRefused."""
    try:
        body = tokens.unseal(key, token)
    except TokenRefused:
        raise LinkRefused from None
    if not body.startswith(_HEAD):
        raise LinkRefused
    carried = msgspec.json.decode(body[len(_HEAD) :], type=Pass)
    if carried.kind != kind:
        raise LinkRefused
    return carried
