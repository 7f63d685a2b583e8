"""A posted form as a promotion."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from werkzeug.datastructures import MultiDict

from appliance.clock import CHINA
from appliance.errors import BadInput, NotFound
from console.several import tags_of
from store.money import AmountUnreadable, fen
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
from store.promotions.checking import MOST_TIERS, Draft, PercentUnusable

Posted = MultiDict[str, str]


class KindUnknown(NotFound):
    zh = "没有这种活动"
    en = "There is no such kind of promotion"


class NumberUnreadable(BadInput):
    zh = "这里要填整数"
    en = "This is a whole number"


class MomentUnreadable(BadInput):
    zh = "这个时间没有写对"
    en = "This time cannot be read"


class LevelsMissing(BadInput):
    zh = "请至少选一个会员等级"
    en = "Please choose at least one level"


def draft_of(kind: str, posted: Posted) -> Draft:
    """Raises KindUnknown, and what names the `field` that cannot be read."""
    read = _RULES.get(kind)
    if read is None:
        raise KindUnknown
    return Draft(
        name=posted.get("name", ""),
        rule=read(posted),
        scope=_scope(posted),
        audience=_audience(posted),
        priority=_number(posted, "priority") or 0,
        stack_group=posted.get("stack_group", "").strip()[:20],
        starts_at=moment_of(posted, "starts_at"),
        ends_at=moment_of(posted, "ends_at"),
        budget=_amount(posted, "budget"),
        total=_number(posted, "total"),
        per_member=_number(posted, "per_member"),
    )


def _audience(posted: Posted) -> Audience:
    """Raises LevelsMissing."""
    chosen, levels = posted.get("audience"), tuple(posted.getlist("level"))
    if chosen == "levels" and not levels:
        raise LevelsMissing(field="audience")
    return Audience(new_only=chosen == "new", levels=levels if chosen == "levels" else ())


def _scope(posted: Posted) -> Scope:
    return Scope(
        products=tuple(posted.getlist("product")),
        categories=tuple(posted.getlist("category")),
        tags=tuple(tags_of(posted.get("tags", ""))),
        excluded=tuple(posted.getlist("excluded")),
    )


def _timed_price(posted: Posted) -> Rule:
    return TimedPrice({sku: _amount(posted, f"value-{sku}", "goods") or 0 for sku in posted.getlist("sku")})


def _bundle(posted: Posted) -> Rule:
    return Bundle(_pieces(posted), _amount(posted, "price") or 0)


def _reduction(posted: Posted) -> Rule:
    by_pieces, by_part = posted.get("measure") == "pieces", posted.get("way") == "part"
    tiers = []
    for number in range(1, MOST_TIERS + 1):
        reached, off = f"from-{number}", f"off-{number}"
        if posted.get(reached, "").strip() or posted.get(off, "").strip():
            tiers.append(
                Tier(
                    amount=0 if by_pieces else _amount(posted, reached, "tiers") or 0,
                    pieces=(_number(posted, reached, "tiers") or 0) if by_pieces else 0,
                    off=0 if by_part else _amount(posted, off, "tiers") or 0,
                    percent=_part(posted, off, "tiers") if by_part else 0,
                )
            )
    return Reduction(tuple(tiers), each="each" in posted)


def _gift(posted: Posted) -> Rule:
    by_pieces = posted.get("measure") == "pieces"
    return Gift(
        amount=0 if by_pieces else _amount(posted, "amount") or 0,
        pieces=(_number(posted, "amount") or 0) if by_pieces else 0,
        gifts=_pieces(posted),
    )


def _coupon(posted: Posted) -> Rule:
    way = posted.get("way", "off")
    return CouponRule(
        off=_amount(posted, "off") or 0 if way == "off" else 0,
        percent=100 if way == "shipping" else _part(posted, "off") if way == "part" else 0,
        most=_amount(posted, "most"),
        threshold=_amount(posted, "threshold") or 0,
        shipping=way == "shipping",
        days=_number(posted, "days") or 0,
        claimable="claimable" in posted,
    )


def _points(posted: Posted) -> Rule:
    return PointsRule(
        points_per_yuan=_number(posted, "points_per_yuan") or 0,
        most_percent=_number(posted, "most_percent") or 0,
        threshold=_amount(posted, "threshold") or 0,
        earn_per_yuan=_number(posted, "earn_per_yuan") or 0,
        valid_days=_number(posted, "valid_days"),
    )


def _shipping(posted: Posted) -> Rule:
    delivery = posted.get("delivery", "express")
    return ShippingRule(
        delivery="city" if delivery == "city" else "pickup" if delivery == "pickup" else "express",
        regions=tuple(" ".join(line.split()) for line in posted.get("regions", "").splitlines() if line.strip()),
        first_weight=_number(posted, "first_weight") or 0,
        first=_amount(posted, "first") or 0,
        more_weight=_number(posted, "more_weight") or 0,
        more=_amount(posted, "more") or 0,
        free_from=_amount(posted, "free_from"),
        refused="refused" in posted,
    )


_RULES: dict[str, Callable[[Posted], Rule]] = {
    "timed-price": _timed_price,
    "bundle": _bundle,
    "reduction": _reduction,
    "gift": _gift,
    "coupon": _coupon,
    "points": _points,
    "shipping": _shipping,
}
KINDS = tuple(_RULES)


def _pieces(posted: Posted) -> dict[str, int]:
    return {sku: _number(posted, f"value-{sku}", "goods") or 0 for sku in posted.getlist("sku")}


def _amount(posted: Posted, name: str, field: str = "") -> int | None:
    """Fen; None when nothing is written."""
    written = posted.get(name, "").strip()
    try:
        return fen(written) if written else None
    except AmountUnreadable as problem:
        raise AmountUnreadable(field=field or name) from problem


def _number(posted: Posted, name: str, field: str = "") -> int | None:
    written = posted.get(name, "").strip()
    if written and (len(written) > 9 or not written.isdecimal()):
        raise NumberUnreadable(field=field or name)
    return int(written) if written else None


def _part(posted: Posted, name: str, field: str = "") -> int:
    """8.5 折 is 15 per cent off. Raises PercentUnusable."""
    try:
        tenths = Decimal(posted.get(name, "").strip() or "0") * 10
    except InvalidOperation as error:
        raise PercentUnusable(field=field or name) from error
    if not tenths.is_finite() or not 0 < tenths < 100 or tenths != int(tenths):
        raise PercentUnusable(field=field or name)
    return 100 - int(tenths)


def moment_of(posted: Posted, name: str) -> datetime | None:
    """A field's local time, which is the shop's; None when nothing is written."""
    written = posted.get(name, "").strip()
    try:
        return datetime.fromisoformat(written).replace(tzinfo=CHINA).astimezone(UTC) if written else None
    except (ValueError, OverflowError) as error:
        raise MomentUnreadable(field=name) from error
