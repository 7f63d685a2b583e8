"""Goods as lines of a table that can be imported again."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from store.catalogue.cells import joined
from store.catalogue.models import Category, Product, ProductCategory, Sku
from store.catalogue.reads.storeroom import State, sought
from store.catalogue.tables import STATES, TAG_MARKS, specs_text
from store.money import yuan


async def listing(
    session: AsyncSession, *, query: str = "", state: State = "all", category: str = ""
) -> list[list[str]]:
    """One line per SKU that is sold, in the columns of `tables.COLUMNS`; of all goods, or of those looked for."""
    paths = await _paths(session)
    statement = (
        select(Product, Sku)
        .join(Sku, Sku.product == Product.id)
        .where(Sku.active)
        .order_by(Product.id, Sku.position, Sku.id)
    )
    rows = (await session.execute(sought(statement, query, state, category))).all()
    return [_line(product, sku, paths.get(product.id, [])) for product, sku in rows]


def _line(product: Product, sku: Sku, paths: Sequence[str]) -> list[str]:
    names = [spec["name"] for spec in product.specs]
    return [
        product.title, product.subtitle, joined(paths), joined(product.tags, marks=TAG_MARKS),
        specs_text(names, sku.values), sku.code or "", sku.barcode or "",
        yuan(sku.price), _yuan(sku.strike_price), _yuan(sku.member_price), _yuan(sku.cost),
        str(sku.weight), str(sku.on_hand), str(sku.low), str(product.least), str(product.most or ""),
        product.return_kind, STATES[product.state][0], product.detail, product.id,
        str(sku.on_hand),
    ]  # fmt: skip


async def _paths(session: AsyncSession) -> dict[str, list[str]]:
    """茶/绿茶: every category of each product."""
    known = {one.id: one for one in await session.scalars(select(Category))}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in await session.scalars(select(ProductCategory)):
        own = known[row.category]
        found[row.product].append(f"{known[own.parent].name}/{own.name}" if own.parent else own.name)
    return {product: sorted(paths) for product, paths in found.items()}


def _yuan(price: int | None) -> str:
    return "" if price is None else yuan(price)
