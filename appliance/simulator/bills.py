"""The bills of a day: WeChat Pay's trade and fund flow bills, Alipay's business details."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from appliance.simulator.books import Books
from appliance.simulator.moments import CHINA, day, spoken
from appliance.simulator.records import Refused, Repayment, Side, Trade, fee, yuan

TRADE_COLUMNS = (
    *("交易时间", "公众账号ID", "商户号", "特约商户号", "设备号", "微信订单号", "商户订单号", "用户标识", "交易类型"),
    *("交易状态", "付款银行", "货币种类", "应结订单金额", "代金券金额", "微信退款单号", "商户退款单号", "退款金额"),
    *("充值券退款金额", "退款类型", "退款状态", "商品名称", "商户数据包", "手续费", "费率", "订单金额", "申请退款金额"),
    "费率备注",
)
TRADE_SUMS = (
    *("总交易单数", "应结订单总金额", "退款总金额", "充值券退款总金额", "手续费总金额", "订单总金额"),
    "申请退款总金额",
)
FLOW_COLUMNS = (
    *("记账时间", "微信支付业务单号", "资金流水单号", "业务名称", "业务类型", "收支类型", "收支金额(元)"),
    *("账户结余(元)", "资金变更提交申请人", "备注", "业务凭证号"),
)
FLOW_SUMS = ("资金流水总笔数", "收入笔数", "收入金额", "支出笔数", "支出金额")
ALIPAY_COLUMNS = (
    *("支付宝交易号", "商户订单号", "业务类型", "商品名称", "创建时间", "完成时间", "门店编号", "门店名称", "操作员"),
    *("终端号", "对方账户", "订单金额（元）", "商家实收（元）", "支付宝红包（元）", "集分宝（元）", "支付宝优惠（元）"),
    *(
        "商家优惠（元）",
        "券核销金额（元）",
        "券名称",
        "商家红包消费金额（元）",
        "卡消费金额（元）",
        "退款批次号/请求号",
    ),
    *("服务费（元）", "分润（元）", "备注"),
)
BILLS_FROM_HOUR = 10


def check_day(wanted: str, due: datetime, *, at_once: bool) -> None:
    """Yesterday's is there from ten in the morning, China's time, on. Raises Refused."""
    try:
        asked = datetime.strptime(wanted, "%Y-%m-%d").replace(tzinfo=CHINA)
    except ValueError as error:
        raise Refused("PARAM_ERROR", "账单日期格式不正确") from error
    there = due.astimezone(CHINA)
    age = (there.date() - asked.date()).days
    if age > 92:
        raise Refused("PARAM_ERROR", "账单日期超过三个月")
    if at_once and age >= 0:
        return
    if age < 1:
        raise Refused("PARAM_ERROR", "账单日期应早于今天")
    if age == 1 and there.hour < BILLS_FROM_HOUR:
        raise Refused("NO_STATEMENT_EXIST", "账单文件不存在")


def movements(books: Books, side: Side, wanted: str) -> list[Trade | Repayment]:
    """What moved that day, in the order it happened."""
    paid = [one for one in books.trades.values() if one.side == side and one.paid_at and day(one.paid_at) == wanted]
    back = [one for one in books.refunds.values() if one.side == side and day(one.made_at) == wanted]
    return sorted([*paid, *back], key=lambda one: (_at(one), one.number))


def trade_bill(books: Books, wanted: str) -> str:
    """WeChat Pay's, type ALL: 27 columns, every field after a backtick."""
    moved = movements(books, "wechat", wanted)
    rows = [
        _trade_row(one) if isinstance(one, Trade) else _refund_row(one, books.trades["wechat", one.trade])
        for one in moved
    ]
    paid = [one for one in moved if isinstance(one, Trade)]
    back = [one for one in moved if isinstance(one, Repayment)]
    fees = sum(one.fee for one in paid) - sum(fee(one.amount) for one in back)
    goods, refunds = sum(one.amount for one in paid), sum(one.amount for one in back)
    sums = (str(len(moved)), *(yuan(each) for each in (goods, refunds, 0, fees, goods, refunds)))
    return "".join(_lines(TRADE_COLUMNS, rows, TRADE_SUMS, sums))


