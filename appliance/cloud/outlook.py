"""How a bucket looks from where viewers stand: whether their pages may read what is put there, and how soon."""

import secrets
from typing import Self

import httpx

from appliance import outside
from appliance.clock import Clock
from appliance.cloud.bucket import Bucket
from appliance.errors import Unavailable

PATIENCE = httpx.Timeout(8.0, connect=5.0)
FOR_A_SECOND = "public, max-age=1"
"""A live playlist: half a target duration, as players ask for it (RFC 8216bis, 6.3.4), rounded down."""
FRESH_SECONDS = 2.0
TRIAL = "live/trial.m3u8"
PLAYLIST = "application/vnd.apple.mpegurl"


class NotServed(Unavailable):
    zh = "{zh}"
    en = "{en}"


class Outlook:
    """``async with Outlook("https://shop.example.com") as outlook``; `page` is the origin of the viewers' page."""

    def __init__(self, page: str) -> None:
        self._page = page
        self._http = outside.client(PATIENCE)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def read(self, address: str) -> bytes:
        """As a page's player does. Raises NotServed, in words that say what to set where."""
        if self._page.startswith("https:") and address.startswith("http:"):
            raise NotServed(
                zh="直播页面是 https 的，播放域名也要 https，浏览器才让看",
                en="The viewers' page is https, so the play domain must be https, too",
            )
        try:
            answer = await self._http.get(address, headers={"origin": self._page, "cache-control": "max-age=0"})
        except outside.UNREACHED as error:
            why = str(error) or type(error).__name__
            raise NotServed(zh=f"播放域名打不开：{why}", en=f"The play domain does not answer: {why}") from error
        self._judge(answer)
        return answer.content

    def _judge(self, answer: httpx.Response) -> None:
        status = answer.status_code
        if status in (401, 403):
            raise NotServed(
                zh=f"播放域名不让人看（{status}）：给桶的 live/ 目录开公共读，有 CDN 的看看它的鉴权和防盗链",
                en=f"The play domain refuses ({status}): make live/ readable by all, and look at the CDN's locks",
            )
        if status != 200:
            raise NotServed(
                zh=f"播放域名上没有刚传的文件（{status}）：它要指到这个桶的根目录",
                en=f"What was just put is not at the play domain ({status}): it must lead to this bucket's root",
            )
        allowed = answer.headers.get("access-control-allow-origin", "")
        if allowed not in ("*", self._page):
            raise NotServed(
                zh=f"没有设跨域（CORS），浏览器不让播放：在桶和 CDN 上允许来源 {self._page} 或 *，方法 GET",
                en=f"CORS is not set, browsers refuse to play: let {self._page} or * GET from the bucket and the CDN",
            )


async def trial(bucket: Bucket, public: str, page: str, clock: Clock) -> None:
    """Puts a playlist, reads it as viewers do, and again after it has changed. Raises NotServed, Unavailable."""
    async with Outlook(page) as outlook:
        try:
            for _ in range(2):
                told = f"#EXTM3U\n# {secrets.token_hex(8)}\n".encode()
                await bucket.put(TRIAL, told, PLAYLIST, FOR_A_SECOND)
                if await outlook.read(f"{public}/{TRIAL}") == told:
                    continue
                await clock.sleep(FRESH_SECONDS)
                if await outlook.read(f"{public}/{TRIAL}") != told:
                    raise NotServed(
                        zh="播放域名给的是旧的播放列表：让 CDN 遵循源站的 Cache-Control，不要自己缓存 .m3u8",
                        en="The play domain gives an old playlist: let the CDN heed Cache-Control and not keep .m3u8",
                    )
        finally:
            await bucket.delete(TRIAL)
