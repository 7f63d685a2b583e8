"""WeChat Pay's trade bill (交易账单, bill_type ALL) as movements (pure).

CSV in yuan, every field behind a backtick; 27 columns of a direct merchant, then two lines of sums.
Source: pay.weixin.qq.com/docs/merchant/apis/jsapi-payment/download-bill.html
"""

import csv
from collections.abc import Iterator

from store.money import fen
from store.payments.provider import BillRow, ProviderUnreachable

_AT, _TRANSACTION, _NUMBER, _STATE = "交易时间", "微信订单号", "商户订单号", "交易状态"
_PAID, _FEE = "订单金额", "手续费"
_REFUND, _REFUND_NUMBER, _REFUNDED, _REFUND_STATE = "微信退款单号", "商户退款单号", "申请退款金额", "退款状态"

MOST_FEE = 10**11
"""Fen; nothing that is bought costs as much."""


def rows(text: str) -> list[BillRow]:
    """Raises ProviderUnreachable when it is no such bill."""
    try:
        return [_row(one) for one in _records(text)]
    except (KeyError, ValueError, csv.Error) as error:
        raise ProviderUnreachable(f"the bill cannot be read: {error}") from error


def _records(text: str) -> Iterator[dict[str, str]]:
    lines = csv.reader(text.lstrip("\ufeff").splitlines())
    names = next(lines, [])
    if _NUMBER not in names:
        raise ValueError("no heading")
    for fields in lines:
        if not fields or not fields[0].startswith("`"):
            return
        yield dict(zip(names, (field.lstrip("`").strip() for field in fields), strict=True))


def _row(one: dict[str, str]) -> BillRow:
    refund = one[_STATE] != "SUCCESS"
    return BillRow(
        number=one[_REFUND_NUMBER] if refund else one[_NUMBER],
        charge=one[_NUMBER],
        refund=refund,
        transaction=one[_REFUND] if refund else one[_TRANSACTION],
        amount=fen(one[_REFUNDED] if refund else one[_PAID]),
        fee=_signed(one[_FEE]),
        state=one[_REFUND_STATE] if refund else one[_STATE],
        at=one[_AT],
    )


def _signed(yuan: str) -> int:
    """Fees have five decimals and may be negative; the bill itself rounds them to fen when it adds up."""
    value = float(yuan) * 100
    if not abs(value) < MOST_FEE:
        raise ValueError("no fee")
    return round(value)
