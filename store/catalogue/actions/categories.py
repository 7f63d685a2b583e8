"""Categories 分类: a tree of two storeys."""

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from appliance.db import Transaction
from appliance.errors import BadInput, Conflict, NotFound
from appliance.ids import new_id
from appliance.plain import one_line
from store.catalogue.models import Category, ProductCategory

LONGEST_NAME = 12
MOST_CATEGORIES = 200


class CategoryNotFound(NotFound):
    zh = "没有这个分类"
    en = "There is no such category"


class CategoryNameUnusable(BadInput):
    zh = "分类名要有 1 到 12 个字"
    en = "A category's name has 1 to 12 characters"


class CategoryNameTaken(Conflict):
    zh = "同一层已经有叫“{name}”的分类"
    en = "There is a category called '{name}' beside it"


class TooDeep(BadInput):
    zh = "分类最多两层"
    en = "Categories have two storeys"


class TooManyCategories(BadInput):
    zh = "分类最多 200 个"
    en = "There are at most 200 categories"


class CategoryNotEmpty(Conflict):
    zh = "里面还有 {inside} 个分类，先移走或删掉它们"
    en = "There are {inside} categories in it, move or remove them first"


def add_category(tx: Transaction, name: str, parent: str | None = None) -> str:
    """As the last of its storey.

    Raises CategoryNameUnusable, CategoryNameTaken, TooDeep, TooManyCategories, CategoryNotFound (the parent).
    """
    name = _usable(tx, name, parent)
    if parent is not None and _parent(tx, parent) is not None:
        raise TooDeep(field="parent")
    if tx.scalar(select(func.count()).select_from(Category)) >= MOST_CATEGORIES:
        raise TooManyCategories(field="name")
    last = tx.scalar(select(func.max(Category.position)).where(_beside(parent)))
    category = new_id(tx.now)
    position = 0 if last is None else last + 1
    tx.execute(insert(Category).values(id=category, parent=parent, name=name, position=position))
    return category


def rename_category(tx: Transaction, category: str, name: str) -> None:
    """Raises CategoryNotFound, CategoryNameUnusable, CategoryNameTaken."""
    name = _usable(tx, name, _parent(tx, category), category)
    tx.execute(update(Category).where(Category.id == category).values(name=name))


def move_category(tx: Transaction, category: str, by: int) -> None:
    """`by` places down among its neighbours; negative: up. Raises CategoryNotFound."""
    parent = _parent(tx, category)
    beside = select(Category.id).where(_beside(parent)).order_by(Category.position, Category.id)
    order = list(tx.execute(beside).scalars())
    place = min(max(order.index(category) + by, 0), len(order) - 1)
    order.remove(category)
    order.insert(place, category)
    for position, one in enumerate(order):
        tx.execute(update(Category).where(Category.id == one).values(position=position))


def put_category_picture(tx: Transaction, category: str, picture: str | None) -> None:
    """The name of a blob. Raises CategoryNotFound."""
    if not tx.execute(update(Category).where(Category.id == category).values(picture=picture)).rowcount:
        raise CategoryNotFound


def remove_category(tx: Transaction, category: str) -> None:
    """Its products stay, without it. Raises CategoryNotFound, CategoryNotEmpty."""
    _parent(tx, category)
    inside = tx.scalar(select(func.count()).select_from(Category).where(Category.parent == category))
    if inside:
        raise CategoryNotEmpty(inside=inside)
    tx.execute(delete(ProductCategory).where(ProductCategory.category == category))
    tx.execute(delete(Category).where(Category.id == category))


def category_named(tx: Transaction, path: str) -> str:
    """茶 / 绿茶: the category at this path, made where it is missing. Raises what `add_category` raises."""
    parent: str | None = None
    for name in [part for part in (one_line(part) for part in path.split("/")) if part]:
        known = tx.scalar(select(Category.id).where(_beside(parent), Category.name == name))
        parent = str(known) if known is not None else add_category(tx, name, parent)
    if parent is None:
        raise CategoryNameUnusable(field="name")
    return parent


def _parent(tx: Transaction, category: str) -> str | None:
    row = tx.one_or_none(select(Category.parent).where(Category.id == category))
    if row is None:
        raise CategoryNotFound
    parent: str | None = row.parent
    return parent


def _usable(tx: Transaction, name: str, parent: str | None, but: str = "") -> str:
    name = one_line(name)
    if not 1 <= len(name) <= LONGEST_NAME or "/" in name:
        raise CategoryNameUnusable(field="name")
    if tx.scalar(select(Category.id).where(_beside(parent), Category.name == name, Category.id != but)) is not None:
        raise CategoryNameTaken(name=name, field="name")
    return name


def _beside(parent: str | None) -> ColumnElement[bool]:
    return Category.parent.is_(None) if parent is None else Category.parent == parent
