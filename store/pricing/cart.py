"""What a quote is made from: the goods, the buyer and the rules that run."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

Delivery = Literal["express", "city", "pickup", "none"]


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces of one SKU, with what rules may ask about it."""

    sku: str
    product: str
    quantity: int
    price: int
    """Fen per piece, the plain price."""
    member_price: int | None = None
    room_price: int | None = None
    """直播价: in the room where it is bought, during its show."""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    weight: int = 0
    """Grams per piece."""
    activity: "Activity | None" = None
    """Bought through a flash sale, a team, ...: its price excludes every later stage but shipping."""


class Activity(msgspec.Struct, frozen=True):
    promotion: str
    name: str
    price: int


class Giveable(msgspec.Struct, frozen=True):
    product: str
    available: int
    """Pieces, with those that the cart itself buys."""


class Cart(msgspec.Struct, frozen=True, kw_only=True):
    items: tuple[Item, ...]
    giveable: Mapping[str, Giveable] = {}
    """The goods of `gift_skus(rules)` that can be given now, by SKU; what is not here is not given."""
    coupons: tuple[str, ...] | None = None
    """Ids of held coupons that the buyer chose; None: whatever is best for the buyer."""
    points: int = 0
    """As many points as the buyer wants to spend; -1: as many as may be."""
    delivery: Delivery = "express"
    region: str = ""
    """天津市 和平区; empty while unknown."""


class Buyer(msgspec.Struct, frozen=True, kw_only=True):
    """What rules may know of a person; the same person under the same conditions gets the same price."""

    member: str = ""
    level: str = ""
    member_prices: bool = False
    """Whether member prices are for this buyer."""
    new: bool = False
    """Has never paid for anything here."""
    points: int = 0
    coupons: tuple["HeldCoupon", ...] = ()
    used: Mapping[str, int] = {}
    """Times this buyer used a promotion."""


class Scope(msgspec.Struct, frozen=True):
    """Which goods a promotion is about; nothing named is everything."""

    products: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    """Products that are left out whatever else is said."""


class Audience(msgspec.Struct, frozen=True):
    """Whom a promotion is for; nothing named is everybody."""

    levels: tuple[str, ...] = ()
    new_only: bool = False
    members: tuple[str, ...] = ()


class TimedPrice(msgspec.Struct, frozen=True, tag="timed-price"):
    prices: Mapping[str, int]
    """Fen by SKU."""


class Bundle(msgspec.Struct, frozen=True, tag="bundle"):
    pieces: Mapping[str, int]
    """Pieces of each SKU in one set."""
    price: int
    """Fen for a set."""


class Tier(msgspec.Struct, frozen=True):
    """From `amount` fen and `pieces` on, take `off` fen or `percent` off, whichever is more."""

    amount: int = 0
    pieces: int = 0
    off: int = 0
    percent: int = 0


class Reduction(msgspec.Struct, frozen=True, tag="reduction"):
    """满减 / 满折: the best tier that is reached."""

    tiers: tuple[Tier, ...]
    each: bool = False
    """每满: the (single) tier again for every time it is reached."""


class Gift(msgspec.Struct, frozen=True, tag="gift"):
    amount: int = 0
    pieces: int = 0
    """From so much of the goods in scope on."""
    gifts: Mapping[str, int] = {}
    """Pieces by SKU, once per order; as many as there are."""


class CouponRule(msgspec.Struct, frozen=True, tag="coupon"):
    off: int = 0
    percent: int = 0
    """20 is 20 % off (八折)."""
    most: int | None = None
    """Fen off at most."""
    threshold: int = 0
    """Fen of goods in scope, after reductions."""
    shipping: bool = False
    """Takes off shipping instead of goods; 100 percent is all of it."""
    days: int = 7
    """Good for so long from the moment it is issued; a coupon in hand outlives its promotion."""
    claimable: bool = True
    """Buyers may take it themselves; otherwise staff and occasions hand it out."""


class PointsRule(msgspec.Struct, frozen=True, tag="points"):
    points_per_yuan: int = 100
    """So many points pay one yuan."""
    most_percent: int = 50
    """Of what the goods come to after coupons."""
    threshold: int = 0
    """Fen of goods from which on points may be spent."""
    earn_per_yuan: int = 1
    """Points earned per yuan paid for goods."""
    valid_days: int | None = 365
    """Earned points are good for so long; None: for ever."""


class ShippingRule(msgspec.Struct, frozen=True, tag="shipping"):
    """The first rule by priority whose delivery and region fit decides.

    Where a delivery has rules and none fits, we do not deliver. While the region is unknown, rules for everywhere are
    taken first, and nothing is refused. Without any rule nothing is asked, and there is no city delivery.
    """

    delivery: Delivery = "express"
    regions: tuple[str, ...] = ()
    """Beginnings of regions: 天津市, 河北省 石家庄市; none: everywhere."""
    first_weight: int = 1000
    first: int = 0
    """Fen for up to `first_weight` grams."""
    more_weight: int = 1000
    more: int = 0
    """Fen for each further `more_weight` grams begun."""
    free_from: int | None = None
    """Fen of goods after discounts from which on it is free."""
    refused: bool = False
    """We do not deliver there."""


Rule = TimedPrice | Bundle | Reduction | Gift | CouponRule | PointsRule | ShippingRule


class Promotion(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    rule: Rule
    scope: Scope = Scope()
    audience: Audience = Audience()
    priority: int = 0
    """Larger first."""
    stack_group: str = ""
    """Of its coupons; see HeldCoupon."""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    budget_left: int | None = None
    """Fen that it may still give away."""
    total_left: int | None = None
    per_member: int | None = None


class HeldCoupon(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    promotion: str
    name: str
    rule: CouponRule
    scope: Scope = Scope()
    stack_group: str = ""
    """Of the coupons of one group only one is used; those for shipping and those for goods never get in each other's
    way."""
    valid_from: datetime
    valid_to: datetime
    offered_until: datetime | None = None
    """Of one that could be taken, as if it were held: until when."""
