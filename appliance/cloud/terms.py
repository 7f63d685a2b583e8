"""What the shop agreed with itself about its cloud storage (pure)."""

import re
from datetime import datetime
from typing import Literal

import msgspec

from appliance.clock import CHINA
from appliance.cloud.storage import Storage, leads_somewhere
from appliance.errors import BadInput

When = Literal["always", "off-air", "night"]
NIGHT = (23, 8)
"""Hours in China between which a box that sends by night sends."""
LEAST = 64
"""kbit/s at which a body still moves, so that no storage ends the request."""
_LIVE = re.compile(r"all|source|\d{3,4}p")


class LiveUnusable(BadInput):
    zh = "{zh}"
    en = "{en}"


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    storage: Storage
    when: When = "off-air"
    """always, only while no room is on air (a thin uplink is the show's), or by night."""
    kilobits: int = 0
    """Of the line at the most, in kbit/s; 0 takes all there is."""
    recordings: bool = True
    """Pictures always go; recordings are large."""
    local_days: int = 0
    """本地只留 N 天: after so many days a recording that is all there leaves this box; 0: when its disk wants room."""
    replica_key: str = ""
    """What the shop's own data is sealed with on its way, in hex; empty: it stays here."""
    replica_lock: str = ""
    """That key, sealed by the recovery password, in base64: it lies beside the data in the cloud."""
    live: str = ""
    """Which qualities of a live show go there as it runs: all, or the name of one; empty: none."""
    public: str = ""
    """https://play.example.com: where everybody may read what is in the bucket, a CDN best; without a slash behind."""


def check_live(terms: Terms) -> None:
    """Raises LiveUnusable naming the field."""
    if terms.live and not _LIVE.fullmatch(terms.live):
        raise LiveUnusable(field="live", zh="没有这种清晰度", en="There is no such quality")
    if terms.live and not terms.public:
        raise LiveUnusable(
            field="public",
            zh="填播放域名，观众从那里看，例如 https://play.example.com",
            en="The domain that viewers watch from, as https://play.example.com",
        )
    if terms.public and not leads_somewhere(terms.public):
        raise LiveUnusable(
            field="public", zh="播放域名以 https:// 开头，例如 https://play.example.com", en="It begins with https://"
        )


def shared(kilobits: int, shows: int) -> int:
    """What each of so many live shows may take of a line's limit, in kbit/s; 0: all there is."""
    return max(LEAST, kilobits // shows) if kilobits else 0


def spare(kilobits: int, taken: int, *, behind: bool) -> int:
    """What of a limit in kbit/s is left for all else while live shows take so many bit/s; 0: all there is.

    `behind`: they do not keep up, so all else is to keep out of their way.
    """
    if behind:
        return LEAST
    return max(LEAST, kilobits - taken // 1000) if kilobits else 0


def may_send(terms: Terms, now: datetime, *, on_air: bool) -> bool:
    """Whether large things may go now."""
    if terms.when == "off-air":
        return not on_air
    if terms.when == "night":
        hour = now.astimezone(CHINA).hour
        return not on_air and (hour >= NIGHT[0] or hour < NIGHT[1])
    return True
