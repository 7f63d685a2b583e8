"""WeChat Pay as one of the shop's providers."""

import gzip
import hashlib
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from appliance.clock import CHINA
from store.payments.provider import (
    BillRow,
    Charge,
    ProviderRefused,
    ProviderUnreachable,
    Repayment,
    RepaymentStanding,
    Standing,
)
from store.payments.wechatpay import wire
from store.payments.wechatpay.bills import rows
from store.payments.wechatpay.client import Answer, Client
from store.payments.wechatpay.standings import Notice, opened, repayment, standing

UNKNOWN = frozenset({"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS", "TRADE_NOT_EXIST"})
RETRY = frozenset({"FREQUENCY_LIMITED", "FREQUENCY_LIMIT_EXCEED", "SYSTEM_ERROR", "SYSTEMERROR", "NOT_ENOUGH"})
"""NOT_ENOUGH: the merchant's balance; the owner fills it up and the refund goes on."""
NO_BILL = frozenset({"NO_STATEMENT_EXIST", "STATEMENT_CREATING"})


class WeChatPayProvider:
    name = "wechat"

    def __init__(self, client: Client, notify: str) -> None:
        """`notify` is the public address that hears about payments and refunds."""
        self._client = client
        self._notify = notify
        self.merchant = client.account.mchid
        self.app = client.account.appid

    async def charge(self, charge: Charge) -> dict[str, str]:
        answer = await self._client.call("POST", f"/v3/pay/transactions/{charge.way}", self._order(charge))
        if answer.code:
            raise _no(answer)
        if charge.way == "jsapi":
            return self._client.pay_parameters(charge.app or self.app, _text(answer, "prepay_id"))
        if charge.way == "native":
            return {"code": _text(answer, "code_url")}
        address = _text(answer, "h5_url")
        back = f"&redirect_url={quote(charge.back_to, safe='')}" if charge.back_to else ""
        return {"address": address + back}

    async def ask(self, number: str) -> Standing:
        target = f"/v3/pay/transactions/out-trade-no/{number}?{urlencode({'mchid': self.merchant})}"
        answer = await self._client.call("GET", target)
        if answer.code in UNKNOWN:
            return Standing(number=number, state="unknown", said=answer.said)
        if answer.code:
            raise ProviderUnreachable(answer.said)
        return standing(answer.body)

    async def close(self, number: str) -> Standing:
        target = f"/v3/pay/transactions/out-trade-no/{number}/close"
        answer = await self._client.call("POST", target, {"mchid": self.merchant})
        if not answer.code or answer.code in UNKNOWN or answer.code in ("ORDER_CLOSED", "ORDERCLOSED"):
            return Standing(number=number, state="closed", merchant=self.merchant, app=self.app)
        return await self.ask(number)

    async def refund(self, repayment_: Repayment) -> RepaymentStanding:
        answer = await self._client.call("POST", "/v3/refund/domestic/refunds", self._repayment(repayment_))
        if answer.code in RETRY:
            raise ProviderUnreachable(answer.said)
        if answer.code:
            return RepaymentStanding(number=repayment_.number, state="abnormal", said=answer.said)
        return repayment(answer.body)

    async def ask_refund(self, number: str, charge: str) -> RepaymentStanding:  # noqa: ARG002 - Alipay needs it
        answer = await self._client.call("GET", f"/v3/refund/domestic/refunds/{number}")
        if answer.code in UNKNOWN:
            return RepaymentStanding(number=number, state="unknown", said=answer.said)
        if answer.code:
            raise ProviderUnreachable(answer.said)
        return repayment(answer.body)

    async def bill(self, day: str) -> list[BillRow]:
        query = urlencode({"bill_date": day, "bill_type": "ALL", "tar_type": "GZIP"})
        answer = await self._client.call("GET", f"/v3/bill/tradebill?{query}")
        if answer.code == "NO_STATEMENT_EXIST":
            return []
        if answer.code:
            raise ProviderUnreachable(answer.said)
        return rows(await self._file(_text(answer, "download_url"), _text(answer, "hash_value")))

    async def _file(self, address: str, wanted: str) -> str:
        """Fetched from our gateway, whatever host the address names; the hash is that of the plain file."""
        parts = urlsplit(address)
        packed = await self._client.download(f"{parts.path}?{parts.query}")
        try:
            plain = gzip.decompress(packed)
        except (OSError, EOFError, zlib.error) as error:
            raise ProviderUnreachable("the bill cannot be unpacked") from error
        if hashlib.sha1(plain, usedforsecurity=False).hexdigest() != wanted.lower():
            raise ProviderUnreachable("the bill is not the one that was announced")
        return plain.decode("utf-8-sig")

    async def opened(
        self, headers: Mapping[str, str], body: bytes
    ) -> tuple[Notice, Standing | RepaymentStanding | None]:
        """A notification that is believed. Raises Forged, ProviderUnreachable (a certificate could not be fetched)."""
        await self._client.trust.check(wire.signed(headers), body)
        return opened(body, self._client.account.apiv3_key.encode())

    def _order(self, charge: Charge) -> dict[str, Any]:
        order: dict[str, Any] = {
            "appid": charge.app or self.app,
            "mchid": self.merchant,
            "description": charge.what,
            "out_trade_no": charge.number,
            "time_expire": _rfc3339(charge.expires_at),
            "notify_url": self._notify,
            "amount": {"total": charge.amount, "currency": "CNY"},
        }
        if charge.way == "jsapi":
            order["payer"] = {"openid": charge.payer}
        if charge.way == "h5":
            order["scene_info"] = {"payer_client_ip": charge.address, "h5_info": {"type": "Wap"}}
        return order

    def _repayment(self, wanted: Repayment) -> dict[str, Any]:
        return {
            "out_trade_no": wanted.charge,
            "out_refund_no": wanted.number,
            "reason": wanted.reason[:26],  # 80 bytes
            "notify_url": self._notify,
            "amount": {"refund": wanted.amount, "total": wanted.total, "currency": "CNY"},
        }


def _no(answer: Answer) -> Exception:
    return ProviderUnreachable(answer.said) if answer.code in RETRY else ProviderRefused(answer.said)


def _text(answer: Answer, name: str) -> str:
    found = answer.body.get(name)
    if not isinstance(found, str):
        raise ProviderUnreachable(f"no {name}")
    return found


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(CHINA).isoformat(timespec="seconds")
