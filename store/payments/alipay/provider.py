"""Alipay as one of the shop's providers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from appliance.clock import CHINA
from store.money import yuan
from store.payments.alipay import wire
from store.payments.alipay.bills import rows
from store.payments.alipay.client import Answer, Client
from store.payments.alipay.standings import in_fen, moment, standing
from store.payments.provider import (
    BillRow,
    Charge,
    ProviderRefused,
    ProviderUnreachable,
    Repayment,
    RepaymentStanding,
    Standing,
)

UNKNOWN = "ACQ.TRADE_NOT_EXIST"
RETRY = frozenset({"ACQ.SELLER_BALANCE_NOT_ENOUGH", "ACQ.REFUND_CHARGE_ERROR"})
NOT_NOW = "ACQ.TRADE_STATUS_ERROR"
"""The trade does not stand so that it can be refunded: it may yet, or never will."""


class AlipayProvider:
    name = "alipay"

    def __init__(self, client: Client, notify: str) -> None:
        """`notify` is the public address that hears about payments."""
        self._client = client
        self._notify = notify
        self.merchant = client.account.seller_id
        self.app = client.account.app_id

    async def charge(self, charge: Charge) -> dict[str, str]:
        content = self._order(charge)
        if charge.way == "wap":
            content |= {"product_code": "QUICK_WAP_WAY", "quit_url": charge.back_to}
            to = {"notify_url": self._notify, "return_url": charge.back_to}
            return {"address": self._client.address("alipay.trade.wap.pay", content, **to)}
        answer = await self._client.call("alipay.trade.precreate", content, notify_url=self._notify)
        if answer.code:
            raise ProviderRefused(answer.said)
        return {"code": answer.text("qr_code")}

    async def ask(self, number: str) -> Standing:
        """A code that nobody scanned and a page that nobody opened are no trade yet: unknown."""
        answer = await self._client.call("alipay.trade.query", {"out_trade_no": number})
        if answer.code == UNKNOWN:
            return Standing(number=number, state="unknown", said=answer.said)
        if answer.code:
            raise ProviderUnreachable(answer.said)
        return standing(answer.body, app=self.app, seller=self.merchant)

    async def close(self, number: str) -> Standing:
        answer = await self._client.call("alipay.trade.close", {"out_trade_no": number})
        if not answer.code or answer.code == UNKNOWN:
            return Standing(number=number, state="closed", merchant=self.merchant, app=self.app)
        return await self.ask(number)

    async def refund(self, repayment: Repayment) -> RepaymentStanding:
        """`fund_change` N says that this number was refunded before: then it is asked."""
        answer = await self._client.call("alipay.trade.refund", _refund(repayment))
        if answer.code in RETRY:
            raise ProviderUnreachable(answer.said)
        if answer.code:
            state: Literal["unwilling", "abnormal"] = "unwilling" if answer.code == NOT_NOW else "abnormal"
            return RepaymentStanding(number=repayment.number, state=state, said=answer.said)
        if answer.text("fund_change") != "Y":
            return await self.ask_refund(repayment.number, repayment.charge)
        return self._done(repayment.number, repayment.amount, answer, "gmt_refund_pay")

    async def ask_refund(self, number: str, charge: str) -> RepaymentStanding:
        content = {"out_trade_no": charge, "out_request_no": number, "query_options": ["gmt_refund_pay"]}
        answer = await self._client.call("alipay.trade.fastpay.refund.query", content)
        if answer.code and answer.code != UNKNOWN:
            raise ProviderUnreachable(answer.said)
        if answer.text("refund_status") != "REFUND_SUCCESS":
            return RepaymentStanding(number=number, state="unknown", said=answer.said)
        return self._done(number, in_fen(answer.text("refund_amount")), answer, "gmt_refund_pay")

    async def bill(self, day: str) -> list[BillRow]:
        method = "alipay.data.dataservice.bill.downloadurl.query"
        answer = await self._client.call(method, {"bill_type": "trade", "bill_date": day})
        if "BILL_NOT_EXIST" in answer.code.upper():
            return []
        if answer.code:
            raise ProviderUnreachable(answer.said)
        return rows(await self._client.download(answer.text("bill_download_url")))

    def opened(self, form: Mapping[str, str]) -> Standing:
        """A notification that is believed, with the application and seller that it names. Raises Forged."""
        wire.check_notification(self._client.public_key, form)
        return standing(form, app=form.get("app_id", ""), seller=form.get("seller_id", ""))

    def _done(self, number: str, amount: int, answer: Answer, at: str) -> RepaymentStanding:
        return RepaymentStanding(
            number=number,
            state="done",
            amount=amount,
            transaction=answer.text("trade_no"),
            merchant=self.merchant,
            at=moment(answer.text(at)),
        )

    def _order(self, charge: Charge) -> dict[str, Any]:
        return {
            "out_trade_no": charge.number,
            "total_amount": yuan(charge.amount),
            "subject": charge.what,
            "seller_id": self.merchant,
            "time_expire": _china(charge.expires_at),
        }


def _refund(wanted: Repayment) -> dict[str, Any]:
    return {
        "out_trade_no": wanted.charge,
        "out_request_no": wanted.number,
        "refund_amount": yuan(wanted.amount),
        "refund_reason": wanted.reason[:80],
    }


def _china(moment_: datetime) -> str:
    return f"{moment_.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
