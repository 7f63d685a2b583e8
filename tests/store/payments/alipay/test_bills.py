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


def packed(*lines: str, name: str = "业务明细.csv", coding: str = "gb18030") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
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
