"""One question to WeChat Pay and its verified answer."""

import logging
import secrets
from typing import Any

import httpx
import msgspec

from appliance.clock import Clock
from store.accounts.records import WeChatPay, private_key
from store.payments.provider import Forged, ProviderUnreachable
from store.payments.wechatpay import wire
from store.payments.wechatpay.trust import Certificates, Trust

log = logging.getLogger(__name__)


class Answer(msgspec.Struct, frozen=True):
    status: int
    body: dict[str, Any]

    @property
    def code(self) -> str:
        """What went wrong; empty when nothing did."""
        return "" if self.status < 400 else str(self.body.get("code", self.status))

    @property
    def said(self) -> str:
        return f"{self.code} {self.body.get('message', '')}".strip()


class Client:
    def __init__(self, account: WeChatPay, http: httpx.AsyncClient, clock: Clock) -> None:
        self.account = account
        self.trust = Trust(account, clock, self._certificates)
        self._http = http
        self._clock = clock
        self._key = private_key(account.key)

    async def call(self, method: str, target: str, body: dict[str, Any] | None = None) -> Answer:
        """`target` is the path with its query. Raises ProviderUnreachable unless a signed answer came.

        401 says that our own signature is not accepted: then nothing is known about the payment either.
        """
        answer = await self._send(method, target, body)
        if answer.status_code >= 500 or answer.status_code in (401, 429):
            raise ProviderUnreachable(_said(answer))
        try:
            await self.trust.check(wire.signed(answer.headers), answer.content)
        except Forged as error:
            log.warning("WeChat Pay's answer to %s is not believed: %s (%s)", target, error, _said(answer))
            raise ProviderUnreachable(_said(answer)) from error
        return Answer(answer.status_code, _object(answer.content))

    async def download(self, target: str) -> bytes:
        """A bill: its answer is not signed, its hash came with one that was."""
        answer = await self._send("GET", target, None)
        if answer.status_code != 200:
            raise ProviderUnreachable(_said(answer))
        return answer.content

    def pay_parameters(self, app: str, prepay_id: str) -> dict[str, str]:
        return wire.pay_parameters(self._key, app, prepay_id, self._timestamp(), _nonce())

    async def _certificates(self) -> Certificates:
        answer = await self._send("GET", "/v3/certificates", None)
        try:
            return self.trust.check_certificates(wire.signed(answer.headers), answer.content)
        except Forged as error:
            raise ProviderUnreachable(_said(answer)) from error

    async def _send(self, method: str, target: str, body: dict[str, Any] | None) -> httpx.Response:
        text = "" if body is None else msgspec.json.encode(body).decode()
        try:
            return await self._try(self.account.gateway, method, target, text)
        except httpx.TransportError as error:
            if not self.account.fallback:
                raise ProviderUnreachable(str(error)) from error
        try:
            return await self._try(self.account.fallback, method, target, text)
        except httpx.TransportError as error:
            raise ProviderUnreachable(str(error)) from error

    async def _try(self, host: str, method: str, target: str, text: str) -> httpx.Response:
        headers = {
            "accept": "application/json",
            "content-type": "application/json",
            "user-agent": "jinbo",
            "authorization": self._authorization(method, target, text),
        }
        if self.account.public_key_id:
            headers["wechatpay-serial"] = self.account.public_key_id
        return await self._http.request(method, host.rstrip("/") + target, content=text, headers=headers)

    def _authorization(self, method: str, target: str, text: str) -> str:
        mine = self.account
        return wire.authorization(
            self._key,
            mine.mchid,
            mine.serial,
            method=method,
            target=target,
            timestamp=self._timestamp(),
            nonce=_nonce(),
            body=text,
        )

    def _timestamp(self) -> int:
        return int(self._clock.now().timestamp())


def _nonce() -> str:
    return secrets.token_hex(16).upper()


def _object(content: bytes) -> dict[str, Any]:
    if not content:
        return {}
    try:
        return msgspec.json.decode(content, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise ProviderUnreachable("no JSON") from error


def _said(answer: httpx.Response) -> str:
    return f"{answer.status_code} {answer.text[:200]}"
