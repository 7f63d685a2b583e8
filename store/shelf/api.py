"""A room's shelf over HTTP: what viewers see, and what staff do with it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, cast

import msgspec
from quart import current_app
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.events import Good
from appliance.house import house
from appliance.http import Api, signed
from appliance.identity.permissions import Permission
from appliance.identity.tokens import Claims
from store.accounts import reads as accounts
from store.pricing.in_hand import InHand
from store.promotions.bargains.api import BargainRun, NewBargain, bargain_run
from store.promotions.flash_sales.api import NewSale, SaleRun, sale_run
from store.promotions.group_buys.api import GroupBuyRun, NewGroupBuy, group_buy_run
from store.shelf import actions, reads
from store.shelf.actions import Place
from store.shelf.figures import Figures, figures
from store.shelf.goods import Placed
from store.shelf.in_hand import InHands
from store.shelf.reads import Explained
from store.shelf.showing import Showing
from store.stage import show

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
api = Api("shelf", __name__)


class Explaining(msgspec.Struct, frozen=True):
    window: str
    product: str
    since: Aware


class ShelfShown(msgspec.Struct, frozen=True):
    goods: list[Good]
    explaining: Explaining | None
    """讲解中."""
    clips: list[str]
    """看讲解: products of which GET /products/ID/clips has a film."""
    now: Aware


class InHandHere(msgspec.Struct, frozen=True):
    items: dict[str, InHand]
    """By product, of one piece of its cheapest variant; what is not here comes to its price."""
    now: Aware


class GoodKept(msgspec.Struct, frozen=True):
    """A product on the shelf as staff see it."""

    good: Good
    hidden: bool
    on_sale: bool
    """Shelved in the catalogue and public; viewers see what is and is not hidden."""
    prices: dict[str, int]
    """直播价: fen by SKU."""
    wishes: int
    """想看讲解."""
    minutes: int
    """Planned to be explained, by the run sheet; 0: that is left open."""


class WholeShelf(msgspec.Struct, frozen=True):
    goods: list[GoodKept]
    explaining: Explaining | None
    windows: list[Explained]
    """Of the show that is on air or was the latest."""
    now: Aware


class OnShelf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    prices: dict[str, int] | None = None
    """Fen by SKU, good in this room during a show; none: as they were."""
    back: Place | None = None
    """Where it stood before it was taken off."""


class Restocking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the two numbers."""

    key: Annotated[str, msgspec.Meta(min_length=8, max_length=60)]
    """New for each tap: a repeat changes nothing."""
    more: int | None = None
    """So many came in; below 0, so many less than was said before."""
    available: int | None = None
    """So many can be bought from now on."""


class Restocked(msgspec.Struct, frozen=True):
    changed: int
    """Pieces by which the books changed."""


class Arrangement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    products: list[str]
    """All of them, in the new order."""


class RunSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    minutes: dict[str, int]
    """By product; of what is left out nothing is planned."""


class Pin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    product: str


class Pinned(msgspec.Struct, frozen=True):
    window: str


@api.route_to("GET", "/rooms/<room>/shelf", summary="The room's goods", answers=ShelfShown, viewer=True)
async def shelf(viewer: Claims, room: str) -> ShelfShown:  # noqa: ARG001 - the same for everybody
    async with house().db.read() as session:
        await show(session, room)
    showing: Showing = current_app.extensions["showing"]
    seen = await showing.of(room)
    return ShelfShown(seen.goods, _explaining(seen.explained), seen.clips, house().clock.now())


@api.route_to(
    "GET", "/rooms/<room>/shelf/in-hand", summary="What a piece of its goods comes to for me", answers=InHandHere,
    viewer=True,
)  # fmt: skip
async def in_hand_here(viewer: Claims, room: str) -> InHandHere:
    """到手价 with the best coupon that I hold or could take now; what everybody pays stands in the shelf itself."""
    prices: InHands = current_app.extensions["in-hand"]
    return InHandHere(await prices.of(room, viewer.viewer), house().clock.now())


@api.route_to(
    "GET", "/rooms/<room>/shelf/whole", summary="The shelf with all about it", allow=Permission.SHELF_PIN,
    answers=WholeShelf,
)  # fmt: skip
async def whole(room: str) -> WholeShelf:
    async with house().db.read() as session:
        await show(session, room)
        return await _whole(session, room)


@api.route_to(
    "PUT", "/rooms/<room>/shelf/<product>", summary="Put a product on the shelf, or price it for this room",
    allow=Permission.SHELF_RUN, body=OnShelf, answers=WholeShelf,
)  # fmt: skip
async def put(room: str, product: str, body: OnShelf) -> WholeShelf:
    return await _changed(room, actions.put, product, body.prices, body.back)


@api.route_to(
    "DELETE", "/rooms/<room>/shelf/<product>", summary="Take it off the shelf", allow=Permission.SHELF_RUN,
    answers=WholeShelf,
)  # fmt: skip
async def take_off(room: str, product: str) -> WholeShelf:
    return await _changed(room, actions.take_off, product)


@api.route_to(
    "PUT", "/rooms/<room>/shelf/order", summary="Arrange the shelf", allow=Permission.SHELF_RUN, body=Arrangement,
    answers=WholeShelf,
)  # fmt: skip
async def arrange(room: str, body: Arrangement) -> WholeShelf:
    return await _changed(room, actions.arrange, body.products)


@api.route_to(
    "PUT", "/rooms/<room>/run-sheet", summary="Plan how long each product is explained", allow=Permission.SHELF_RUN,
    body=RunSheet, answers=WholeShelf,
)  # fmt: skip
async def plan(room: str, body: RunSheet) -> WholeShelf:
    """流程单; its order is the shelf's."""
    return await _changed(room, actions.plan, body.minutes)


