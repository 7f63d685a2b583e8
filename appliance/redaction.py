"""What must never stand in a log: keys, tokens, passwords, cookies. Works on finished text and on fields."""

import re
from collections.abc import Mapping

HIDDEN = "***"

_NAMES = (
    r"(?:stream_?key|key|token|play_?token|access_token|refresh_token|session|password|passwd|secret|app_?secret|one_time_code"
    r"|signature|csrf_?token|api_?key|authorization|proxy-authorization|cookie|set-cookie)"
)
_SECRET_NAME = re.compile(rf"(?:[a-z]+_)?{_NAMES}", re.IGNORECASE)

_RULES = (
    # Authorization and Cookie headers, up to the end of their value
    (
        re.compile(r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie)(['\"]?\s*[:=,]\s*b?['\"]?)[^'\"\r\n]+"),
        rf"\1\2{HIDDEN}",
    ),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}"), rf"\1 {HIDDEN}"),
    # addresses: a play token, a stream key as stream name, WHIP's key, the password before an @
    (re.compile(r"(/play/)[^/\s?'\"]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)(rtmps?://[^/\s]+/+[^/\s]+/+)[^\s?'\"]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(/whip/)[^/\s?'\"]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(\w://[^/\s:@]*:)[^/\s@]+(@)"), rf"\1{HIDDEN}\2"),
    # name=value in queries and forms, "name": "value" in JSON and reprs
    (re.compile(rf"(?i)(\b(?:[a-z]+_)?{_NAMES}=)(?!\s)['\"]?[^&\s'\",;)}}\]]+"), rf"\1{HIDDEN}"),
    (
        re.compile(rf"(?i)(['\"](?:[a-z]+_)?{_NAMES}['\"]\s*:\s*b?)(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"),
        rf'\1"{HIDDEN}"',
    ),
)


def redact(text: str) -> str:
    """The same text without its secrets."""
    for pattern, plain in _RULES:
        text = pattern.sub(plain, text)
    return text


def redact_value(value: object, name: str = "") -> object:
    """The same value, with secrets hidden in texts, in fields of a telling name, and however deep."""
    if name and value not in ("", None) and _SECRET_NAME.fullmatch(name):
        return HIDDEN
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, bytes):
        return redact(value.decode(errors="replace"))
    if isinstance(value, Mapping):
        return {str(key): redact_value(each, str(key)) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [redact_value(each) for each in value]
    return value if isinstance(value, (int, float, type(None))) else redact(repr(value))
