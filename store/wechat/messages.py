"""订阅消息: one message to who tapped for it.

Source: developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/mp-message-management/subscribe-message/sendMessage.html
"""

from collections.abc import Mapping

from store.wechat.client import Client

REFUSED = 43101
"""The member allows none, or none any more."""
NO_TEMPLATE = 40037
WRONG_FIELD = 47003
NOBODY = 40003
"""No openid of this mini-program."""


async def send(client: Client, openid: str, template: str, page: str, data: Mapping[str, str]) -> None:
    """Raises WeChatUnreachable, WeChatRefused."""
    asked = {
        "touser": openid,
        "template_id": template,
        "page": page,
        "miniprogram_state": "formal",
        "lang": "zh_CN",
        "data": {field: {"value": value} for field, value in data.items()},
    }
    await client.call("/cgi-bin/message/subscribe/send", asked)
