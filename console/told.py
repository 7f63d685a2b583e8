"""A fact as a colleague says it to another."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from appliance import events as facts
from appliance.clock import CHINA
from appliance.events import Event, PriceChange, name_of
from console.i18n import gettext as _
from console.words import clock_time, round_name
from store.money import yuan

LONGEST = 40
MOST_WORDS = 5


class Known(msgspec.Struct, frozen=True):
    """What facts name by their ids alone."""

    comments: Mapping[str, tuple[str, str]]
    """Who said it, and what."""
    viewers: Mapping[str, str]
    orders: Mapping[str, str] = {}
    """The number by which people call each."""


def sentence(event: Event, known: Known) -> str:
    for say in (
        _of_goods,
        _of_deals,
        _of_talk,
        _of_viewers,
        _of_show,
        _of_play,
        _of_rooms,
        _of_shop,
        _of_house,
        _of_people,
    ):
        if said := say(event, known):
            return said
    return name_of(event)


def _of_goods(event: Event, known: Known) -> str:  # noqa: ARG001 - one shape for all
    said = ""
    match event:
        case facts.RoomPriced():
            changes = _("；").join(_price(one) for one in event.changes)
            said = _("{title} 的直播价：{changes}").format(title=event.title, changes=changes)
        case facts.StockMoved():
            ways = {"received": _("入库"), "counted": _("盘点"), "spoiled": _("报损")}
            what = f"{event.title} {event.spec}".strip()
            said = _("{way} {what}：{pieces} 件，现有 {on_hand}").format(
                way=ways[event.reason], what=what, pieces=f"{event.pieces:+d}", on_hand=event.on_hand
            )
        case facts.ProductPinned():
            said = _("讲解 {number} 号 {title}").format(number=event.good.number, title=event.good.title)
        case facts.ProductPopped():
            said = _("弹窗 {number} 号 {title}").format(number=event.good.number, title=event.good.title)
        case facts.ProductUnpinned():
            said = _("结束讲解")
        case facts.FlashSaleAnnounced():
            said = _("秒杀 {title}，{price} 元 {quantity} 件").format(
                title=event.title, price=yuan(event.price), quantity=event.quantity
            )
        case facts.FlashSaleOpened():
            said = _("秒杀开抢")
        case facts.FlashSaleEnded():
            said = _("秒杀结束")
    return said


def _of_deals(event: Event, known: Known) -> str:  # noqa: ARG001 - one shape for all
    said = ""
    match event:
        case facts.BargainOpened():
            said = _("开砍价 {title}，{start} 元起砍，最低 {floor} 元，{quantity} 件").format(
                title=event.title, start=yuan(event.start_price), floor=yuan(event.floor_price),
                quantity=event.quantity,
            )  # fmt: skip
        case facts.BargainEnded():
            said = _("砍价结束")
        case facts.GroupBuyAnnounced():
            said = _("拼团 {title}，{price} 元，{size} 人成团").format(
                title=event.title, price=yuan(event.price), size=event.size
            )
        case facts.GroupBuyEnded():
            said = _("拼团结束")
    return said


def _price(one: PriceChange) -> str:
    plain = _("平时价")
    before, after = (plain if price is None else f"¥{yuan(price)}" for price in (one.before, one.after))
    return f"{one.spec} {before} → {after}".strip()


def _of_talk(event: Event, known: Known) -> str:
    said = ""
    match event:
        case facts.CommentPinned():
            said = _("置顶：{text}").format(text=_short(event.text))
        case facts.CommentRecalled():
            said = _decided("recalled").format(what=_quoted(event.comment, known))
        case facts.TalkModerated():
            said = _decided(event.what).format(what=_quoted(event.comment, known))
        case facts.TalkRulesChanged():
            parts = [
                _("慢速 {seconds} 秒").format(seconds=event.slow_seconds) if event.slow_seconds else _("不限速"),
                _("先审后发") if event.review else "", _("只有店里能说话") if event.quiet else "",
            ]  # fmt: skip
            said = _("发言规则：{rules}").format(rules=_("，").join(part for part in parts if part))
        case facts.AnswersChanged():
            ways = _("自动回答开着：{words}，答“{text}”") if event.active else _("自动回答关着：{words}，答“{text}”")
            removed = _("删掉自动回答：{words}")
            named = _("、").join(event.words)
            said = (ways if event.text else removed).format(words=named, text=_short(event.text))
        case facts.WordsChanged():
            said = _words(event)
    return said


def _decided(what: str) -> str:
    sentences = {
        "said": _("以店铺的名义说：{what}"),
        "recalled": _("撤回：{what}"),
        "approved": _("放行：{what}"),
        "rejected": _("没有放行：{what}"),
        "answered": _("回答了：{what}"),
        "pinned": _("置顶：{what}"),
        "unpinned": _("取消置顶"),
        "rules": _("改发言规则"),
        "report-dealt": _("处理了举报：{what}"),
        "report-dismissed": _("举报不成立：{what}"),
    }
    return sentences.get(what, what)


def _words(event: facts.WordsChanged) -> str:
    named = _("、").join(event.words[:MOST_WORDS])
    if len(event.words) > MOST_WORDS:
        named = _("{words} 等 {count} 个").format(words=named, count=len(event.words))
    ways = {
        "hold": _("词库：{words}，要人看过才放行"),
        "yours": _("词库：{words}，只有自己看得到"),
        "refuse": _("词库：{words}，不让说"),
        "off": _("词库：{words}，不再管"),
    }
    if not event.words:
        return _("改了词库")
    return ways.get(event.verdict, _("词库里拿掉：{words}")).format(words=named)


def _of_viewers(event: Event, known: Known) -> str:
    said = ""
    match event:
        case facts.ViewerMuted():
            who = known.viewers.get(event.member) or _("一位观众")
            until = _("到 {time}").format(time=clock_time(event.until)) if event.until else _("直到有人解除")
            muted = _("全店拉黑 {who}，{until}") if event.banned or not event.room else _("本直播间禁言 {who}，{until}")
            reason = _("，因为：{reason}").format(reason=_short(event.reason)) if event.reason else ""
            said = muted.format(who=who, until=until) + reason
        case facts.ViewerFreed():
            who = known.viewers.get(event.member) or _("一位观众")
            back = _("让 {who} 回到直播间") if event.kind == "kick" else _("解除 {who} 在本直播间的禁言")
            said = (back if event.room else _("解除 {who} 的全店拉黑")).format(who=who)
        case facts.ViewerKicked():
            who = known.viewers.get(event.member) or _("一位观众")
            said = _("把 {who} 请出直播间十分钟").format(who=who)
    return said


def _of_show(event: Event, known: Known) -> str:  # noqa: ARG001
    plain = {
        facts.BroadcastAired: _("开播"),
        facts.BroadcastEnded: _("结束直播"),
        facts.HostLost: _("主播断开"),
        facts.HostReturned: _("主播回来"),
        facts.PictureCut: _("断流"),
        facts.PictureAllowed: _("放行画面"),
    }
    said = plain.get(type(event), "")
    match event:
        case facts.HostPrompted():
            said = _("提醒主播：{text}").format(text=event.text)
        case facts.MomentMarked():
            said = _("打点 {time}").format(time=_second(event.at))
        case facts.MarkTakenBack():
            said = _("取消打点 {time}").format(time=_second(event.at))
        case facts.GuestSeated():
            said = _("{name} 上台连麦").format(name=event.name)
        case facts.GuestLeft(reason="unshared"):
            said = _("{name} 下台：改用 RTMP 推流，不能连麦").format(name=event.name)
        case facts.GuestLeft():
            said = _("{name} 下台").format(name=event.name)
        case facts.BattleBegan():
            said = _("PK：{left} 对 {right}").format(left=event.left, right=event.right)
        case facts.BattleEnded():
            said = _("PK 结束，{left} : {right}").format(left=event.left, right=event.right)
    return said


def _of_play(event: Event, known: Known) -> str:  # noqa: ARG001
    said = ""
    match event:
        case facts.RoundOpened():
            said = _("{kind}：{title}").format(kind=round_name(event.kind), title=event.title)
        case facts.RoundEnded():
            said = _("{kind}结束").format(kind=round_name(event.kind))
    return said


def _of_rooms(event: Event, known: Known) -> str:  # noqa: ARG001
    said = ""
    match event:
        case facts.RoomOpened():
            said = _("开了直播间 {title}").format(title=event.title)
        case facts.RoomChanged():
            said = _("改了直播间 {title} 的设置").format(title=event.title)
        case facts.FloorShown():
            said = _("主播的提词器上显示底价") if event.shown else _("主播的提词器上不再显示底价")
        case facts.OutputDelayed():
            said = _("延时 {seconds} 秒播出").format(seconds=event.seconds) if event.seconds else _("不再延时播出")
        case facts.StreamKeyRotated():
            said = _("换了推流密钥")
        case facts.RecordingShown():
            said = _("公开了一场回放") if event.public else _("收起了一场回放")
        case facts.RecordingDeleted():
            said = _("删除了一场录像")
        case facts.ClipDeleted():
            said = _("删除了切片 {title}").format(title=event.title)
    return said


def _of_shop(event: Event, known: Known) -> str:  # noqa: ARG001
    said = ""
    match event:
        case facts.ProductChanged():
            said = _("改了商品 {title}").format(title=event.title)
        case facts.PromotionChanged():
            said = _("改了活动 {name}").format(name=event.name)
        case facts.InviteTermsSet():
            said = _("打开了邀请有礼") if event.enabled else _("关掉了邀请有礼")
    return said


def _of_house(event: Event, known: Known) -> str:  # noqa: ARG001
    said = ""
    match event:
        case facts.StoresChanged():
            said = _("和 {name} 配成友店") if event.paired else _("和 {name} 解除了友店")
            said = said.format(name=event.name)
        case facts.LiveTakenOver():
            said = _("主机 {box} 接管了直播").format(box=event.box)
    return said


def _of_people(event: Event, known: Known) -> str:
    said = ""
    match event:
        case facts.PersonalDataSeen(order=""):
            name = known.viewers.get(event.member, "")
            said = _("看了会员 {name} 的完整信息").format(name=name) if name else _("看了一位会员的完整信息")
        case facts.PersonalDataSeen():
            number = known.orders.get(event.order, event.order)
            said = _("看了订单 {number} 收货人的完整信息").format(number=number)
    return said


def _quoted(comment: str, known: Known) -> str:
    name, text = known.comments.get(comment, ("", ""))
    said = _short(text) if text else _("一条发言")
    return f"{name}: {said}" if name and text else said


def _second(moment: datetime) -> str:
    return moment.astimezone(CHINA).strftime("%H:%M:%S")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
