"""Goods and stock as staff see them."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.catalogue.actions.products import ProductNotFound
from store.catalogue.models import Category, Product, ProductCategory, ProductPicture, ProductVideo, Sku, StockEntry
from store.catalogue.offers import categories_of, pictures_of
from store.catalogue.searching import words_of

State = Literal["all", "draft", "shelved", "unshelved", "low"]
PAGE = 50


class Row(msgspec.Struct, frozen=True):
    """A product in staff's list."""

    product: Product
    lowest: int
    highest: int
    available: int
    low: bool
    skus: int
    picture: str


class Listed(msgspec.Struct, frozen=True):
    rows: list[Row]
    found: int
    """On all pages."""


class Stocked(msgspec.Struct, frozen=True):
    """A SKU in the storeroom's list."""

    sku: Sku
    title: str
    picture: str


async def goods(
    session: AsyncSession, *, query: str = "", state: State = "all", category: str = "", page: int = 1
) -> Listed:
    """The latest changed first."""
    statement = sought(select(Product), query, state, category)
    found = await session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    ordered = statement.order_by(Product.changed_at.desc(), Product.id.desc())
    products = list(await session.scalars(ordered.limit(PAGE).offset((page - 1) * PAGE)))
    return Listed(await _rows(session, products), found)


def sought(statement: Any, query: str, state: State, category: str) -> Any:
    """The same, of the products that staff look for."""
    statement = _matching(statement, query)
    if category:
        inside = select(Category.id).where(or_(Category.id == category, Category.parent == category))
        of_category = select(ProductCategory.product).where(ProductCategory.category.in_(inside))
        statement = statement.where(Product.id.in_(of_category))
    if state == "low":
        return statement.where(Product.id.in_(select(Sku.product).where(_runs_low())))
    return statement if state == "all" else statement.where(Product.state == state)


async def product(session: AsyncSession, wanted: str) -> Product:
    """In any state. Raises ProductNotFound."""
    known = await session.get(Product, wanted)
    if known is None:
        raise ProductNotFound
    return known


async def titles(session: AsyncSession, products: Iterable[str]) -> dict[str, str]:
    """By id."""
    named = select(Product.id, Product.title).where(Product.id.in_(list(products)))
    return {row.id: row.title for row in await session.execute(named)}


async def shelved(session: AsyncSession) -> set[str]:
    """Those whose pages viewers can open."""
    return set(await session.scalars(select(Product.id).where(Product.state == "shelved")))


async def skus(session: AsyncSession, wanted: str) -> list[Sku]:
    """All that this product ever had: those that are sold first."""
    of_product = select(Sku).where(Sku.product == wanted).order_by(Sku.active.desc(), Sku.position, Sku.id)
    return list(await session.scalars(of_product))


async def pictures(session: AsyncSession, wanted: str) -> list[ProductPicture]:
    of_product = select(ProductPicture).where(ProductPicture.product == wanted)
    return list(await session.scalars(of_product.order_by(ProductPicture.position, ProductPicture.id)))


async def videos(session: AsyncSession, wanted: str) -> list[ProductVideo]:
    of_product = select(ProductVideo).where(ProductVideo.product == wanted)
    return list(await session.scalars(of_product.order_by(ProductVideo.position, ProductVideo.id)))


async def categories_of_product(session: AsyncSession, wanted: str) -> list[str]:
    return [row.id for row in await session.execute(categories_of([wanted]))]


async def storeroom(session: AsyncSession, *, query: str = "", low: bool = False, page: int = 1) -> list[Stocked]:
    """SKUs that are sold or still lie there, a page and one more."""
    statement = _matching(select(Sku, Product.title).join(Product, Product.id == Sku.product), query)
    statement = statement.where(or_(Sku.active, Sku.on_hand > 0))
    if low:
        statement = statement.where(_runs_low())
    ordered = statement.order_by(Product.title, Product.id, Sku.position, Sku.id)
    rows = (await session.execute(ordered.limit(PAGE + 1).offset((page - 1) * PAGE))).all()
    faces = await _faces(session, list({sku.product for sku, _ in rows}))
    return [Stocked(sku, title, faces.get(sku.product, "")) for sku, title in rows]


async def sku(session: AsyncSession, wanted: str) -> Stocked | None:
    row = (await session.execute(select(Sku, Product.title).join(Product).where(Sku.id == wanted))).one_or_none()
    if row is None:
        return None
    faces = await _faces(session, [row[0].product])
    return Stocked(row[0], row[1], faces.get(row[0].product, ""))


async def movements(session: AsyncSession, wanted: str, page: int = 1) -> list[StockEntry]:
    """Of a SKU, the latest first, a page and one more."""
    of_sku = select(StockEntry).where(StockEntry.sku == wanted).order_by(StockEntry.id.desc())
    return list(await session.scalars(of_sku.limit(PAGE + 1).offset((page - 1) * PAGE)))


def _matching(statement: Any, query: str) -> Any:
    for word in words_of(query):
        statement = statement.where(Product.search.contains(word, autoescape=True))
    return statement


def _runs_low() -> Any:
    return Sku.active & (Sku.on_hand - Sku.reserved <= Sku.low)


async def _rows(session: AsyncSession, products: Sequence[Product]) -> list[Row]:
    named = [one.id for one in products]
    free = Sku.on_hand - Sku.reserved
    sums = await session.execute(
        select(
            Sku.product,
            func.min(Sku.price).label("lowest"),
            func.max(Sku.price).label("highest"),
            func.sum(free).label("available"),
            func.min(free - Sku.low).label("above_low"),
            func.count().label("skus"),
        )
        .where(Sku.product.in_(named), Sku.active)
        .group_by(Sku.product)
    )
    known = {row.product: row for row in sums}
    faces = await _faces(session, named)
    return [_row(one, known.get(one.id), faces.get(one.id, "")) for one in products]


def _row(product: Product, sums: Any, picture: str) -> Row:
    if sums is None:
        return Row(product, 0, 0, 0, low=False, skus=0, picture=picture)
    low = sums.above_low <= 0
    return Row(product, sums.lowest, sums.highest, int(sums.available), low=low, skus=sums.skus, picture=picture)


async def _faces(session: AsyncSession, products: Sequence[str]) -> dict[str, str]:
    """The small first picture of each product that has one."""
    first: dict[str, str] = {}
    for row in await session.execute(pictures_of(products)):
        first.setdefault(row.product, row.sizes["200"])
    return first
