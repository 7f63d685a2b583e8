"""Goods over HTTP: what a viewer browses, searches and likes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, get_args

import msgspec
from quart import current_app, request
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.errors import BadInput
from appliance.house import house
from appliance.http import Api, may_enter
from appliance.identity.tokens import Claims
from store.catalogue import promoted, reads
from store.catalogue.models import Category
from store.catalogue.offers import Offer, visible
from store.catalogue.on_offer import OnOffer
from store.catalogue.promoted import Claimable, Terms
from store.catalogue.reads.shelf import Card, Picture, Shelf, SkuShown, Sort
from store.members import keepsakes
from store.members import reads as members
from store.pricing.cart import Gift, Item, Promotion, Rule
from store.pricing.scopes import about, parts_of
from store.shop import reads as shops
from store.shop.reads import Card as ShopCard

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
HOME_CARDS = 10
LONGEST_QUERY = 60
api = Api("catalogue", __name__)


class CategoryShown(msgspec.Struct, frozen=True):
    id: str
    name: str
    parent: str | None
    picture: str | None


class Categories(msgspec.Struct, frozen=True):
    items: list[CategoryShown]
    """The upper storey in its order, each followed by what is in it."""


class Part(msgspec.Struct, frozen=True):
    sku: str
    product: str
    title: str
    spec: str
    pieces: int


class PromotionShown(msgspec.Struct, frozen=True):
    id: str
    name: str
    kind: str
    """timed-price, bundle, reduction or gift."""
    rule: Rule
    ends_at: Aware | None
    parts: list[Part] = []
    """What a set is made of, or what comes along for nothing."""
    levels: tuple[str, ...] = ()
    """Members for whom it is; for everybody where none is named."""


class CouponShown(msgspec.Struct, frozen=True):
    id: str
    """Of the promotion; POST /promotions/ID/claim takes one."""
    name: str
    rule: Rule
    ends_at: Aware | None
    left: int | None
    claimed: bool
    levels: tuple[str, ...] = ()


class Home(msgspec.Struct, frozen=True):
    shop: ShopCard
    categories: list[CategoryShown]
    new: list[Card]
    hot: list[Card]
    promotions: list[PromotionShown]
    now: Aware


class Cards(msgspec.Struct, frozen=True):
    items: list[Card]
    now: Aware
    """The server's clock, which the deals' times follow."""


class ProductShown(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    title: str
    subtitle: str
    detail: str
    """Safe HTML; its pictures lie below /blobs/."""
    videos: list[str]
    """In order, before the pictures."""
    picture: str | None
    pictures: list[Picture]
    specs: list[dict[str, Any]]
    """In order: {"name", "values"}; a SKU's `values` are one of each."""
    skus: list[SkuShown]
    categories: list[str]
    tags: list[str]
    sold: int
    return_kind: str
    """seven-days, or why not: made-to-order, perishable, unsealed-digital, press, agreed."""
    least: int
    most: int | None
    """Pieces per member, counting unpaid and paid orders."""
    promotions: list[PromotionShown]
    coupons: list[CouponShown]
    deals: list[OnOffer]
    """Activities in which it may be had for less than this viewer pays, the best first, those sold out last."""
    favourite: bool
    early: bool
    now: Aware


@api.route_to("GET", "/shop", summary="The shop's home", answers=Home, viewer=True)
async def home(viewer: Claims) -> Home:
    now = house().clock.now()
    async with house().db.read() as session:
        level, terms = await _viewer(session, viewer, now)
        fresh = await reads.shelf(session, terms, level, now, offered=promoted.offered)
        hot = await reads.shelf(session, terms, level, now, sort="sold", offered=promoted.offered)
        shop = shops.card(await shops.particulars(session))
        categories = await reads.categories(session)
        named = [one for one in terms.promotions if promoted.is_named(one.rule)]
        promotions = await _promotions(session, named, level, now)
    return Home(
        shop,
        [_category(one) for one in categories],
        fresh.items[:HOME_CARDS],
        [card for card in hot.items if card.sold][:HOME_CARDS],
        promotions,
        now,
    )


@api.route_to("GET", "/categories", summary="Categories, a tree of two storeys", answers=Categories, viewer=True)
async def categories(viewer: Claims) -> Categories:  # noqa: ARG001 - the same for everybody
    async with house().db.read() as session:
        return Categories([_category(one) for one in await reads.categories(session)])


@api.route_to("GET", "/products", summary="Goods on the shelf, searched and sorted", answers=Shelf, viewer=True)
async def products(viewer: Claims) -> Shelf:
    """`?category=&q=&tag=&sort=new|sold|price|-price&cursor=`; q finds Chinese, pinyin and initials."""
    asked = request.args
    sort: Sort = asked.get("sort") or "new"  # type: ignore[assignment]
    query = asked.get("q", "")
    if sort not in get_args(Sort) or len(query) > LONGEST_QUERY:
        raise BadInput(why="sort or q", field="sort" if sort not in get_args(Sort) else "q")
    wanted = {"category": asked.get("category", ""), "tag": asked.get("tag", ""), "cursor": asked.get("cursor", "")}
    now = house().clock.now()

    async def shelf(session: AsyncSession) -> Shelf:
        level, terms = await _viewer(session, viewer, now)
        return await reads.shelf(session, terms, level, now, query=query, sort=sort, offered=promoted.offered, **wanted)

    return await house().db.ask(shelf)


