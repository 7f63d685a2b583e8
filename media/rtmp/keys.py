"""The stream key out of what publishers write into app, tcUrl and stream name."""

from urllib.parse import parse_qs, unquote

APP = "live"


def is_ours(app: str, address: str) -> bool:
    """Whether a connection to this app (or, when the client names none, to this tcUrl) is one to `live`."""
    return _names(app, address)[:1] == [APP]


def stream_key(app: str, address: str, name: str) -> str:
    """The key, "" where there is none.

    rtmp://host/live + KEY is the rule. Also seen: live/KEY without a name, leading and trailing slashes, the app
    repeated in the name, a prefix like flv:, and ?key=KEY behind the app or the name.
    """
    asked = _query(name) or _query(app)
    if asked:
        return asked
    path = _names(app, address) + _parts(name)
    return path[-1] if len(path) > 1 and path[-1] != APP else ""


def spoken(key: str) -> str:
    """As much of a key as may stand in a log."""
    return key[:4] + "…"


def _names(app: str, address: str) -> list[str]:
    return _parts(app) or _parts(address.partition("://")[2].partition("/")[2])


def _parts(text: str) -> list[str]:
    path = text.split("?", 1)[0]
    for prefix in ("flv:", "mp4:", "mp3:"):
        path = path.removeprefix(prefix)
    return [unquote(part) for part in path.split("/") if part]


def _query(text: str) -> str:
    return parse_qs(text.partition("?")[2]).get("key", [""])[0].strip("/")
