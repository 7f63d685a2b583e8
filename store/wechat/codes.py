"""小程序码: a code that opens a page of the mini-program.

Source: developers.weixin.qq.com/miniprogram/dev/server/API/qr-code/api_getunlimitedqrcode
"""

from appliance.errors import Conflict
from store.wechat.client import Client, WeChatRefused

LONGEST_SCENE = 32
_WIDTH = 430
_UNPUBLISHED = 41030


class MiniProgramUnpublished(Conflict):
    zh = "小程序还没有发布这个页面，暂时生成不了小程序码，请先用“分享”"
    en = "The mini-program has not published this page yet, so there is no code for it: please use Share"


async def code(client: Client, page: str, scene: str) -> bytes:
    """A picture of the code that opens `page` with this `scene`, of at most 32 letters, digits and ``=-_``.

    Raises MiniProgramUnpublished, WeChatUnreachable, WeChatRefused.
    """
    asked = {"scene": scene, "page": page, "check_path": True, "env_version": "release", "width": _WIDTH}
    try:
        return await client.picture("/wxa/getwxacodeunlimit", asked)
    except WeChatRefused as refused:
        if refused.facts["code"] == _UNPUBLISHED:
            raise MiniProgramUnpublished from refused
        raise
