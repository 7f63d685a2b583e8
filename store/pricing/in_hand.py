"""到手价: what one piece costs who looks, with the best coupon that is held or can be taken; asked of the one quote."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec

from store.pricing.cart import Bundle, Buyer, Cart, CouponRule, HeldCoupon, Item, Promotion, Reduction, TimedPrice
from store.pricing.quoted import Adjustment
from store.pricing.quoting import quote
from store.pricing.scopes import about

Why = Literal["take", "coupon", "reduction"]
LAST = datetime.max.replace(tzinfo=UTC)


class InHand(msgspec.Struct, frozen=True):
    price: int
    """Fen for one piece, without shipping and points; less than the piece's own price."""
    why: Why
    """take: a coupon that can be taken now is good for it; coupon: one that is held; reduction: 满减 of one piece."""
    off: int = 0
    """Fen that the coupons to be taken take off."""
    take: tuple[str, ...] = ()
    """Their promotions."""
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    """When the first of what lowers it ends; None: nothing of it has an end that is known."""


def as_if_held(offered: Promotion, rule: CouponRule, now: datetime) -> HeldCoupon:
    """A coupon that could be taken now, as if it were held; of equals the one that is really held is used."""
    return HeldCoupon(
        id=f"take/{offered.id}",
        promotion=offered.id,
        name=offered.name,
        rule=rule,
        scope=offered.scope,
        stack_group=offered.stack_group,
        valid_from=now,
        valid_to=LAST,
        offered_until=offered.ends_at,
    )


def in_hand(
    item: Item, buyer: Buyer, now: datetime, rules: Sequence[Promotion], takeable: Sequence[HeldCoupon] = ()
) -> InHand | None:
    """Of one piece bought by itself; None where nothing makes it cheaper than its own price."""
    piece = msgspec.structs.replace(item, quantity=1)
    coupons = tuple(one for one in (*buyer.coupons, *takeable) if _may_lower(one, piece))
    lowering = [one for one in rules if isinstance(one.rule, _LOWERING) and about(one.scope, piece)]
    if not coupons and not any(isinstance(one.rule, Reduction) for one in lowering):
        return None
    hand = msgspec.structs.replace(buyer, coupons=coupons)
    (line, *_) = quote(Cart(items=(piece,), delivery="none"), hand, now, lowering).lines
    if line.payable >= line.unit_price:
        return None
    taken = {one.id: one.promotion for one in takeable}
    steps = [one for one in line.adjustments if one.coupon in taken]
    used = any(one.kind == "coupon" for one in line.adjustments)
    why: Why = "take" if steps else "coupon" if used else "reduction"
    until = _until(line.adjustments, coupons, lowering)
    return InHand(line.payable, why, sum(one.amount for one in steps), tuple(taken[one.coupon] for one in steps), until)


def told_apart(rules: Sequence[Promotion], coupons: Sequence[HeldCoupon]) -> set[str]:
    """The SKUs that some rule names: what is alike in all else comes to the same."""
    scopes = (*(one.scope for one in rules), *(one.scope for one in coupons))
    prices = (one.rule.prices for one in rules if isinstance(one.rule, TimedPrice))
    return {sku for scope in scopes for sku in scope.skus} | {sku for known in prices for sku in known}


def _until(steps: Sequence[Adjustment], coupons: Sequence[HeldCoupon], rules: Sequence[Promotion]) -> datetime | None:
    """A coupon that is held ends by its own day, one that could be taken with its offer."""
    ends = {rule.id: rule.ends_at for rule in rules}
    ends |= {one.id: one.offered_until if one.valid_to == LAST else one.valid_to for one in coupons}
    known = (ends.get(step.coupon or step.promotion) for step in steps)
    return min((end for end in known if end is not None), default=None)


def _may_lower(coupon: HeldCoupon, piece: Item) -> bool:
    """What cannot matter to one piece is not put before the quote: this is asked of a whole shelf."""
    rule = coupon.rule
    return not rule.shipping and rule.threshold <= piece.price and about(coupon.scope, piece)


_LOWERING = (TimedPrice, Bundle, Reduction)
