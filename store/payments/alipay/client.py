"""One question to Alipay's gateway and its verified answer."""

import json
import logging
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec

from appliance.clock import CHINA, Clock
from store.accounts.records import Alipay, private_key, public_key
from store.payments.alipay import wire
from store.payments.provider import Forged, ProviderUnreachable

log = logging.getLogger(__name__)

BUSY = frozenset({"20000", "10003"})
"""The gateway is down, or does not know yet."""


class Answer(msgspec.Struct, frozen=True):
    body: dict[str, Any]

    @property
    def code(self) -> str:
        """Why not; empty when it was done."""
        if self.body.get("code") == "10000":
            return ""
        return str(self.body.get("sub_code") or self.body.get("code") or "no code")

    @property
    def said(self) -> str:
        return f"{self.code} {self.body.get('sub_msg') or self.body.get('msg') or ''}".strip()

    def text(self, name: str) -> str:
        return str(self.body.get(name) or "")


class Client:
    def __init__(self, account: Alipay, http: httpx.AsyncClient, clock: Clock) -> None:
        self.account = account
        self.public_key = public_key(account.public_key)
        self._http = http
        self._clock = clock
        self._key = private_key(account.key)

    async def call(self, method: str, content: dict[str, Any], **more: str) -> Answer:
        """Raises ProviderUnreachable unless a signed answer came."""
        form = self._signed(method, content, **more)
        try:
            answer = await self._http.post(self.account.gateway, params={"charset": "utf-8"}, data=form)
            answer.raise_for_status()
            found = Answer(wire.opened(self.public_key, method, answer.text))
        except httpx.HTTPError as error:
            raise ProviderUnreachable(str(error)) from error
        except Forged as error:
            log.warning("Alipay's answer to %s is not believed: %s (%s)", method, error, answer.text[:200])
            raise ProviderUnreachable(answer.text[:200]) from error
        if found.body.get("code") in BUSY or found.code == "ACQ.SYSTEM_ERROR":
            raise ProviderUnreachable(found.said)
        return found

    def address(self, method: str, content: dict[str, Any], **more: str) -> str:
        """Where a browser goes to pay; nothing is sent yet."""
        return f"{self.account.gateway}?{urlencode(self._signed(method, content, **more))}"

    async def download(self, address: str) -> bytes:
        try:
            answer = await self._http.get(address)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise ProviderUnreachable(str(error)) from error
        return answer.content

    def _signed(self, method: str, content: dict[str, Any], **more: str) -> dict[str, str]:
        form = {
            "app_id": self.account.app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": f"{self._clock.now().astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
            **{name: value for name, value in more.items() if value},
        }
        return {**form, "sign": wire.sign(self._key, form)}
