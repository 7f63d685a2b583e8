"""Orders as a table for a spreadsheet: a row per line, in the reader's words, names and phones masked."""

from appliance.clock import CHINA
from console.i18n import gettext as _
from console.pages.orders import masked, standing
from store.money import yuan
from store.orders.carriers import CARRIERS
from store.orders.reads import Whole


def heading() -> list[str]:
    return [
        _("订单号"), _("下单时间"), _("状态"), _("商品"), _("规格"), _("商家编码"), _("数量"), _("单价"), _("实付"),
        _("运费"), _("订单实付"), _("已退"), _("配送"), _("收货人"), _("电话"), _("地区"), _("买家留言"), _("店内备注"),
        _("运单号"),
    ]  # fmt: skip


def rows(whole: Whole) -> list[list[str]]:
    order, person = whole.order, masked(whole.order)
    sent = " ".join(f"{CARRIERS.get(parcel.carrier, '')} {parcel.tracking}".strip() for parcel in whole.parcels)
    made = f"{order.created_at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
    return [
        [_whole(order.number), *(_harmless(cell) for cell in (
            made, _status(standing(order)), line.title, line.spec, line.code, str(line.quantity),
            yuan(line.unit_price), yuan(line.amount), yuan(order.shipping), yuan(order.total), yuan(order.refunded),
            _delivery(order.delivery), person.name if person else "", person.phone if person else "", order.region,
            order.note, order.staff_note, sent,
        ))]
        for line in whole.lines
    ]  # fmt: skip


def _status(word: str) -> str:
    names = {
        "to-pay": _("待付款"), "to-ship": _("待发货"), "part-shipped": _("部分发货"), "to-pick-up": _("待自提"),
        "shipped": _("已发货"), "received": _("已收货"), "done": _("已完成"), "closed": _("已关闭"),
        "refunded": _("已退款"),
    }  # fmt: skip
    return names[word]


def _delivery(delivery: str) -> str:
    ways = {"express": _("快递"), "city": _("同城配送"), "pickup": _("到店自提"), "none": _("无需寄送")}
    return ways[delivery]


def _whole(number: str) -> str:
    """A spreadsheet keeps fifteen figures of a number, and ours have sixteen; `store.orders.bulk` reads this again."""
    return f'="{number}"'


def _harmless(cell: str) -> str:
    """A spreadsheet runs what begins like a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
