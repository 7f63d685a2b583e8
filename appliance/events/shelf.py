"""What a room sells: its shelf, what the host explains, and flash sales."""

from datetime import datetime
from typing import ClassVar

import msgspec

from appliance.events.fact import Audience, Event, Pace
from appliance.identity.permissions import Permission


class InHandForAll(msgspec.Struct, frozen=True, omit_defaults=True):
    """到手价: what one piece comes to for anybody, without shipping."""

    price: int
    """Fen."""
    why: str
    """take: with a coupon that anybody may take now; reduction: by 满减 of this one piece."""
    off: int = 0
    """Fen that the coupon takes off."""


class Good(msgspec.Struct, frozen=True, omit_defaults=True):
    """A product on a room's shelf, as its card shows it. Money in fen."""

    product: str
    number: int
    """Its place, from 1: what the host calls it by (1号链接)."""
    title: str
    picture: str
    """A path on the shop's own address; empty without one."""
    price: int
    """The lowest of its SKUs, as anybody gets it in this room."""
    plain_price: int
    """Without the room's price and the like; equal to `price` when nothing is taken off."""
    available: int
    sold: int = 0
    """Pieces sold in this show."""
    in_hand: InHandForAll | None = None
    """For anybody, where that is less than `price`; a viewer's own is asked for: GET /rooms/ROOM/shelf/in-hand."""
    return_kind: str = ""
    """seven-days (七天无理由), or why not; empty in facts that are older than this."""


class ShelfChanged(Event, frozen=True, tag=True):
    """Goods were put on, taken off, moved, hidden or priced: the whole shelf as viewers see it, in its order."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    goods: list[Good]


class PriceChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """A room's own price of a variant before and after, in fen; none: the plain price."""

    sku: str
    spec: str
    before: int | None = None
    after: int | None = None


class RoomPriced(Event, frozen=True, tag=True):
    """直播价: prices of a room's own were set, changed or taken away."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    room: str
    product: str
    title: str
    changes: list[PriceChange]


class StockMoved(Event, frozen=True, tag=True):
    """Staff received, counted or wrote off pieces; `room`: from its control room."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.GOODS_SEE
    product: str
    title: str
    sku: str
    spec: str
    reason: str
    """received, counted or spoiled."""
    pieces: int
    """By how many there are more, or fewer, on hand."""
    on_hand: int
    room: str = ""


class ShelfCounted(Event, frozen=True, tag=True):
    """How much is left of a product on the shelf, and what it comes to; told at most once a second."""

    audience: ClassVar[Audience] = Audience.ROOM
    durable: ClassVar[bool] = False
    pace: ClassVar[Pace] = Pace.COUNT
    counted_by: ClassVar[str] = "product"
    room: str
    product: str
    available: int
    sold: int
    in_hand: InHandForAll | None = None
    """As in the good's card."""


class ProductPinned(Event, frozen=True, tag=True):
    """讲解中: the host begins to explain a product. Viewers show it when their own picture gets there."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    window: str
    """The stretch of the show in which it is explained; becomes a chapter and a clip."""
    good: Good


class ProductUnpinned(Event, frozen=True, tag=True):
    """The host is done explaining it."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    window: str
    product: str


class ProductPopped(Event, frozen=True, tag=True):
    """弹窗: a product's card comes up for a while, explained or not, when the viewer's own picture gets there."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    good: Good


class ExplainingWanted(Event, frozen=True, tag=True):
    """想看讲解: how many have asked for a product to be explained."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    durable: ClassVar[bool] = False
    room: str
    product: str
    count: int


class RunSheetPlanned(Event, frozen=True, tag=True):
    """流程单: how long the goods of a room are to be explained was planned anew."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ROOMS_SEE
    durable: ClassVar[bool] = False
    room: str


class FlashSaleAnnounced(Event, frozen=True, tag=True):
    """秒杀: it is on everybody's screen and opens at `opens_at`, by the server's clock; its pieces are set aside."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    sale: str
    product: str
    sku: str
    title: str
    spec: str
    picture: str
    price: int
    plain_price: int
    quantity: int
    per_member: int
    opens_at: datetime
    ends_at: datetime
    members: bool = False
    """Only who has logged in may grab."""


class FlashSaleOpened(Event, frozen=True, tag=True):
    """From now on pieces can be grabbed."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    sale: str


class FlashSaleCounted(Event, frozen=True, tag=True):
    """How many pieces nobody has grabbed yet. 0 while some are unpaid: they may come back."""

    audience: ClassVar[Audience] = Audience.ROOM
    durable: ClassVar[bool] = False
    pace: ClassVar[Pace] = Pace.COUNT
    counted_by: ClassVar[str] = "sale"
    room: str
    sale: str
    left: int
    queued: int = 0
    """Viewers who wait for pieces that come back."""


class FlashSaleRestocked(Event, frozen=True, tag=True):
    """Pieces that were grabbed and not paid for can be had again."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    sale: str
    left: int


class FlashSaleEnded(Event, frozen=True, tag=True):
    """It is over: sold-out, time, staff or show; what was not sold is ordinary stock again."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    sale: str
    reason: str


class FlashPieceWon(Event, frozen=True, tag=True):
    """Pieces are this member's to pay for until `until`: at once, or when somebody else let them go."""

    audience: ClassVar[Audience] = Audience.VIEWER
    room: str
    member: str
    sale: str
    claim: str
    sku: str
    quantity: int
    price: int
    until: datetime


class FlashPieceLost(Event, frozen=True, tag=True):
    """Pieces that were not paid for in time went back."""

    audience: ClassVar[Audience] = Audience.VIEWER
    room: str
    member: str
    sale: str
    claim: str
