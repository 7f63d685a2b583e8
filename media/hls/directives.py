"""Delivery directives: what a player asks of a playlist in its query (RFC 8216bis, 6.2.5)."""

import re

import msgspec

from appliance.errors import BadInput

_DIRECTIVE = re.compile(rb"(?:^|&)_HLS_(msn|part|skip)=([^&]*)")
_NUMBER = re.compile(rb"\d{1,12}")


class Directives(msgspec.Struct, frozen=True):
    msn: int | None = None
    """Answer when this segment is there."""
    part: int | None = None
    """Answer when this part of it is there."""
    skip: bool = False
    """A delta update will do."""


NONE = Directives()


def read(query: bytes) -> Directives:
    """Other parameters are passed over. Raises BadInput for what is no number, and for a part without its segment."""
    if b"_HLS_" not in query:
        return NONE
    asked = dict(_DIRECTIVE.findall(query))
    msn, part = _number(asked.get(b"msn")), _number(asked.get(b"part"))
    if part is not None and msn is None:
        raise BadInput(why="_HLS_part without _HLS_msn")
    return Directives(msn, part, asked.get(b"skip") in (b"YES", b"v2"))


def _number(text: bytes | None) -> int | None:
    if text is None:
        return None
    if not _NUMBER.fullmatch(text):
        raise BadInput(why="_HLS_msn, _HLS_part")
    return int(text)
