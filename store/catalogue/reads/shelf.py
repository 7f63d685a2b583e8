"""The shelf as one viewer sees it: cards by the page, and a product with everything about it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.db import Prepared
from appliance.errors import BadInput
from store.catalogue.actions.products import ProductNotFound
from store.catalogue.models import Category, Product, ProductCategory, Sku
from store.catalogue.offers import AnyRow, by_product, categories_of, pictures_of, visible
from store.catalogue.on_offer import Ask, OnOffer, asked, below
from store.catalogue.searching import words_of
from store.catalogue.terms import Terms
from store.pricing.cart import Item
from store.pricing.in_hand import InHand

PAGE = 20
Sort = Literal["new", "sold", "price", "-price"]
_LOWEST = (
    select(func.coalesce(func.min(Sku.price), 0)).where(Sku.product == Product.id, Sku.active).correlate(Product)
).scalar_subquery()


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A product in a list; prices are those of its cheapest SKU."""

    id: str
    title: str
    subtitle: str
    picture: str | None
    price: int
    strike_price: int | None
    member_price: int | None
    deal_price: int | None
    """What this viewer pays now, where that is less than the plain price."""
    in_hand: InHand | None = None
    """到手价 of one piece, where that is less still."""
    available: int
    sold: int
    tags: list[str]
    early: bool
    """Not for everybody yet."""
    deals: list[OnOffer]
    """Activities in which it may be had for less than this viewer pays, the best first."""


class Shelf(msgspec.Struct, frozen=True):
    items: list[Card]
    next: str | None
    """The cursor of the next page."""
    now: datetime
    """The server's clock, which the deals' times follow."""
    until: datetime | None = None
    """When the first promotion of those prices ends."""


class Picture(msgspec.Struct, frozen=True):
    small: str
    medium: str
    large: str
    width: int
    height: int