def flow_bill(books: Books, wanted: str) -> str:
    """WeChat Pay's, of the basic account: payment in, its fee out, refund out, fee back in."""
    flows = [flow for one in movements(books, "wechat", wanted) for flow in _flows(books, one)]
    balance, rows = 0, []
    for at, number, transaction, name, amount in flows:
        balance += amount
        kind = "收入" if amount >= 0 else "支出"
        rows.append(
            (at, transaction, transaction, name, name, kind, yuan(abs(amount)), yuan(balance), "system", "", number)
        )
    into, out = [f[4] for f in flows if f[4] >= 0], [f[4] for f in flows if f[4] < 0]
    sums = (str(len(flows)), str(len(into)), yuan(sum(into)), str(len(out)), yuan(-sum(out)))
    return "".join(_lines(FLOW_COLUMNS, rows, FLOW_SUMS, sums))


def alipay_bill(books: Books, wanted: str, seller: str) -> str:
    """Alipay's business details, as in the first file of its ZIP."""
    rows = [_alipay_row(books, one) for one in movements(books, "alipay", wanted)]
    head = [
        "#支付宝业务明细查询",
        f"#账号：[{seller}]",
        f"#起始日期：[{wanted} 00:00:00]   终止日期：[{wanted} 24:00:00]",
        "#-----------------------------------------业务明细列表----------------------------------------",
        ",".join(ALIPAY_COLUMNS),
    ]
    foot = [
        "#-----------------------------------------业务明细列表结束------------------------------------",
        f"#业务明细数量：{len(rows)}笔",
    ]
    return "".join(f"{line}\r\n" for line in [*head, *(",".join(f"{field}\t" for field in row) for row in rows), *foot])


def _at(one: Trade | Repayment) -> datetime:
    return one.made_at if isinstance(one, Repayment) else one.paid_at or one.made_at


def _lines(
    columns: Iterable[str], rows: Iterable[Iterable[str]], sums: Iterable[str], values: Iterable[str]
) -> Iterator[str]:
    yield ",".join(columns) + "\r\n"
    for row in rows:
        yield ",".join(f"`{field}" for field in row) + "\r\n"
    yield ",".join(sums) + "\r\n"
    yield ",".join(f"`{value}" for value in values) + "\r\n"


def _trade_row(one: Trade) -> tuple[str, ...]:
    kind = {"jsapi": "JSAPI", "native": "NATIVE", "h5": "MWEB", "app": "APP"}[one.way]
    return (
        *(spoken(_at(one)), one.app, one.merchant, "0", "", one.transaction, one.number, one.payer, kind, "SUCCESS"),
        *("OTHERS", "CNY", yuan(one.amount), "0.00", "0", "0", "0.00", "0.00", "", "", one.what, ""),
        *(_fine(one.fee), "0.60%", yuan(one.amount), "0.00", ""),
    )


def _refund_row(one: Repayment, trade: Trade) -> tuple[str, ...]:
    kind = {"jsapi": "JSAPI", "native": "NATIVE", "h5": "MWEB", "app": "APP"}[trade.way]
    state = {"processing": "PROCESSING", "done": "SUCCESS", "abnormal": "CHANGE", "closed": "FAIL"}[one.state]
    return (
        *(spoken(one.made_at), trade.app, trade.merchant, "0", "", trade.transaction, trade.number, trade.payer, kind),
        *("REFUND", "OTHERS", "CNY", "0.00", "0.00", one.transaction, one.number, yuan(one.amount), "0.00"),
        *("ORIGINAL", state, trade.what, "", _fine(-fee(one.amount)), "0.60%", "0.00", yuan(one.amount), ""),
    )


def _flows(books: Books, one: Trade | Repayment) -> list[tuple[str, str, str, str, int]]:
    at = spoken(_at(one))
    if isinstance(one, Trade):
        return [
            (at, one.number, one.transaction, "交易", one.amount),
            (at, one.number, one.transaction, "扣除交易手续费", -one.fee),
        ]
    transaction = books.trades["wechat", one.trade].transaction
    return [
        (at, one.number, transaction, "退款", -one.amount),
        (at, one.number, transaction, "退还手续费", fee(one.amount)),
    ]


def _alipay_row(books: Books, one: Trade | Repayment) -> tuple[str, ...]:
    trade = one if isinstance(one, Trade) else books.trades["alipay", one.trade]
    back = one if isinstance(one, Repayment) else None
    amount = trade.amount if back is None else -back.amount
    charge = -trade.fee if back is None else fee(back.amount)
    return (
        *(trade.transaction, trade.number, "交易" if back is None else "退款", trade.what, spoken(trade.made_at)),
        *(spoken(_at(one)), "", "", "", "", trade.payer, yuan(amount), yuan(amount), *("0.00",) * 5, "", "0.00"),
        *("0.00", "" if back is None else back.number, yuan(charge), "0.00", ""),
    )


def _fine(fen: int) -> str:
    """Fees stand with five figures after the point."""
    return f"{yuan(fen)}000"
