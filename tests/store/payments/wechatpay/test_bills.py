"""The bill as WeChat Pay writes it."""

import pytest

from store.payments.provider import ProviderUnreachable
from store.payments.wechatpay.bills import rows

HEADING = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,"
    "代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
PAID = (
    "`2026-11-22 20:00:05,`wx1,`1900000001,`0,`,`4200001,`ORDER1,`o-1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`19.90,`0.00,`0,`0,"
    "`0.00,`0.00,`,`,`麻花, 三盒,`,`0.12000,`0.60%,`19.90,`0.00,`"
)
BACK = (
    "`2026-11-22 21:00:05,`wx1,`1900000001,`0,`,`4200001,`ORDER1,`o-1,`JSAPI,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`5030001,"
    "`RBACK1,`5.00,`0.00,`ORIGINAL,`PROCESSING,`麻花,`,`-0.03000,`0.60%,`0.00,`5.00,`"
)
SUMS = (
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\n"
    "`2,`19.90,`5.00,`0.00,`0.09,`19.90,`5.00"
)


def test_payments_and_refunds_are_read_in_fen_and_the_sums_are_no_rows():
    text = "\ufeff" + "\r\n".join([HEADING, PAID.replace("麻花, 三盒", "麻花"), BACK, SUMS])
    paid, back = rows(text)
    assert (paid.number, paid.refund, paid.amount, paid.fee, paid.state) == ("ORDER1", False, 1990, 12, "SUCCESS")
    assert (back.number, back.charge, back.refund, back.amount) == ("RBACK1", "ORDER1", True, 500)
    assert (back.fee, back.state, back.transaction) == (-3, "PROCESSING", "5030001")


def test_a_day_on_which_nothing_was_sold_has_no_rows():
    assert rows(f"{HEADING}\n{SUMS}") == []


@pytest.mark.parametrize(
    "text", ["", "<html>", '{"code":"x"}', f"{HEADING}\n`1,`2\n{SUMS}", f"{HEADING}\n{PAID.replace('19.90', 'x')}"]
)
def test_what_is_no_bill_is_not_read_as_one(text: str):
    with pytest.raises(ProviderUnreachable):
        rows(text)


@pytest.mark.parametrize("fee", ["1e400", "1e308", "-1e300", "inf", "nan"])
def test_a_fee_that_no_shop_pays_is_none(fee: str):
    with pytest.raises(ProviderUnreachable):
        rows("\n".join([HEADING, PAID.replace("麻花, 三盒", "麻花").replace("0.12000", fee), SUMS]))
