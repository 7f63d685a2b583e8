"""What can be wrong with what is wanted of a payment."""

from appliance.errors import BadInput, Conflict, NotFound


class AttemptNotFound(NotFound):
    zh = "没有这笔付款"
    en = "There is no such payment"


class NothingToPay(Conflict):
    zh = "这个订单现在不用付款：已经付过，或者已经关闭"
    en = "This order needs no money now: it is paid, or closed"


class WayUnavailable(BadInput):
    zh = "现在不能用这种方式付款，请换一种"
    en = "This way to pay is not available, please choose another"


class AmountMoved(Conflict):
    zh = "金额已经变成 {total} 分，请刷新后再收款"
    en = "The amount is {total} fen by now, please reload before you take the money"


class StandingRefused(Conflict):
    """A provider's word that does not fit what we asked for: it changes nothing, and staff are told."""

    zh = "付款信息和我们的记录对不上：{why}"
    en = "What is said of this payment does not fit our records: {why}"


class RefundNotFound(NotFound):
    zh = "没有这笔退款"
    en = "There is no such refund"


class RefundMovedOn(Conflict):
    zh = "这笔退款的状态已经变了，请刷新"
    en = "This refund has moved on, please reload"


class MoreThanPaid(Conflict):
    zh = "退款加起来不能超过收到的钱"
    en = "Refunds cannot exceed what was paid"


class DrawerShut(Conflict):
    zh = "钱箱还没有开，请先开班"
    en = "The cash drawer is shut, please open a shift first"


class DrawerOpen(Conflict):
    zh = "钱箱已经开着"
    en = "The cash drawer is open already"


class NotThatMuchCash(Conflict):
    zh = "钱箱里没有这么多现金"
    en = "There is not that much cash in the drawer"


class NotThatMuchOverpaid(Conflict):
    zh = "买家没有欠店里这么多"
    en = "Buyers do not owe the shop that much"


class OverpaidReasonMissing(BadInput):
    zh = "写上是谁的、哪一单，或者为什么不追了"
    en = "Please write whose it was and of which order, or why it is given up"


class ReasonMissing(BadInput):
    zh = "数出来的和账上不一样，写上多了或少了的原因再交班"
    en = "What was counted is not what the books say, please write the reason before the shift ends"


class CashGone(BadInput):
    zh = "比上个班交下的少，写上原因再开班"
    en = "There is less than the shift before left, please write the reason before the shift begins"


class GivingUpUnexplained(BadInput):
    zh = "写一句为什么不用再报，最多 80 个字，以后查账要看"
    en = "Please say in at most 80 characters why it need not be told any more; somebody will want to know"


class UploadStands(Conflict):
    zh = "这单的发货信息现在没有被微信拒收，请刷新后再看"
    en = "WeChat is not refusing how this order went now, please reload"


class DayUnusable(BadInput):
    zh = "日期写成 2026-11-23 这样，而且要已经过完"
    en = "Write a day that is over, like 2026-11-23"
