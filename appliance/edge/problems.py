"""What the edge refuses, beside the general kinds."""

from appliance.errors import BadInput, NotAllowed, Unavailable


class RequestUnreadable(BadInput):
    """Not HTTP/1.1 (RFC 9112)."""

    zh = "无法识别的请求"
    en = "This is not an HTTP request"


class HeadTooLarge(BadInput):
    status = 431
    zh = "请求头太大"
    en = "The request's headers are too large"


class BodyRefused(BadInput):
    status = 413
    zh = "这里不接收内容"
    en = "No content is accepted here"


class UpgradeNeeded(BadInput):
    status = 426
    zh = "这里只能用 WebSocket 连接"
    en = "This address takes WebSocket connections only"


class MethodRefused(BadInput):
    status = 405
    zh = "这里只能读取"
    en = "This address can only be read"


class RangeNotThere(BadInput):
    status = 416
    zh = "请求的范围不存在"
    en = "There are no such bytes"


class PlayLinkRefused(NotAllowed):
    zh = "播放地址无效，请从直播间重新进入"
    en = "This play address is not valid, please enter the room again"


class PlayLinkExpired(NotAllowed):
    zh = "播放地址已过期，请从直播间重新进入"
    en = "This play address has expired, please enter the room again"


class Crowded(Unavailable):
    zh = "观看的人太多，请 {retry_after} 秒后再试"
    en = "Too many are watching, please try again in {retry_after} seconds"
