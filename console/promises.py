"""How the console says what a promotion promises: 满 ¥200 减 ¥30，每人 2 次."""

from console.entered import fold
from console.i18n import gettext as _
from store.money import yuan
from store.pricing.cart import (
    Bundle,
    CouponRule,
    Gift,
    PointsRule,
    Reduction,
    Rule,
    ShippingRule,
    Tier,
    TimedPrice,
)
from store.promotions.checking import Draft


def kind_name(kind: str) -> str:
    names = {
        "timed-price": _("限时价"),
        "bundle": _("组合价"),
        "reduction": _("满减满折"),
        "gift": _("买赠"),
        "coupon": _("优惠券"),
        "points": _("积分"),
        "shipping": _("运费"),
    }
    return names[kind]


def kind_purpose(kind: str) -> str:
    purposes = {
        "timed-price": _("几个商品在一段时间里按更低的价卖"),
        "bundle": _("几件商品凑成一组，整组一个价"),
        "reduction": _("满多少元或几件，减钱或打折"),
        "gift": _("买够了就送小礼物"),
        "coupon": _("买家领到手、下单时用，也可以由店里发"),
        "points": _("积分能抵多少钱，消费得多少积分"),
        "shipping": _("各地的运费、满多少包邮、哪里不送"),
    }
    return purposes[kind]


def promotion_state(state: str) -> str:
    names = {"draft": _("草稿"), "running": _("进行中"), "paused": _("已暂停"), "ended": _("已结束")}
    return names[state]


def promotion_light(state: str) -> str:
    return {"running": "green", "paused": "amber"}.get(state, "off")


def promise(draft: Draft) -> str:
    """One sentence with everything that a buyer would want to know, and the limits that staff have set."""
    said = [_rule(draft.rule)]
    if draft.audience.new_only:
        said.append(_("新人专享"))
    if draft.audience.levels:
        said.append(_("{levels}专享").format(levels=_("、").join(draft.audience.levels)))
    if draft.per_member is not None:
        counted = _("每人 {count} 张") if isinstance(draft.rule, CouponRule) else _("每人 {count} 次")
        said.append(counted.format(count=draft.per_member))
    if draft.total is not None:
        counted = _("共 {count} 张") if isinstance(draft.rule, CouponRule) else _("共 {count} 次")
        said.append(counted.format(count=draft.total))
    if draft.budget is not None:
        said.append(_("预算 ¥{amount}").format(amount=yuan(draft.budget)))
    return _("，").join(said)


def _rule(rule: Rule) -> str:
    said = ""
    match rule:
        case TimedPrice():
            said = _timed_price(rule)
        case Bundle():
            said = _("{count} 件一组，¥{price}").format(count=sum(rule.pieces.values()), price=yuan(rule.price))
        case Reduction():
            said = _("；").join(_tier(tier, each=rule.each) for tier in rule.tiers)
        case Gift():
            reached = _reached(rule.amount, rule.pieces, each=False)
            said = _("{reached}送 {count} 件赠品").format(reached=reached, count=sum(rule.gifts.values()))
        case CouponRule():
            said = _coupon(rule)
        case PointsRule():
            said = _points(rule)
        case ShippingRule():
            said = _shipping(rule)
    return said


def _timed_price(rule: TimedPrice) -> str:
    lowest = yuan(min(rule.prices.values(), default=0))
    return _("{count} 个规格按限时价卖，最低 ¥{price}").format(count=len(rule.prices), price=lowest)


def _tier(tier: Tier, *, each: bool) -> str:
    return _reached(tier.amount, tier.pieces, each=each) + _off(tier.off, tier.percent)


def _reached(amount: int, pieces: int, *, each: bool) -> str:
    if pieces:
        said = _("每满 {count} 件") if each else _("满 {count} 件")
        return said.format(count=pieces)
    said = _("每满 ¥{amount} ") if each else _("满 ¥{amount} ")
    return said.format(amount=yuan(amount))


def _off(off: int, percent: int) -> str:
    if percent:
        return _("打 {fold} 折").format(fold=fold(percent))
    return _("减 ¥{amount}").format(amount=yuan(off))


def _coupon(rule: CouponRule) -> str:
    reached = _reached(rule.threshold, 0, each=False) if rule.threshold else _("无门槛")
    worth = _("免运费") if rule.shipping and rule.percent == 100 else _off(rule.off, rule.percent)
    said = [reached + worth]
    if rule.most is not None:
        said.append(_("最多减 ¥{amount}").format(amount=yuan(rule.most)))
    said.append(_("到手 {days} 天内有效").format(days=rule.days))
    return _("，").join(said)


def _points(rule: PointsRule) -> str:
    spent = _("{points} 积分抵 1 元，最多抵商品的 {percent}%").format(
        points=rule.points_per_yuan, percent=rule.most_percent
    )
    earned = _("每付 1 元得 {points} 积分").format(points=rule.earn_per_yuan)
    lasting = _("永久有效") if rule.valid_days is None else _("{days} 天内有效").format(days=rule.valid_days)
    return _("，").join((spent, earned, lasting))


def _shipping(rule: ShippingRule) -> str:
    ways = {"express": _("快递"), "city": _("同城配送"), "pickup": _("到店自提"), "none": _("不用送")}
    where = _("、").join(rule.regions) if rule.regions else _("全国")
    if rule.refused:
        return _("{where}不送（{way}）").format(where=where, way=ways[rule.delivery])
    fee = _("{where}{way} ¥{first}（{grams} 克内）").format(
        where=where, way=ways[rule.delivery], first=yuan(rule.first), grams=rule.first_weight
    )
    said = [fee]
    if rule.more:
        said.append(_("每多 {grams} 克加 ¥{more}").format(grams=rule.more_weight, more=yuan(rule.more)))
    if rule.free_from is not None:
        said.append(_("满 ¥{amount} 包邮").format(amount=yuan(rule.free_from)))
    return _("，").join(said)
