"""A CDN as its own console describes it, and the addresses to push to and play from, signed (pure)."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from appliance.errors import BadInput

Text = Annotated[str, msgspec.Meta(max_length=2048)]

PUSH_LASTS = timedelta(days=1)
"""A stream that stands outlives its address; a new one is signed for each new connection."""
STEP = timedelta(hours=12)
"""Play addresses are the same for everybody and for so long: a page that asks again is not given another one."""


class OutletUnusable(BadInput):
    zh = "{zh}"
    en = "{en}"


class Tencent(msgspec.Struct, frozen=True, kw_only=True):
    """腾讯云直播 CSS: txSecret and txTime (cloud.tencent.com/document/product/267/32833)."""

    push_domain: Text
    push_key: Text = ""
    play_domain: Text = ""
    play_key: Text = ""
    app: Text = "live"
    digest: Literal["md5", "sha256"] = "md5"


class Aliyun(msgspec.Struct, frozen=True, kw_only=True):
    """阿里云直播, authentication A: auth_key (help.aliyun.com/document_detail/199349.htm)."""

    push_domain: Text
    push_key: Text = ""
    play_domain: Text = ""
    play_key: Text = ""
    app: Text = "live"


class Plain(msgspec.Struct, frozen=True, kw_only=True):
    """Anybody who takes RTMP or RTMPS: 视频号, 抖音, a server of one's own."""

    url: Text
    """rtmp://host/app"""
    stream_key: Text = ""
    play_url: Text = ""
    """An HLS playlist where it can be watched; empty: nowhere that we know of."""


Cloud = Tencent | Aliyun | Plain
KINDS: dict[str, type[Tencent] | type[Aliyun] | type[Plain]] = {"tencent": Tencent, "aliyun": Aliyun, "rtmp": Plain}
SECRET = frozenset({"push_key", "play_key", "stream_key"})
"""Fields that are never shown again."""

_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?")
_WORD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def kind(cloud: Cloud) -> str:
    return next(name for name, each in KINDS.items() if isinstance(cloud, each))


def check(cloud: Cloud) -> None:
    """Raises OutletUnusable naming the field."""
    if isinstance(cloud, Plain):
        _check_address(cloud)
        return
    if not _DOMAIN.fullmatch(cloud.push_domain):
        raise OutletUnusable(
            field="push_domain", zh="填推流域名，例如 push.example.com", en="The push domain, as push.example.com"
        )
    if cloud.play_domain and not _DOMAIN.fullmatch(cloud.play_domain):
        raise OutletUnusable(
            field="play_domain", zh="填播放域名，例如 play.example.com", en="The play domain, as play.example.com"
        )
    if not _WORD.fullmatch(cloud.app):
        raise OutletUnusable(field="app", zh="应用名只能是字母和数字", en="An application's name: letters and figures")


def push_address(cloud: Cloud, stream: str, now: datetime) -> str:
    """Where the relay pushes `stream` to; signed from `now` on for a day."""
    until = now + PUSH_LASTS
    match cloud:
        case Tencent():
            query = _tencent(cloud.push_key, stream, until, cloud.digest)
            return f"rtmp://{cloud.push_domain}/{cloud.app}/{stream}{query}"
        case Aliyun():
            query = _aliyun(cloud.push_key, f"/{cloud.app}/{stream}", until)
            return f"rtmp://{cloud.push_domain}/{cloud.app}/{stream}{query}"
        case Plain():
            return cloud.url.rstrip("/") + (f"/{cloud.stream_key}" if cloud.stream_key else "")


def play_address(cloud: Cloud, stream: str, now: datetime) -> str:
    """The HLS playlist of `stream`, or nothing where it cannot be played; the same for everybody for twelve hours."""
    step = int(STEP.total_seconds())
    until = datetime.fromtimestamp((int(now.timestamp()) // step + 2) * step, now.tzinfo)
    match cloud:
        case Tencent(play_domain=domain) if domain:
            query = _tencent(cloud.play_key, stream, until, cloud.digest)
            return f"https://{domain}/{cloud.app}/{stream}.m3u8{query}"
        case Aliyun(play_domain=domain) if domain:
            query = _aliyun(cloud.play_key, f"/{cloud.app}/{stream}.m3u8", until)
            return f"https://{domain}/{cloud.app}/{stream}.m3u8{query}"
        case Plain():
            return cloud.play_url
        case _:
            return ""


def keeps_out(cloud: Cloud) -> bool:
    """Whether a play address is of use only to who was given it: a private room plays nowhere else."""
    return not isinstance(cloud, Plain) and bool(cloud.play_key)


def _tencent(key: str, stream: str, until: datetime, digest: str) -> str:
    if not key:
        return ""
    time = f"{int(until.timestamp()):X}"
    secret = hashlib.new(digest, f"{key}{stream}{time}".encode()).hexdigest()
    return f"?txSecret={secret}&txTime={time}"


def _aliyun(key: str, path: str, until: datetime) -> str:
    if not key:
        return ""
    time = int(until.timestamp())
    secret = hashlib.md5(f"{path}-{time}-0-0-{key}".encode(), usedforsecurity=False).hexdigest()
    return f"?auth_key={time}-0-0-{secret}"


def _check_address(cloud: Plain) -> None:
    if not _leads_somewhere(cloud.url, "rtmp", "rtmps") or not urlsplit(cloud.url).path.strip("/"):
        raise OutletUnusable(
            field="url",
            zh="推流地址以 rtmp:// 或 rtmps:// 开头，后面有应用名",
            en="A push address begins with rtmp:// or rtmps:// and names an application",
        )
    if cloud.play_url and not _leads_somewhere(cloud.play_url, "http", "https"):
        raise OutletUnusable(field="play_url", zh="播放地址以 https:// 开头", en="A play address begins with https://")


def _leads_somewhere(address: str, *schemes: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
