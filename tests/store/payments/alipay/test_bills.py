"""The bill as Alipay writes it: zipped, in GB 18030, between comments."""

import io
import zipfile

import pytest

from store.payments.alipay.bills import rows
from store.payments.provider import ProviderUnreachable

HEADING = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,"
    "支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,"
    "退款批次号/请求号,服务费（元）,分润（元）,备注"
)
PAID = (
    "2026112222001,ORDER1\t,交易,麻花\t,2026-11-22 20:00:00,2026-11-22 20:00:05,,,,,*明(138****),19.90,19.90,"
    "0.00,0.00,0.00,0.00,0.00,,0.00,0.00,,-0.12,0.00,"
)
BACK = (
    "2026112222001,ORDER1\t,退款,麻花\t,2026-11-22 21:00:00,2026-11-22 21:00:05,,,,,*明(138****),-5.00,-5.00,"
    "0.00,0.00,0.00,0.00,0.00,,0.00,0.00,RBACK1\t,0.03,0.00,"
)


def packed(*lines: str, name: str = "业务明细.csv", coding: str = "gb18030", method: int = zipfile.ZIP_STORED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        archive.writestr("2088_20261122_业务明细(汇总).csv", "汇总".encode(coding))
        archive.writestr(name, "\r\n".join(lines).encode(coding))
    return made.getvalue()


def test_payments_and_refunds_are_read_in_fen_between_the_comments():
    text = ("#支付宝业务明细查询", "#账号：[2088]", HEADING, PAID, BACK, "#-----业务明细列表结束", "#交易合计：1 笔")
    paid, back = rows(packed(*text))
    assert (paid.number, paid.refund, paid.amount, paid.fee) == ("ORDER1", False, 1990, 12)
    assert (back.number, back.charge, back.refund, back.amount, back.fee) == ("RBACK1", "ORDER1", True, 500, -3)


def test_a_day_on_which_nothing_was_sold_has_no_rows():
    assert rows(packed("#", HEADING, "#")) == []


@pytest.mark.parametrize("raw", [b"", b"<html>", packed(HEADING, name="x.txt"), packed(HEADING, "1,2")])
def test_what_is_no_bill_is_not_read_as_one(raw: bytes):
    with pytest.raises(ProviderUnreachable):
        rows(raw)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bill_that_was_damaged_on_the_way_is_none(method: int):
    whole = packed(HEADING, *[PAID] * 40, method=method)
    at = whole.rfind(b"PK\3\4")
    for place in range(at, len(whole)):
        try:
            rows(whole[:place] + bytes([whole[place] ^ 0x5F]) + whole[place + 1 :])
        except ProviderUnreachable:
            continue


def test_a_bill_behind_a_password_is_none():
    whole = bytearray(packed(HEADING, PAID))
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        whole[whole.rfind(signature) + flags] |= 1
    with pytest.raises(ProviderUnreachable):
        rows(bytes(whole))