@api.route_to("GET", "/products/<product>", summary="A product with all about it", answers=ProductShown, viewer=True)
async def product(viewer: Claims, product: str) -> ProductShown:
    """Looking at it leaves a footprint. `?room=`: from where one looks, which may have prices for who may enter it."""
    room = request.args.get("room", "")
    if room and not await may_enter(room, viewer.viewer):
        room = ""
    shown = await house().db.ask(_page, viewer, product, room, house().clock.now())
    current_app.add_background_task(house().db.write, keepsakes.pass_by, viewer.viewer, product)
    return shown


async def _page(session: AsyncSession, viewer: Claims, product: str, room: str, now: datetime) -> ProductShown:
    level, terms = await _viewer(session, viewer, now, room)
    found = await reads.product_page(session, terms, level, now, product, offered=promoted.offered)
    claimable = await promoted.claimable(session, viewer.viewer, level, now)
    favourite = await members.likes(session, viewer.viewer, product)
    known = found.product
    return ProductShown(
        id=known.id,
        title=known.title,
        subtitle=known.subtitle,
        detail=known.detail,
        videos=[f"/blobs/{one.blob}" for one in await reads.videos(session, product)],
        picture=found.pictures[0].medium if found.pictures else None,
        pictures=found.pictures,
        specs=known.specs,
        skus=found.skus,
        categories=list(found.categories),
        tags=known.tags,
        sold=max(known.sold, 0),
        return_kind=known.return_kind,
        least=known.least,
        most=known.most,
        promotions=await _promotions(session, terms.concerning(found.items), level, now),
        coupons=[_coupon(one) for one in claimable if _fits(one, found.items)],
        deals=found.deals,
        favourite=favourite,
        early=known.public_at is not None and known.public_at > now,
        now=now,
    )


@api.route_to("PUT", "/products/<product>/favourite", summary="Remember it", viewer=True)
async def like(viewer: Claims, product: str) -> None:
    now = house().clock.now()
    async with house().db.read() as session:
        level = await members.level(session, viewer.viewer)
        await reads.product_page(session, Terms(), level, now, product)
    await house().db.write(keepsakes.like, viewer.viewer, product)


@api.route_to("DELETE", "/products/<product>/favourite", summary="Forget it", viewer=True)
async def unlike(viewer: Claims, product: str) -> None:
    await house().db.write(keepsakes.unlike, viewer.viewer, product)


@api.route_to("GET", "/me/favourites", summary="What I remember, the latest first", answers=Cards, viewer=True)
async def favourites(viewer: Claims) -> Cards:
    async with house().db.read() as session:
        return await _kept(session, viewer, await members.favourites(session, viewer.viewer))


@api.route_to("GET", "/me/footprints", summary="What I looked at, the latest first", answers=Cards, viewer=True)
async def footprints(viewer: Claims) -> Cards:
    async with house().db.read() as session:
        seen = await members.footprints(session, viewer.viewer)
        return await _kept(session, viewer, [one.product for one in seen])


@api.route_to("DELETE", "/me/footprints", summary="Forget where I looked", viewer=True)
async def wipe(viewer: Claims) -> None:
    await house().db.write(keepsakes.wipe_footprints, viewer.viewer)


async def _viewer(session: AsyncSession, viewer: Claims, now: datetime, room: str = "") -> tuple[str, Terms]:
    """Their level, and the promotions that run for them."""
    level = await members.level(session, viewer.viewer)
    return level, await promoted.terms(session, viewer.viewer, level, now, room)


async def _kept(session: AsyncSession, viewer: Claims, products: Sequence[str]) -> Cards:
    now = house().clock.now()
    level, terms = await _viewer(session, viewer, now)
    return Cards(await reads.cards(session, terms, level, now, products, offered=promoted.offered), now)


def _fits(coupon: Claimable, items: Sequence[Item]) -> bool:
    return any(about(coupon.scope, item) for item in items)


def _category(category: Category) -> CategoryShown:
    picture = f"/blobs/{category.picture}" if category.picture else None
    return CategoryShown(category.id, category.name, category.parent, picture)


async def _promotions(
    session: AsyncSession, promotions: Sequence[Promotion], level: str, now: datetime
) -> list[PromotionShown]:
    """Without sets of which this viewer may not buy a part; what is given away need not stand on the shelf."""
    named = {sku for one in promotions for sku in parts_of(one.rule)}
    offers = await reads.offers(session, named) if named else {}
    there = {sku for sku, one in offers.items() if one.active}
    seen = {sku for sku in there if visible(offers[sku], level, now)}
    shown = []
    for one in promotions:
        parts = parts_of(one.rule)
        if parts.keys() <= (there if isinstance(one.rule, Gift) else seen):
            shown.append(_promotion(one, [_part(offers[sku], count) for sku, count in parts.items()]))
    return shown


def _promotion(promotion: Promotion, parts: list[Part]) -> PromotionShown:
    kind = promoted.kind_of(promotion.rule)
    named = (promotion.id, promotion.name, kind, promotion.rule, promotion.ends_at)
    return PromotionShown(*named, parts, promotion.audience.levels)


def _part(offer: Offer, pieces: int) -> Part:
    return Part(offer.sku, offer.product, offer.title, offer.spec, pieces)


def _coupon(coupon: Claimable) -> CouponShown:
    told = (coupon.id, coupon.name, coupon.rule, coupon.ends_at, coupon.left, coupon.claimed)
    return CouponShown(*told, coupon.levels)
