"""What a promotion may say: nonsense is refused, what is merely odd is asked about (pure)."""

import itertools
from collections.abc import Iterator
from datetime import datetime

import msgspec

from appliance.errors import BadInput
from appliance.plain import one_line
from store.catalogue import adlaw
from store.pricing.cart import (
    Audience,
    Bundle,
    CouponRule,
    Gift,
    PointsRule,
    Reduction,
    Rule,
    Scope,
    ShippingRule,
    Tier,
    TimedPrice,
)

LONGEST_NAME = 30
MOST_TIERS = 5
MOST_FEN = 100_000_000
KINDS: dict[type[msgspec.Struct], str] = {
    TimedPrice: "timed-price",
    Bundle: "bundle",
    Reduction: "reduction",
    Gift: "gift",
    CouponRule: "coupon",
    PointsRule: "points",
    ShippingRule: "shipping",
}


class NameUnusable(BadInput):
    zh = "活动名要有 1 到 30 个字"
    en = "A promotion's name has 1 to 30 characters"


class WindowUnusable(BadInput):
    zh = "结束时间要在开始时间之后"
    en = "A promotion ends after it begins"


class LimitUnusable(BadInput):
    zh = "这里要填 1 以上的整数，不限制就空着"
    en = "A limit is 1 or more; leave it empty for none"


class AmountOutOfRange(BadInput):
    zh = "金额要在 0.01 元到 100 万元之间"
    en = "An amount lies between 0.01 and 1,000,000 yuan"


class OneWayOff(BadInput):
    zh = "“减多少元”和“打几折”只填一个"
    en = "Give either an amount off or a part off, not both"


class PercentUnusable(BadInput):
    zh = "折扣要在 0.1 折到 9.9 折之间，10 折就是没有优惠"
    en = "The part taken off lies between 1 and 99 per cent"


class TiersUnusable(BadInput):
    zh = "满减要有 1 到 5 档，每档写清满多少元或满几件；门槛越高，优惠要越多"
    en = "A reduction has 1 to 5 tiers, each from an amount or a number of pieces on, and a higher one takes more off"


class TierGivesAll(BadInput):
    zh = "减的钱不能等于或超过门槛，那等于白送"
    en = "A tier cannot take off as much as it asks for"


class EachUnusable(BadInput):
    zh = "“每满”只能有一档，并且是减多少元"
    en = "A reduction for every time it is reached has one tier with an amount off"


class NothingNamed(BadInput):
    zh = "请至少选一个商品"
    en = "Please name at least one article"


class BundleTooSmall(BadInput):
    zh = "组合里至少要有两件商品"
    en = "A set has at least two pieces"


class BudgetNeedsMost(BadInput):
    zh = "按折扣的券要设预算，先写最多减多少元"
    en = "To have a budget, a coupon for a part needs the most that it may take off"


class DaysUnusable(BadInput):
    zh = "有效天数要在 1 到 3650 之间"
    en = "A validity lies between 1 and 3650 days"


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A promotion as staff write it down."""

    name: str
    rule: Rule
    scope: Scope = Scope()
    audience: Audience = Audience()
    priority: int = 0
    stack_group: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    budget: int | None = None
    """Fen."""
    total: int | None = None
    per_member: int | None = None


class Doubt(msgspec.Struct, frozen=True):
    """Something that may be meant, but rarely is."""

    zh: str
    en: str


def kind_of(rule: Rule) -> str:
    return KINDS[type(rule)]


def checked(draft: Draft) -> Draft:
    """As it may be kept. Raises one of this file's problems, which names the `field`."""
    name = one_line(draft.name)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise NameUnusable(field="name")
    if draft.starts_at and draft.ends_at and draft.ends_at <= draft.starts_at:
        raise WindowUnusable(field="ends_at")
    draft = msgspec.structs.replace(draft, name=name)
    if isinstance(draft.rule, PointsRule | ShippingRule):  # nothing counts how often they are used
        draft = msgspec.structs.replace(draft, budget=None, total=None, per_member=None)
    if draft.audience.new_only:
        draft = msgspec.structs.replace(draft, per_member=1)
    for field in ("budget", "total", "per_member"):
        limit = getattr(draft, field)
        if limit is not None and not 1 <= limit <= MOST_FEN:
            raise LimitUnusable(field=field)
    _check_rule(draft)
    return draft


def doubts(draft: Draft) -> Iterator[Doubt]:
    rule = draft.rule
    if isinstance(rule, CouponRule) and not rule.shipping and rule.off >= max(rule.threshold, 1):
        yield Doubt(
            "这张券减的钱不少于它的门槛，买家可能一分钱不花就买走商品",
            "This coupon takes off as much as it asks for: goods may go for nothing",
        )
    if isinstance(rule, CouponRule) and not rule.shipping and rule.percent >= 50 and rule.most is None:
        yield Doubt("五折以下而且没写最多减多少", "Half or more off, without a limit to what it may come to")
    if isinstance(rule, Reduction) and any(tier.percent >= 50 for tier in rule.tiers):
        yield Doubt("有一档在五折以下", "One tier takes off half or more")
    if draft.ends_at is None and isinstance(rule, TimedPrice):
        yield Doubt("限时价没有写结束时间", "A timed price that never ends")
    for found in adlaw.doubtful(draft.name):
        yield Doubt(f"活动名里的“{found.word}”：{found.zh}", f"'{found.word}' in the name: {found.en}")


