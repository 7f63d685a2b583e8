"""A cart while it is being priced: what is left to pay of each line, and what took the rest off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from store.money import share_out
from store.pricing.cart import Cart, Item, Promotion
from store.pricing.quoted import Adjustment, Line, Nudge

R = TypeVar("R")


@dataclass(slots=True)
class Row:
    place: int
    """In the cart."""
    item: Item
    unit_price: int
    rest: int
    """Fen that the line still costs."""
    adjustments: list[Adjustment] = field(default_factory=list)
    points: int = 0

    @property
    def plain(self) -> bool:
        """No activity excludes the later stages."""
        return self.item.activity is None

    def take_off(self, adjustment: Adjustment) -> None:
        if adjustment.amount:
            self.rest -= adjustment.amount
            self.adjustments.append(adjustment)

    def line(self) -> Line:
        return Line(
            sku=self.item.sku,
            product=self.item.product,
            quantity=self.item.quantity,
            list_price=self.item.price,
            unit_price=self.unit_price,
            adjustments=tuple(self.adjustments),
            payable=self.rest,
            points=self.points,
            promotion=self.item.activity.promotion if self.item.activity else "",
        )


@dataclass(slots=True)
class Basket:
    rows: list[Row]
    """By what they hold and not by their place, so that the order of a cart changes no price."""
    given: dict[str, int] = field(default_factory=dict)
    """Fen by promotion."""
    earned: int = 0
    """Points."""
    gifts: list[Line] = field(default_factory=list)
    nudges: list[Nudge] = field(default_factory=list)

    @property
    def plain(self) -> list[Row]:
        """Those that reductions, gifts, coupons and points are about."""
        return [row for row in self.rows if row.plain]

    def affords(self, promotion: Promotion, amount: int) -> bool:
        left = promotion.budget_left
        return left is None or self.given.get(promotion.id, 0) + amount <= left

    def give(self, promotion: str, amount: int) -> None:
        self.given[promotion] = self.given.get(promotion, 0) + amount


def basket_of(cart: Cart) -> Basket:
    rows = [Row(place, item, item.price, item.price * item.quantity) for place, item in enumerate(cart.items)]
    return Basket(sorted(rows, key=_by_contents))


def to_pay(rows: Sequence[Row]) -> int:
    return sum(row.rest for row in rows)


def pieces(rows: Sequence[Row]) -> int:
    return sum(row.item.quantity for row in rows)


def spread(rows: Sequence[Row], whole: Adjustment) -> list[int]:
    """Take `whole` off several lines in proportion to what is left of them; the shares."""
    shares = share_out(whole.amount, [row.rest for row in rows])
    for row, share in zip(rows, shares, strict=True):
        row.take_off(Adjustment(whole.promotion, whole.kind, whole.name, share, whole.coupon))
    return shares


def of_kind(running: Sequence[Promotion], kind: type[R]) -> list[tuple[Promotion, R]]:
    """The promotions that have such a rule, with it."""
    return [(promotion, promotion.rule) for promotion in running if isinstance(promotion.rule, kind)]


def _by_contents(row: Row) -> tuple[str, str, int, int]:
    item = row.item
    return item.sku, item.activity.promotion if item.activity else "", item.quantity, item.price