@api.route_to(
    "PUT", "/rooms/<room>/shelf/<product>/hiding", summary="Hide it from viewers", allow=Permission.SHELF_RUN,
    answers=WholeShelf,
)  # fmt: skip
async def hide(room: str, product: str) -> WholeShelf:
    return await _changed(room, actions.hide, product, hidden=True)


@api.route_to(
    "DELETE", "/rooms/<room>/shelf/<product>/hiding", summary="Show it again", allow=Permission.SHELF_RUN,
    answers=WholeShelf,
)  # fmt: skip
async def show_again(room: str, product: str) -> WholeShelf:
    return await _changed(room, actions.hide, product, hidden=False)


@api.route_to(
    "POST", "/rooms/<room>/stock/<sku>", summary="Correct the stock of what is on the shelf",
    allow=Permission.STOCK_MOVE, body=Restocking, answers=Restocked, status=201,
)  # fmt: skip
async def restock(room: str, sku: str, body: Restocking) -> Restocked:
    await _room(room)
    return Restocked(
        await house().db.write(
            actions.restock, room, sku, body.key, more=body.more, available=body.available, by=signed().id
        )
    )


@api.route_to(
    "POST", "/rooms/<room>/sales", summary="Announce a flash sale", allow=Permission.SHELF_RUN, body=NewSale,
    answers=SaleRun, status=201,
)  # fmt: skip
async def announce(room: str, body: NewSale) -> SaleRun:
    """Its pieces are set aside at once; it is cheaper than what the room pays already."""
    await _room(room)
    async with house().db.read() as session:
        plan = body.plan(room, can_log_in=await accounts.can_log_in(session, house().config))
    return await sale_run(await house().db.write(actions.announce, plan, signed().id, body.key))


@api.route_to(
    "POST", "/rooms/<room>/bargains", summary="Open a bargain in the room", allow=Permission.SHELF_RUN,
    body=NewBargain, answers=BargainRun, status=201,
)  # fmt: skip
async def open_bargain(room: str, body: NewBargain) -> BargainRun:
    """It comes down from what anybody pays in the room now."""
    await _room(room)
    return await bargain_run(await house().db.write(actions.open_bargain, body.plan(room), signed().id, body.key))


@api.route_to(
    "POST", "/bargains", summary="Open a bargain of the whole shop", allow=Permission.PROMOTIONS_RUN,
    body=NewBargain, answers=BargainRun, status=201,
)  # fmt: skip
async def open_everywhere(body: NewBargain) -> BargainRun:
    """Viewers find it with the product; it comes down from what anybody pays now."""
    return await bargain_run(await house().db.write(actions.open_bargain, body.plan(""), signed().id, body.key))


@api.route_to(
    "POST", "/rooms/<room>/group-buys", summary="Begin a group buy", allow=Permission.SHELF_RUN, body=NewGroupBuy,
    answers=GroupBuyRun, status=201,
)  # fmt: skip
async def begin_group_buy(room: str, body: NewGroupBuy) -> GroupBuyRun:
    """Nothing is set aside; it is cheaper than what the room pays alone."""
    await _room(room)
    begun = await house().db.write(actions.announce_group_buy, body.plan(room), signed().id, body.key)
    return await group_buy_run(begun)


@api.route_to(
    "PUT", "/rooms/<room>/pin", summary="Begin to explain a product", allow=Permission.SHELF_PIN, body=Pin,
    answers=Pinned,
)  # fmt: skip
async def pin(room: str, body: Pin) -> Pinned:
    await _room(room)
    return Pinned(await house().db.write(actions.pin, room, body.product, signed().id))


@api.route_to("DELETE", "/rooms/<room>/pin", summary="Done with explaining", allow=Permission.SHELF_PIN)
async def unpin(room: str) -> None:
    await _room(room)
    await house().db.write(actions.unpin, room)


@api.route_to(
    "POST",
    "/rooms/<room>/pops",
    summary="Bring a product's card up for everybody",
    allow=Permission.SHELF_PIN,
    body=Pin,
)
async def pop(room: str, body: Pin) -> None:
    """弹窗."""
    await _room(room)
    await house().db.write(actions.pop, room, body.product)


@api.route_to(
    "GET", "/rooms/<room>/figures", summary="What the show has sold", allow=Permission.FIGURES_SEE, answers=Figures
)
async def sold(room: str) -> Figures:
    viewers = cast("Callable[[str], int]", current_app.extensions["audience"])
    async with house().db.read() as session:
        await show(session, room)
        return await figures(session, room, viewers(room))


async def _changed(room: str, action: Callable[..., None], *args: object, **named: object) -> WholeShelf:
    """Done, and how the shelf stands now. Raises RoomNotFound and what the action raises."""
    await _room(room)
    await house().db.write(action, room, *args, **named)
    async with house().db.read() as session:
        return await _whole(session, room)


async def _room(room: str) -> None:
    async with house().db.read() as session:
        await show(session, room)


async def _whole(session: AsyncSession, room: str) -> WholeShelf:
    now = house().clock.now()
    placed = await reads.on_shelf(session, room, now)
    wishes = await reads.wishes(session, room)
    windows = await reads.windows(session, room)
    return WholeShelf(_kept(placed, wishes), _explaining(await reads.explained(session, room)), windows, now)


def _kept(placed: Sequence[Placed], wishes: dict[str, int]) -> list[GoodKept]:
    return [
        GoodKept(one.good, one.hidden, one.on_sale, dict(one.prices), wishes.get(one.good.product, 0), one.minutes)
        for one in placed
    ]


def _explaining(explained: Explained | None) -> Explaining | None:
    return None if explained is None else Explaining(explained.window, explained.product, explained.since)
