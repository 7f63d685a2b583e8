"""The price of a piece: an activity's, else the lowest of timed, room and member price. And sets at their own price."""

from collections.abc import Mapping, Sequence

from store.money import share_out
from store.pricing.basket import Basket, Row, of_kind
from store.pricing.cart import Bundle, Buyer, Promotion, TimedPrice
from store.pricing.quoted import Adjustment, Nudge
from store.pricing.scopes import about

MEMBER_PRICE = "member-price"
ROOM_PRICE = "room-price"


def price(basket: Basket, buyer: Buyer, running: Sequence[Promotion]) -> None:
    timed = of_kind(running, TimedPrice)
    for row in basket.rows:
        if row.item.activity is not None:
            activity = row.item.activity
            _sell_at(row, activity.price, Adjustment(activity.promotion, "activity", activity.name, 0))
        else:
            _lower(basket, row, buyer, timed)


def bundle(basket: Basket, running: Sequence[Promotion]) -> None:
    """A piece is in one set only; sets are made as long as there are pieces for them, the most important kind first."""
    free = {row.place: row.item.quantity for row in basket.plain}
    for promotion, rule in of_kind(running, Bundle):
        parts = {sku: [row for row in basket.plain if row.item.sku == sku] for sku in rule.pieces}
        sets = min(
            (sum(free[row.place] for row in parts[sku]) // wanted for sku, wanted in rule.pieces.items()), default=0
        )
        if sets:
            used = [part for sku, wanted in rule.pieces.items() for part in _pick(parts[sku], free, wanted * sets)]
            if _sell_sets(basket, promotion, used, rule.price * sets):
                for row, count in used:
                    free[row.place] -= count
        else:
            _nudge(basket, promotion, rule, {sku: sum(free[row.place] for row in rows) for sku, rows in parts.items()})


def _nudge(basket: Basket, promotion: Promotion, rule: Bundle, here: Mapping[str, int]) -> None:
    """Who has one part hears what the others are."""
    missing = {sku: wanted - here[sku] for sku, wanted in rule.pieces.items() if here[sku] < wanted}
    if any(here.values()):
        count = sum(missing.values())
        basket.nudges.append(
            Nudge(promotion.id, promotion.name, count, pieces=True, kind="bundle", parts=missing, price=rule.price)
        )


def _lower(basket: Basket, row: Row, buyer: Buyer, timed: list[tuple[Promotion, TimedPrice]]) -> None:
    best = row.item.price
    why, giver = Adjustment("", "", "", 0), ""
    for promotion, rule in timed:
        offered = rule.prices.get(row.item.sku, best)
        saving = (row.item.price - offered) * row.item.quantity
        if offered < best and about(promotion.scope, row.item) and basket.affords(promotion, saving):
            best, giver = offered, promotion.id
            why = Adjustment(promotion.id, "timed-price", promotion.name, 0)
    if row.item.room_price is not None and row.item.room_price < best:
        best, giver = row.item.room_price, ""
        why = Adjustment(ROOM_PRICE, ROOM_PRICE, "直播价", 0)
    if buyer.member_prices and row.item.member_price is not None and row.item.member_price < best:
        best, giver = row.item.member_price, ""
        why = Adjustment(MEMBER_PRICE, MEMBER_PRICE, "会员价", 0)
    saved = _sell_at(row, best, why)
    if giver and saved:
        basket.give(giver, saved)


def _sell_at(row: Row, unit_price: int, why: Adjustment) -> int:
    """At most at the plain price, and not below nothing; fen saved."""
    row.unit_price = max(0, min(unit_price, row.item.price))
    saved = (row.item.price - row.unit_price) * row.item.quantity
    row.take_off(Adjustment(why.promotion, why.kind, why.name, saved))
    return saved


def _pick(rows: Sequence[Row], free: dict[int, int], wanted: int) -> list[tuple[Row, int]]:
    picked = []
    for row in rows:
        count = min(free[row.place], wanted)
        wanted -= count
        if count:
            picked.append((row, count))
    return picked


def _sell_sets(basket: Basket, promotion: Promotion, used: Sequence[tuple[Row, int]], cost: int) -> bool:
    singly = [row.unit_price * count for row, count in used]
    saving = sum(singly) - cost
    if saving <= 0 or not basket.affords(promotion, saving):
        return False
    for (row, _), share in zip(used, share_out(saving, singly), strict=True):
        row.take_off(Adjustment(promotion.id, "bundle", promotion.name, share))
    basket.give(promotion.id, saving)
    return True
