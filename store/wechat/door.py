"""Who opens our pages in WeChat's own browser: 网页授权 of the official account, which asks nobody (snsapi_base).

Source: developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html
"""

from urllib.parse import urlencode

import httpx
import msgspec

from store.accounts.records import WeChatOfficial
from store.wechat.client import Person, answered, settle


class PageDoor:
    def __init__(self, account: WeChatOfficial, http: httpx.AsyncClient) -> None:
        self.account = account
        self._http = http

    def address(self, back_to: str, state: str) -> str:
        """Where the browser goes to be recognised; it comes back to `back_to` with ``code`` and this ``state``."""
        asked = {
            "appid": self.account.appid,
            "redirect_uri": back_to,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        }
        return f"{self.account.door}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"

    async def person(self, code: str) -> Person:
        """Raises CodeUnusable, WeChatUnreachable, WeChatRefused."""
        asked = {
            "appid": self.account.appid,
            "secret": self.account.secret,
            "code": code,
            "grant_type": "authorization_code",
        }
        answer = await answered(self._http, "GET", f"{self.account.gateway}/sns/oauth2/access_token", params=asked)
        settle(answer)
        return msgspec.convert(answer, Person)
