"""What a quote says: every line with what made its price."""

from collections.abc import Mapping

import msgspec

from store.pricing.cart import Delivery


class Adjustment(msgspec.Struct, frozen=True):
    """Something off a line, or off shipping."""

    promotion: str
    """Its id, or `member-price` or `room-price`, which are no promotions; a coupon's own id is in `coupon`."""
    kind: str
    """activity, timed-price, room-price, member-price, bundle, reduction, coupon, points or shipping."""
    name: str
    amount: int
    """Fen off, positive."""
    coupon: str = ""


class Earned(msgspec.Struct, frozen=True):
    """What a gift hangs on: so much of these goods, counted before coupons and points."""

    skus: tuple[str, ...]
    amount: int = 0
    pieces: int = 0


class Line(msgspec.Struct, frozen=True, kw_only=True):
    sku: str
    product: str
    quantity: int
    list_price: int
    unit_price: int
    """After the price stage."""
    adjustments: tuple[Adjustment, ...] = ()
    """Everything that lies between list_price * quantity and payable, in the order it happened."""
    payable: int
    """Fen for the whole line; list_price * quantity minus the adjustments, never below 0."""
    points: int = 0
    """Spent on this line."""
    gift: bool = False
    promotion: str = ""
    """Of a gift, or of the activity."""
    earned: Earned | None = None
    """Of a gift that is not a prize."""


class Offer(msgspec.Struct, frozen=True):
    """A coupon the buyer holds: what it would bring now, or why not."""

    coupon: str
    name: str
    off: int
    usable: bool
    missing: int = 0
    """Fen of goods in scope that it still needs."""
    chosen: bool = False


class Nudge(msgspec.Struct, frozen=True):
    """再买 ¥12 减 ¥10; 再买 1 件送杯子; 再买 ¥8 包邮; 再加 1 个杯子，整套 ¥99."""

    promotion: str
    name: str
    missing: int
    """Fen, or pieces when `pieces`."""
    pieces: bool = False
    kind: str = "reduction"
    """reduction, gift, bundle or shipping."""
    off: int = 0
    """Fen that would then be off, or as much more as now."""
    parts: Mapping[str, int] = {}
    """Pieces by SKU: of a gift what would come along, of a bundle what a set still lacks."""
    price: int = 0
    """Fen for a set."""


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """`total` = sum of the lines' payable + shipping, and = goods - discount - points_off + shipping."""

    lines: tuple[Line, ...]
    """In the cart's order, gifts last."""
    goods: int
    """At list prices, without gifts."""
    discount: int
    """Everything off the goods but points."""
    points: int
    points_off: int
    most_points: int
    """That could be spent on this cart."""
    shipping: int
    shipping_off: int
    """Already taken off `shipping`: free from an amount on, coupons."""
    shipping_adjustments: tuple[Adjustment, ...] = ()
    """What `shipping_off` is made of."""
    delivery: Delivery
    deliverable: bool
    total: int
    points_earned: int
    coupons: tuple[str, ...] = ()
    """That are used."""
    offers: tuple[Offer, ...] = ()
    nudges: tuple[Nudge, ...] = ()
    promotions: dict[str, int] = {}
    """Fen that each promotion gives away, 0 for gifts: what its budget is charged.

    Without those of coupons, whose worth was set aside when they were issued.
    """
