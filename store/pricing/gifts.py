"""买赠: goods that come along for nothing, as long as there are some."""

from collections.abc import Mapping, Sequence

from store.money import of_pieces
from store.pricing.basket import Basket, Row, of_kind, pieces, to_pay
from store.pricing.cart import Cart, Gift, Promotion
from store.pricing.quoted import Earned, Line, Nudge, Quote
from store.pricing.scopes import about


def give(basket: Basket, cart: Cart, running: Sequence[Promotion]) -> None:
    free = {sku: one.available for sku, one in cart.giveable.items()}
    for item in cart.items:
        if item.sku in free:
            free[item.sku] -= item.quantity
    for promotion, rule in of_kind(running, Gift):
        rows = [row for row in basket.plain if about(promotion.scope, row.item)]
        by_amount, by_pieces = rule.amount - to_pay(rows), rule.pieces - pieces(rows)
        if rows and by_amount <= 0 and by_pieces <= 0:
            _put_in(basket, cart, free, promotion, rule, by=rows)
        elif rows and (by_amount > 0) != (by_pieces > 0) and (there := _there(free, rule)):
            missing = max(by_amount, by_pieces)
            basket.nudges.append(Nudge(promotion.id, promotion.name, missing, by_pieces > 0, "gift", parts=there))


def still_earned(gift: Line, quote: Quote, kept: Mapping[int, int]) -> bool:
    """Whether a gift of `quote` would be given for the pieces that are `kept`, by place: at the prices of then."""
    if gift.earned is None:
        return True
    rest = [(kept.get(place, 0), line) for place, line in enumerate(quote.lines) if _counts(line, gift.earned)]
    count = sum(pieces for pieces, _ in rest)
    amount = sum(_worth(line, pieces) for pieces, line in rest)
    return count > 0 and count >= gift.earned.pieces and amount >= gift.earned.amount


def _counts(line: Line, earned: Earned) -> bool:
    """What is bought through an activity earns no gifts."""
    return not line.gift and not line.promotion and line.sku in earned.skus


def _worth(line: Line, pieces: int) -> int:
    """Fen of so many of its pieces, as `give` counts them: before coupons and points."""
    whole = line.payable + sum(one.amount for one in line.adjustments if one.kind in ("coupon", "points"))
    return whole - of_pieces(whole, line.quantity, 0, line.quantity - pieces)


def _there(free: Mapping[str, int], rule: Gift) -> dict[str, int]:
    return {sku: min(wanted, free[sku]) for sku, wanted in rule.gifts.items() if free.get(sku, 0) > 0}


def _put_in(
    basket: Basket, cart: Cart, free: dict[str, int], promotion: Promotion, rule: Gift, *, by: Sequence[Row]
) -> None:
    earned = Earned(tuple(sorted({row.item.sku for row in by})), rule.amount, rule.pieces)
    for sku, wanted in sorted(rule.gifts.items()):
        count = min(wanted, free.get(sku, 0))
        if count > 0:
            free[sku] -= count
            basket.give(promotion.id, 0)
            basket.gifts.append(
                Line(
                    sku=sku,
                    product=cart.giveable[sku].product,
                    quantity=count,
                    list_price=0,
                    unit_price=0,
                    payable=0,
                    gift=True,
                    promotion=promotion.id,
                    earned=earned,
                )
            )
