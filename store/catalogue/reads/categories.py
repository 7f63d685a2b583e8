"""Categories, as staff and viewers see them."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.catalogue.models import Category, ProductCategory


async def categories(session: AsyncSession) -> list[Category]:
    """The upper storey in its order, each followed by what is in it."""
    found = list(await session.scalars(select(Category).order_by(Category.position, Category.id)))
    return [one for above in found if above.parent is None for one in (above, *_inside(found, above.id))]


async def tree(session: AsyncSession) -> list[tuple[Category, int]]:
    """The same, each with the number of products directly in it."""
    counted = await session.execute(
        select(ProductCategory.category, func.count().label("products")).group_by(ProductCategory.category)
    )
    products = {row.category: row.products for row in counted}
    return [(category, products.get(category.id, 0)) for category in await categories(session)]


def _inside(found: list[Category], parent: str) -> list[Category]:
    return [one for one in found if one.parent == parent]
