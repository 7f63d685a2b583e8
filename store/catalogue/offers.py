"""What is offered: a SKU with everything that a cart, a quote and an order ask about it."""

import functools
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

import msgspec
from sqlalchemy import BindParameter, Row, Select, bindparam, select

from appliance.db import Prepared
from store.catalogue.models import Category, Product, ProductCategory, ProductPicture, Sku
from store.pricing.cart import Activity, Item

AnyRow = Row[*tuple[Any, ...]]
Question = Select[*tuple[Any, ...]]


class Shown(Protocol):
    """What decides who sees a product; a `Product` has it, and so has an `Offer`."""

    state: str
    early_levels: list[str]
    public_at: datetime | None


class Offer(msgspec.Struct, kw_only=True):
    sku: str
    product: str
    title: str
    spec: str
    """原味 500 克: the SKU's values; empty when there is nothing to choose."""
    code: str
    picture: str
    """The name of a blob of 200 px; empty without one."""
    price: int
    strike_price: int | None
    member_price: int | None
    cost: int | None
    """What the shop paid for a piece; nobody else's business."""
    weight: int
    """Grams."""
    categories: tuple[str, ...]
    """With the categories above them."""
    tags: tuple[str, ...]
    available: int
    active: bool
    state: str
    """Of the product: draft, shelved or unshelved."""
    early_levels: list[str]
    public_at: datetime | None
    least: int
    most: int | None
    """Pieces per member and product, counting unpaid and paid orders."""
    return_kind: str

    def item(self, quantity: int, activity: Activity | None = None, room_price: int | None = None) -> Item:
        """As a quote wants it."""
        return Item(
            sku=self.sku,
            product=self.product,
            quantity=quantity,
            price=self.price,
            member_price=self.member_price,
            room_price=room_price,
            categories=self.categories,
            tags=self.tags,
            weight=self.weight,
            activity=activity,
        )


def visible(product: Shown, level: str, now: datetime) -> bool:
    """Whether somebody of this level sees and may buy it now."""
    public = product.public_at is None or product.public_at <= now
    return product.state == "shelved" and (public or level in product.early_levels)


@functools.cache
def questions() -> tuple[Prepared, Prepared, Prepared]:
    """The `skus` with their products, their products' categories, and their products' pictures: for `answered`."""
    named: BindParameter[list[str]] = bindparam("skus", expanding=True)
    products = select(Sku.product).where(Sku.id.in_(named))
    offered = select(*_COLUMNS).join(Product, Product.id == Sku.product).where(Sku.id.in_(named))
    return Prepared(offered), Prepared(categories_of(products)), Prepared(pictures_of(products))


def answered(skus: Sequence[AnyRow], categories: Sequence[AnyRow], pictures: Sequence[AnyRow]) -> dict[str, Offer]:
    above = by_product(categories)
    first: dict[str, str] = {}
    for row in pictures:
        first.setdefault(row.product, row.sizes["200"])
    own = {row.id: row.sizes["200"] for row in pictures}
    return {
        row.sku: _offer(row, above[row.product], own.get(row.picture) or first.get(row.product, "")) for row in skus
    }


def categories_of(products: Any) -> Question:
    """(product, category, the category above it) for `products`, a list or a select of ids."""
    return (
        select(ProductCategory.product, Category.id, Category.parent)
        .join(Category, Category.id == ProductCategory.category)
        .where(ProductCategory.product.in_(products))
        .order_by(Category.position, Category.id)
    )


def pictures_of(products: Any) -> Question:
    """In the order in which they are shown."""
    return (
        select(
            ProductPicture.id, ProductPicture.product, ProductPicture.sizes, ProductPicture.width, ProductPicture.height
        )
        .where(ProductPicture.product.in_(products))
        .order_by(ProductPicture.product, ProductPicture.position, ProductPicture.id)
    )


def by_product(categories: Sequence[AnyRow]) -> defaultdict[str, tuple[str, ...]]:
    """Each product's categories and those above them, once each."""
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for row in categories:
        named = (*found[row.product], row.id, *([row.parent] if row.parent else []))
        found[row.product] = tuple(dict.fromkeys(named))
    return found


def _offer(row: AnyRow, categories: tuple[str, ...], picture: str) -> Offer:
    known = row._asdict()
    del known["on_hand"], known["reserved"]
    return Offer(
        **{
            **known,
            "spec": " ".join(row.spec),
            "code": row.code or "",
            "tags": tuple(row.tags),
            "categories": categories,
            "picture": picture,
            "available": row.on_hand - row.reserved,
        }
    )


_COLUMNS = (
    Sku.id.label("sku"),
    *(
        Sku.product,
        Sku.values.label("spec"),
        Sku.code,
        Sku.picture,
        Sku.price,
        Sku.strike_price,
        Sku.member_price,
        Sku.cost,
        Sku.weight,
    ),
    *(Sku.on_hand, Sku.reserved, Sku.active),
    *(Product.title, Product.tags, Product.state, Product.early_levels, Product.public_at),
    *(Product.least, Product.most, Product.return_kind),
)