def _check_rule(draft: Draft) -> None:
    match draft.rule:
        case TimedPrice():
            _check_prices(draft.rule)
        case Bundle():
            _check_bundle(draft.rule)
        case Reduction():
            _check_reduction(draft.rule)
        case Gift():
            _check_gift(draft.rule)
        case CouponRule():
            _check_coupon(draft.rule, draft.budget)
        case PointsRule():
            _check_points(draft.rule)
        case ShippingRule():
            _check_shipping(draft.rule)


def _check_prices(rule: TimedPrice) -> None:
    if not rule.prices:
        raise NothingNamed(field="prices")
    for price in rule.prices.values():
        _check_amount(price, "prices")


def _check_bundle(rule: Bundle) -> None:
    if any(pieces < 1 for pieces in rule.pieces.values()) or sum(rule.pieces.values()) < 2:
        raise BundleTooSmall(field="pieces")
    _check_amount(rule.price, "price")


def _check_reduction(rule: Reduction) -> None:
    if not 1 <= len(rule.tiers) <= MOST_TIERS:
        raise TiersUnusable(field="tiers")
    for tier in rule.tiers:
        _check_tier(tier)
    if rule.each and (len(rule.tiers) > 1 or not rule.tiers[0].off):
        raise EachUnusable(field="each")
    ordered = sorted(rule.tiers, key=lambda tier: (tier.amount, tier.pieces))
    rising = all(
        (lower.amount, lower.pieces) != (higher.amount, higher.pieces)
        and bool(lower.off) == bool(higher.off)
        and bool(lower.amount) == bool(higher.amount)
        and (lower.off, lower.percent) < (higher.off, higher.percent)
        for lower, higher in itertools.pairwise(ordered)
    )
    if not rising:
        raise TiersUnusable(field="tiers")


def _check_tier(tier: Tier) -> None:
    if (tier.amount > 0) == (tier.pieces > 0) or tier.pieces > 10_000:
        raise TiersUnusable(field="tiers")
    if tier.amount:
        _check_amount(tier.amount, "tiers")
    _check_off(tier.off, tier.percent, 99, "tiers")
    if tier.amount and tier.off >= tier.amount:
        raise TierGivesAll(field="tiers")


def _check_gift(rule: Gift) -> None:
    if not rule.gifts or any(not 1 <= pieces <= 100 for pieces in rule.gifts.values()):
        raise NothingNamed(field="gifts")
    if (rule.amount > 0) == (rule.pieces > 0) or rule.amount < 0 or not 0 <= rule.pieces <= 10_000:
        raise TiersUnusable(field="amount")


def _check_coupon(rule: CouponRule, budget: int | None) -> None:
    _check_off(rule.off, rule.percent, 100 if rule.shipping else 99, "off")
    if rule.most is not None:
        _check_amount(rule.most, "most")
    if not 0 <= rule.threshold <= MOST_FEN:
        raise AmountOutOfRange(field="threshold")
    if budget is not None and rule.percent and rule.most is None:
        raise BudgetNeedsMost(field="most")
    _check_days(rule.days, "days")


def _check_points(rule: PointsRule) -> None:
    if not 1 <= rule.points_per_yuan <= 10_000:
        raise LimitUnusable(field="points_per_yuan")
    if not 1 <= rule.most_percent <= 100:
        raise PercentUnusable(field="most_percent")
    if not 0 <= rule.earn_per_yuan <= 100:
        raise LimitUnusable(field="earn_per_yuan")
    if not 0 <= rule.threshold <= MOST_FEN:
        raise AmountOutOfRange(field="threshold")
    if rule.valid_days is not None:
        _check_days(rule.valid_days, "valid_days")


def _check_shipping(rule: ShippingRule) -> None:
    for field in ("first", "more"):
        if not 0 <= getattr(rule, field) <= 1_000_000:
            raise AmountOutOfRange(field=field)
    for field in ("first_weight", "more_weight"):
        if not 1 <= getattr(rule, field) <= 1_000_000:
            raise LimitUnusable(field=field)
    if rule.free_from is not None and not 0 <= rule.free_from <= MOST_FEN:
        raise AmountOutOfRange(field="free_from")


def _check_off(off: int, percent: int, most_percent: int, field: str) -> None:
    if (off > 0) == (percent > 0) or off < 0 or percent < 0:
        raise OneWayOff(field=field)
    if percent > most_percent:
        raise PercentUnusable(field=field)
    if off:
        _check_amount(off, field)


def _check_amount(amount: int, field: str) -> None:
    if not 1 <= amount <= MOST_FEN:
        raise AmountOutOfRange(field=field)


def _check_days(days: int, field: str) -> None:
    if not 1 <= days <= 3650:
        raise DaysUnusable(field=field)
