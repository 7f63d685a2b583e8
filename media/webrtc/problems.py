"""What a peer is told when its offer leads to nothing."""

from appliance.errors import BadInput, Conflict, NotFound, NotSignedIn, Problem, TooMany, Unavailable


class OfferUnreadable(BadInput):
    zh = "这不是可用的 WebRTC 请求：需要一段 SDP，最多一路画面和一路声音"
    en = "This is no WebRTC offer that can be used: an SDP with one picture and one sound at most is needed"


class NothingInCommon(BadInput):
    status = 422
    zh = "编码不对：画面请选 H.264，声音请选 Opus"
    en = "The codecs do not fit: choose H.264 for the picture and Opus for the sound"


class NoAnswer(Unavailable):
    zh = "WebRTC 进程没有及时回应，请过几秒再试"
    en = "The WebRTC process did not answer in time: try again in a few seconds"


class SessionOver(NotFound):
    zh = "这次连接已经结束"
    en = "This session is over"


class NothingToWatch(Conflict):
    zh = "现在没有用浏览器或 WHIP 推来的画面，请看普通预览"
    en = "No picture comes by WebRTC now: watch the ordinary preview"


class Crowded(TooMany):
    zh = "低延迟画面最多 {most} 人同时看，请看普通预览"
    en = "At most {most} may watch without delay at a time: watch the ordinary preview"


class KeyMissing(NotSignedIn):
    zh = "缺少推流密钥：写在地址末尾，或填在 Bearer Token 一栏"
    en = "The stream key is missing: put it at the end of the address, or in the field Bearer Token"


class NotAnOffer(BadInput):
    status = 415
    zh = "内容类型应为 application/sdp"
    en = "The content type must be application/sdp"


BY_NAME: dict[str, type[Problem]] = {kind.__name__: kind for kind in (OfferUnreadable, NothingInCommon, NoAnswer)}
"""Those that a worker may answer with."""
