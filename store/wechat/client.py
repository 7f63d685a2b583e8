"""Questions to api.weixin.qq.com and their answers."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any

import httpx
import msgspec

from appliance.clock import Clock
from appliance.errors import BadInput, Unavailable
from store.accounts.records import WeChat

RENEWED_BEFORE = timedelta(minutes=4)
"""WeChat hands out the next token in the last five minutes of the one before."""
_BAD_TOKEN = (40001, 40014, 42001)
_BAD_CODE = (40029, 40163)
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG")
"""How a JPEG and a PNG begin."""

log = logging.getLogger(__name__)


class WeChatUnreachable(Unavailable):
    zh = "微信暂时连不上，请稍后再试"
    en = "WeChat cannot be reached, please try again in a moment"


class WeChatRefused(Unavailable):
    """An answer that names an error; `code` is WeChat's errcode."""

    zh = "微信没有答应（{code}），请稍后再试"
    en = "WeChat refused ({code}), please try again later"


class CodeUnusable(BadInput):
    zh = "微信登录凭证已失效，请重新进入"
    en = "WeChat's log-in code is no longer good, please enter again"


class Person(msgspec.Struct, frozen=True):
    openid: str
    unionid: str = ""
    """The same person through another door of the same shop; empty unless the shop has an open platform account."""


class Client:
    """Keeps the access token; one per account and process."""

    def __init__(self, account: WeChat, http: httpx.AsyncClient, clock: Clock) -> None:
        self.account = account
        self._http = http
        self._clock = clock
        self._token = ""
        self._good_until = datetime.min.replace(tzinfo=clock.now().tzinfo)
        self._fetching = asyncio.Lock()

    async def person(self, code: str) -> Person:
        """Who is behind what `wx.login` gave (code2Session). Raises CodeUnusable, WeChatUnreachable, WeChatRefused."""
        asked = {
            "appid": self.account.appid,
            "secret": self.account.secret,
            "js_code": code,
            "grant_type": "authorization_code",
        }
        answer = await self._ask("GET", "/sns/jscode2session", params=asked)
        settle(answer)
        return msgspec.convert(answer, Person)

    async def phone(self, code: str) -> str:
        """The number behind what the phone button gave. Raises CodeUnusable, WeChatUnreachable, WeChatRefused."""
        answer = await self.call("/wxa/business/getuserphonenumber", {"code": code})
        info = answer.get("phone_info", {})
        return f"+{info.get('countryCode', '86')}{info.get('purePhoneNumber', '')}"

    async def call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """POST with the access token; one that is no longer good is renewed once.

        Raises CodeUnusable, WeChatUnreachable, WeChatRefused (facts: code, said).
        """
        token = await self._good_token()
        answer = await self._ask("POST", path, params={"access_token": token}, body=body)
        if answer.get("errcode") in _BAD_TOKEN:
            token = await self._good_token(instead_of=token)
            answer = await self._ask("POST", path, params={"access_token": token}, body=body)
        settle(answer)
        return answer

    async def picture(self, path: str, body: dict[str, Any]) -> bytes:
        """Of a call that is answered by a picture, and by JSON where it goes wrong. Raises as `call` does."""
        token = await self._good_token()
        found = await self._picture(path, token, body)
        if isinstance(found, dict) and found.get("errcode") in _BAD_TOKEN:
            token = await self._good_token(instead_of=token)
            found = await self._picture(path, token, body)
        if isinstance(found, dict):
            settle(found)
            raise WeChatUnreachable(retry_after=5)
        return found

    async def _picture(self, path: str, token: str, body: dict[str, Any]) -> bytes | dict[str, Any]:
        address, params = self.account.gateway + path, {"access_token": token}
        raw = await fetched(self._http, "POST", address, params=params, content=msgspec.json.encode(body))
        return raw if raw.startswith(_PICTURES) else read(raw, address)

    async def _good_token(self, instead_of: str = "") -> str:
        async with self._fetching:
            if self._token in ("", instead_of) or self._good_until <= self._clock.now():
                await self._fetch_token(force=False)
                if self._token == instead_of:  # WeChat holds it good, and yet does not take it
                    await self._fetch_token(force=True)
            return self._token

    async def _fetch_token(self, *, force: bool) -> None:
        body = {
            "grant_type": "client_credential",
            "appid": self.account.appid,
            "secret": self.account.secret,
            "force_refresh": force,
        }
        answer = await self._ask("POST", "/cgi-bin/stable_token", body=body)
        settle(answer)
        self._token = str(answer["access_token"])
        self._good_until = self._clock.now() + timedelta(seconds=int(answer["expires_in"])) - RENEWED_BEFORE

    async def _ask(
        self, method: str, path: str, *, params: dict[str, str] | None = None, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Bodies are raw UTF-8: WeChat would show an escaped letter as it is written."""
        content = None if body is None else msgspec.json.encode(body)
        return await answered(self._http, method, self.account.gateway + path, params=params, content=content)


async def answered(
    http: httpx.AsyncClient,
    method: str,
    address: str,
    *,
    params: dict[str, str] | None = None,
    content: bytes | None = None,
) -> dict[str, Any]:
    """What WeChat says, good or bad. Raises WeChatUnreachable."""
    return read(await fetched(http, method, address, params=params, content=content), address)


async def fetched(
    http: httpx.AsyncClient,
    method: str,
    address: str,
    *,
    params: dict[str, str] | None = None,
    content: bytes | None = None,
) -> bytes:
    """Raises WeChatUnreachable."""
    try:
        return (await http.request(method, address, params=params, content=content)).content
    except httpx.HTTPError as error:
        raise _silence(error, address) from error


def read(raw: bytes, address: str) -> dict[str, Any]:
    """Raises WeChatUnreachable for what is not WeChat's: a proxy on the way may answer in HTML."""
    try:
        return msgspec.json.decode(raw, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise _silence(error, address) from error


def _silence(error: Exception, address: str) -> WeChatUnreachable:
    log.warning("WeChat gave no answer: %s", type(error).__name__, extra={"address": address})
    return WeChatUnreachable(retry_after=5)


def settle(answer: dict[str, Any]) -> None:
    """Raises CodeUnusable, WeChatRefused."""
    code = answer.get("errcode", 0)
    if code in _BAD_CODE:
        raise CodeUnusable(field="code")
    if code:
        raise WeChatRefused(code=code, said=str(answer.get("errmsg", ""))[:200])
