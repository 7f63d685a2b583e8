"""A show's report 战报: to look at, to keep as a picture, to take into a spreadsheet."""

from collections.abc import Iterator

from quart import Response
from quart.typing import ResponseReturnValue

from appliance.clock import CHINA
from appliance.house import house
from appliance.http import Pages, signed
from appliance.identity.permissions import Permission
from console.consent import agreements, words
from console.drawing import HEIGHT, WIDTH, drawing
from console.i18n import gettext as _
from console.looks import page
from console.reporting import Headline, ProductRow, Report, report
from console.words import day_and_time, rate, round_name, source_name, span
from media.broadcasts import reads as broadcasts
from media.broadcasts.actions import BroadcastNotFound
from store.catalogue import tables
from store.money import yuan
from store.play.actions import spec_of
from store.play.models import Round
from store.promotions.bargains.models import Bargain
from store.promotions.flash_sales.models import FlashSale
from store.promotions.group_buys.models import GroupBuy

pages = Pages("console_reports", __name__)


@pages.page("/console/shows/<show>/report", allow=Permission.FIGURES_SEE)
async def read(show: str) -> ResponseReturnValue:
    return await _shown(show)


@pages.page("/console/rooms/<room>/report", allow=Permission.FIGURES_SEE)
async def latest(room: str) -> ResponseReturnValue:
    """That of the room's last show. Raises BroadcastNotFound when there has been none."""
    async with house().db.read() as session:
        found = await broadcasts.latest(session, room)
    if found is None:
        raise BroadcastNotFound
    return await _shown(found.id)


@pages.page("/console/shows/<show>/report.csv", allow=Permission.FIGURES_SEE)
async def export(show: str) -> ResponseReturnValue:
    found = await _report(show)
    answer = Response(tables.sheet(_lines(found)), content_type="text/csv; charset=utf-8")
    day = (found.show.aired_at or found.show.starts_at).astimezone(CHINA).strftime("%Y%m%d")
    answer.headers["content-disposition"] = f'attachment; filename="show-{day}.csv"'
    return answer


async def _shown(show: str) -> Response:
    found = await _report(show)
    async with house().db.read() as session:
        room = await broadcasts.room(session, found.show.room)
        guests = await agreements(session, found.show, found.until) if signed().may(Permission.STAGE_RUN) else []
    moments = [(one.since, one.until) for one in found.moments]
    since = found.show.aired_at or found.show.starts_at
    picture = drawing(since, found.until, found.curve, found.minutes, moments)
    titles = {row.sold.product: row.sold.title for row in found.products}
    return await page(
        "reports/report.html", report=found, room=room, picture=picture, titles=titles, width=WIDTH, height=HEIGHT,
        guests=guests, agreed={one.version: words(one.version) for one in guests},
        figures=list(_figures(found.headline)), change=_changes(found), most=max(found.minutes, default=0),
    )  # fmt: skip


async def _report(show: str) -> Report:
    async with house().db.read() as session:
        return await report(session, show, house().clock.now())


def _figures(one: Headline) -> Iterator[tuple[str, str, str]]:
    """Name, words and value of what a report begins with, in its order."""
    yield "gmv", _("成交额（元）"), yuan(one.sold.gmv)
    yield "paid", _("付款订单"), str(one.sold.paid)
    yield "buyers", _("买家"), str(one.sold.buyers)
    yield "new_buyers", _("其中新客"), str(one.new_buyers)
    yield "average", _("客单价（元）"), yuan(one.sold.average)
    yield "conversion", _("转化率"), rate(one.conversion)
    yield "per_thousand", _("千人成交（元）"), yuan(one.per_thousand)
    yield "viewers", _("观众"), str(one.people.viewers)
    yield "new_viewers", _("其中新观众"), str(one.people.new)
    yield "peak", _("最高在线"), str(one.peak)
    yield "stay", _("平均停留"), span(one.people.average_stay)
    yield "lasted", _("播了"), span(one.lasted)


def _measures(one: Headline) -> dict[str, float]:
    return {
        "gmv": one.sold.gmv, "paid": one.sold.paid, "buyers": one.sold.buyers, "new_buyers": one.new_buyers,
        "average": one.sold.average, "conversion": one.conversion, "per_thousand": one.per_thousand,
        "viewers": one.people.viewers, "new_viewers": one.people.new, "peak": one.peak,
        "stay": one.people.average_stay, "lasted": one.lasted,
    }  # fmt: skip


def _changes(found: Report) -> dict[str, float]:
    """How much more each figure is than in the show before, as a share of that; left out where there was nothing."""
    if found.before is None:
        return {}
    before = _measures(found.before)
    return {name: now / before[name] - 1 for name, now in _measures(found.headline).items() if before[name]}


def _lines(found: Report) -> Iterator[list[str]]:
    yield [_("场次"), found.show.title]
    yield [_("开播"), day_and_time(found.show.aired_at or found.show.starts_at)]
    before = {name: value for name, _words, value in _figures(found.before)} if found.before else {}
    yield [_("指标"), _("这一场"), _("上一场")]
    yield from ([words, value, before.get(name, "")] for name, words, value in _figures(found.headline))
    yield []
    yield [_("来源"), _("人数")]
    yield from ([source_name(source), str(people)] for source, people in found.headline.people.sources)
    yield []
    yield [
        _("商品"), _("下单件数"), _("付款件数"), _("成交额（元）"), _("买家"), _("讲解次数"), _("讲解秒数"),
        _("讲解时卖出"), _("讲解时成交（元）"),
    ]  # fmt: skip
    yield from (_cells(row) for row in found.products)
    deals = list(_deals(found))
    if deals:
        yield []
        yield [_("活动"), _("商品"), _("价格（元）"), _("备货件数"), _("成团数"), _("发起人数"), _("成交件数")]
        yield from deals
    if found.rounds:
        yield []
        yield [_("互动"), _("标题"), _("参加人数"), _("得奖人数"), _("签到送出积分")]
        yield from (_played(one) for one in found.rounds)


def _deals(found: Report) -> Iterator[list[str]]:
    """What was bought in flash sales, in full teams and by bargains."""
    for sale in found.sales:
        yield _deal(_("秒杀"), sale.sale, sale.sale.price, bought=sale.paid)
    for team in found.teams:
        yield _deal(_("拼团"), team.group_buy, team.group_buy.price, bought=team.paid, full=str(team.full))
    for one in found.bargains:
        yield _deal(_("砍价"), one.bargain, one.bargain.floor_price, bought=one.bought, begun=str(one.begun))


def _deal(
    kind: str, what: FlashSale | GroupBuy | Bargain, price: int, *, bought: int, full: str = "", begun: str = ""
) -> list[str]:
    return [kind, f"{what.title} {what.spec}".strip(), yuan(price), str(what.quantity), full, begun, str(bought)]


def _played(one: Round) -> list[str]:
    came = one.kind == "check-in"
    points = str(one.entries * spec_of(one.spec).prizes[0].points) if came else ""
    return [round_name(one.kind), one.title, str(one.entries), "" if came else str(one.won), points]


def _cells(row: ProductRow) -> list[str]:
    sold, explained = row.sold, row.explained
    counts = (sold.ordered, sold.pieces, yuan(sold.amount), sold.buyers, explained.times, explained.seconds)
    return [sold.title, *map(str, counts), str(explained.pieces), yuan(explained.amount)]