class SkuShown(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    values: list[str]
    price: int
    strike_price: int | None
    member_price: int | None
    deal_price: int | None
    in_hand: InHand | None = None
    """到手价 of one piece for this viewer, where that is less than what it costs now."""
    available: int
    picture: str | None


class Stocked(msgspec.Struct, frozen=True):
    """What a product's page is made from."""

    product: AnyRow
    skus: list[SkuShown]
    pictures: list[Picture]
    categories: tuple[str, ...]
    items: list[Item]
    deals: list[OnOffer]


async def shelf(
    session: AsyncSession, terms: Terms, level: str, now: datetime, *, category: str = "", query: str = "",
    tag: str = "", sort: Sort = "new", cursor: str = "", offered: Ask | None = None,
) -> Shelf:  # fmt: skip
    """A page of what this viewer may see. Raises BadInput for a cursor that is none of ours."""
    statement = _seen(level, now)
    if category:
        inside = select(Category.id).where(or_(Category.id == category, Category.parent == category))
        of_category = select(ProductCategory.product).where(ProductCategory.category.in_(inside))
        statement = statement.where(Product.id.in_(of_category))
    if tag:
        statement = statement.where(_has(Product.tags, tag))
    for word in words_of(query):
        statement = statement.where(Product.search.contains(word, autoescape=True))
    rows = (await session.execute(_sorted(statement, sort, cursor).limit(PAGE + 1))).all()
    shown = rows[:PAGE]
    more = f"{shown[-1].place}.{shown[-1].id}" if len(rows) > PAGE else None
    found = await cards(session, terms, level, now, [row.id for row in shown], offered=offered)
    return Shelf(found, more, now, terms.until)


async def cards(
    session: AsyncSession, terms: Terms, level: str, now: datetime, products: Sequence[str], *,
    offered: Ask | None = None,
) -> list[Card]:  # fmt: skip
    """In this order; what this viewer may not see is left out."""
    if not products:
        return []
    known = {row.id: row for row in await _PRODUCTS.asked(session, products=products)}
    skus, categories, faces = await _parts(session, products)
    found = await asked(offered, session, products, now)
    return [
        _card(
            known[product], terms, now, skus=skus[product], categories=categories[product], faces=faces[product],
            found=found.get(product, ()),
        )
        for product in products
        if product in known and visible(known[product], level, now)
    ]  # fmt: skip


async def product_page(
    session: AsyncSession, terms: Terms, level: str, now: datetime, wanted: str, *, offered: Ask | None = None
) -> Stocked:
    """Raises ProductNotFound, also for what this viewer may not see."""
    product = next(iter(await _PRODUCTS.asked(session, products=[wanted])), None)
    if product is None or not visible(product, level, now):
        raise ProductNotFound
    skus, categories, faces = await _parts(session, [wanted])
    items = [_item(product, sku, categories[wanted]) for sku in skus[wanted]]
    pictures = {row.id: row.sizes for row in faces[wanted]}
    found = (await asked(offered, session, [wanted], now)).get(wanted, ())
    return Stocked(
        product,
        [_sku(sku, item, pictures, terms, product.least) for sku, item in zip(skus[wanted], items, strict=True)],
        [_picture(row) for row in faces[wanted]],
        categories[wanted],
        items,
        below(found, zip(items, map(_available, skus[wanted]), strict=True), terms),
    )


def _seen(level: str, now: datetime) -> Select[Any]:
    public = or_(Product.public_at.is_(None), Product.public_at <= now)
    early = or_(public, _has(Product.early_levels, level)) if level else public
    return select(Product.id).where(Product.state == "shelved", early)


def _has(column: Any, text: str) -> ColumnElement[bool]:
    """Whether a JSON list of texts names this one."""
    return type_coerce(column, Text).contains(msgspec.json.encode(text).decode(), autoescape=True)


def _sorted(statement: Select[Any], sort: Sort, cursor: str) -> Select[Any]:
    """By a number, then by id, the newest first; `place` is the number, which the next page's cursor begins with."""
    places: dict[str, Any] = {"sold": Product.sold, "price": _LOWEST, "-price": _LOWEST}
    place = places.get(sort, literal(0))
    ascending = sort == "price"
    statement = statement.add_columns(place.label("place"))
    if cursor:
        number, product = _read(cursor)
        further = place > number if ascending else place < number
        statement = statement.where(or_(further, and_(place == number, Product.id < product)))
    return statement.order_by(place if ascending else place.desc(), Product.id.desc())


def _read(cursor: str) -> tuple[int, str]:
    number, dot, product = cursor.partition(".")
    if not dot or not number.isdecimal() or len(number) > 15:
        raise BadInput(why="no such page", field="cursor")
    return int(number), product


async def _parts(
    session: AsyncSession, products: Sequence[str]
) -> tuple[dict[str, list[AnyRow]], dict[str, tuple[str, ...]], dict[str, list[AnyRow]]]:
    """The active SKUs, the categories and the pictures of each product."""
    skus: dict[str, list[AnyRow]] = defaultdict(list)
    for sku in await _SKUS.asked(session, products=products):
        skus[sku.product].append(sku)
    pictures: dict[str, list[AnyRow]] = defaultdict(list)
    for row in await _PICTURES.asked(session, products=products):
        pictures[row.product].append(row)
    return skus, by_product(await _CATEGORIES.asked(session, products=products)), pictures


def _card(
    product: AnyRow,
    terms: Terms,
    now: datetime,
    *,
    skus: list[AnyRow],
    categories: tuple[str, ...],
    faces: list[AnyRow],
    found: Sequence[OnOffer],
) -> Card:
    """Of a product without an active SKU the price is 0 and nothing is available."""
    items = [_item(product, sku, categories) for sku in skus]
    priced = [(terms.deal(item), sku) for item, sku in zip(items, skus, strict=True)]
    deal, cheapest = min(priced, key=lambda one: one[1].price if one[0] is None else one[0], default=(None, None))
    there = [item for item, sku in zip(items, skus, strict=True) if _available(sku)]
    return Card(
        id=product.id,
        title=product.title,
        subtitle=product.subtitle,
        picture=_blob(faces[0].sizes["750"]) if faces else None,
        price=cheapest.price if cheapest else 0,
        strike_price=cheapest.strike_price if cheapest else None,
        member_price=cheapest.member_price if cheapest else None,
        deal_price=deal,
        in_hand=terms.lowest_in_hand(there, product.least),
        available=sum(_available(sku) for sku in skus),
        sold=max(product.sold, 0),
        tags=product.tags,
        early=product.public_at is not None and product.public_at > now,
        deals=below(found, zip(items, map(_available, skus), strict=True), terms),
    )


def _item(product: AnyRow, sku: AnyRow, categories: Iterable[str]) -> Item:
    return Item(
        sku=sku.id,
        product=product.id,
        quantity=1,
        price=sku.price,
        member_price=sku.member_price,
        categories=tuple(categories),
        tags=tuple(product.tags),
        weight=sku.weight,
    )


def _sku(sku: AnyRow, item: Item, pictures: dict[str, dict[str, str]], terms: Terms, least: int) -> SkuShown:
    return SkuShown(
        id=sku.id,
        values=sku.values,
        price=sku.price,
        strike_price=sku.strike_price,
        member_price=sku.member_price,
        deal_price=terms.deal(item),
        in_hand=terms.in_hand(item, least),
        available=_available(sku),
        picture=_blob(pictures[sku.picture]["750"]) if sku.picture in pictures else None,
    )


def _picture(row: AnyRow) -> Picture:
    return Picture(_blob(row.sizes["200"]), _blob(row.sizes["750"]), _blob(row.sizes["1500"]), row.width, row.height)


def _available(sku: AnyRow) -> int:
    return max(int(sku.on_hand - sku.reserved), 0)


def _blob(name: str) -> str:
    return f"/blobs/{name}"


_NAMED: BindParameter[Sequence[str]] = bindparam("products", expanding=True)
_PRODUCTS = Prepared(select(*Product.__table__.columns).where(Product.id.in_(_NAMED)))
_SKUS = Prepared(
    select(*Sku.__table__.columns)
    .where(Sku.product.in_(_NAMED), Sku.active)
    .order_by(Sku.product, Sku.position, Sku.id)
)
_CATEGORIES = Prepared(categories_of(_NAMED))
_PICTURES = Prepared(pictures_of(_NAMED))
