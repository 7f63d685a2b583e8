"""Products: what is written about them, and whether they stand on the shelf."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import delete, insert, or_, select, update

from appliance.db import Transaction
from appliance.errors import BadInput, Conflict, NotFound
from appliance.events import ProductChanged
from appliance.ids import new_id
from appliance.plain import one_line, plain
from store.catalogue import adlaw, detail
from store.catalogue.actions.finding import refresh_search
from store.catalogue.actions.prices import check_price
from store.catalogue.models import Category, Product, ProductCategory, Sku

RETURN_KINDS = ("seven-days", "made-to-order", "perishable", "unsealed-digital", "press", "agreed")
LONGEST_TITLE = 60
LONGEST_SUBTITLE = 100
LONGEST_DETAIL = 100_000
LONGEST_TAG = 12
MOST_TAGS = 10
MOST_PIECES = 9_999
Moment = datetime | None | msgspec.UnsetType
"""UNSET: it stays as it is."""


class ProductNotFound(NotFound):
    zh = "没有这个商品"
    en = "There is no such product"


class TitleUnusable(BadInput):
    zh = "商品名要有 1 到 60 个字"
    en = "A product's name has 1 to 60 characters"


class SubtitleTooLong(BadInput):
    zh = "卖点最多 100 个字"
    en = "The line below the name has at most 100 characters"


class DetailTooLong(BadInput):
    zh = "详情太长了，请少写一些"
    en = "The details are too long"


class TagsUnusable(BadInput):
    zh = "标签最多 10 个，每个最多 12 个字"
    en = "At most 10 tags of 12 characters each"


class LimitsUnusable(BadInput):
    zh = "起购件数要从 1 起，限购件数不能比它小"
    en = "The least number of pieces begins at 1, and the most is not below it"


class ReturnKindUnknown(BadInput):
    zh = "请选一种退货规则"
    en = "Please choose how it can be returned"


class CategoryGone(Conflict):
    zh = "选的分类已经不在了，看一眼分类再保存"
    en = "A chosen category is gone, please look at the categories and save again"


class WordsDoubtful(BadInput):
    """Carries `words`; saving again with all of them confirmed goes through."""

    zh = "有些词广告法不让用：{listed}。请改掉，或者确认用法没有问题"
    en = "Advertising law objects to some words: {listed}. Change them, or confirm that they are right here"


class NothingToSell(Conflict):
    zh = "还没有能卖的规格，先填好规格和价格再上架"
    en = "There is no variant to sell yet; fill in variants and prices first"


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """What staff write about a product."""

    title: str
    subtitle: str = ""
    detail: str = ""
    """HTML or plain text, in any state; it is made safe."""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    return_kind: str = "seven-days"
    least: int = 1
    most: int | None = None
    shelve_at: Moment = None
    unshelve_at: Moment = None
    early_levels: tuple[str, ...] = ()
    public_at: Moment = None


def draft(tx: Transaction, wording: Wording, price: int, by: str, confirmed: Iterable[str] = ()) -> str:
    """A new product with one SKU of `price` fen, not yet on the shelf; its id.

    Raises what `change` raises, and PriceUnusable.
    """
    product = new_id(tx.now)
    values = _checked(tx, wording, confirmed)
    check_price(price)
    tx.execute(
        insert(Product).values(
            **values, id=product, state="draft", specs=[], search="", sold=0, created_at=tx.now,
            changed_at=tx.now,
        )
    )  # fmt: skip
    tx.execute(
        insert(Sku).values(
            id=new_id(tx.now), product=product, position=0, values=[], weight=0, price=price, on_hand=0, reserved=0,
            low=0, active=True,
        )
    )  # fmt: skip
    _categorise(tx, product, wording.categories)
    tell(tx, product, by)
    return product


def change(tx: Transaction, product: str, wording: Wording, by: str, confirmed: Iterable[str] = ()) -> None:
    """Write it anew. `confirmed` are doubtful words that somebody has looked at.

    Raises ProductNotFound, WordsDoubtful, CategoryGone, TitleUnusable, SubtitleTooLong, DetailTooLong, TagsUnusable,
    LimitsUnusable, ReturnKindUnknown.
    """
    values = _checked(tx, wording, confirmed)
    if not tx.execute(update(Product).where(Product.id == product).values(**values, changed_at=tx.now)).rowcount:
        raise ProductNotFound
    _categorise(tx, product, wording.categories)
    tell(tx, product, by)


def shelve(tx: Transaction, product: str, by: str) -> None:
    """上架. Raises ProductNotFound, NothingToSell."""
    sellable = select(Sku.id).where(Sku.product == product, Sku.active).exists()
    moved = tx.execute(
        update(Product)
        .where(Product.id == product, sellable)
        .values(state="shelved", shelve_at=None, changed_at=tx.now)
    ).rowcount
    if not moved:
        _must_be_there(tx, product)
        raise NothingToSell
    tell(tx, product, by)


def unshelve(tx: Transaction, product: str, by: str) -> None:
    """下架. Raises ProductNotFound."""
    moved = tx.execute(
        update(Product).where(Product.id == product).values(state="unshelved", unshelve_at=None, changed_at=tx.now)
    ).rowcount
    if not moved:
        raise ProductNotFound
    tell(tx, product, by)


def keep_calendar(tx: Transaction, limit: int = 50) -> int:
    """Shelve and unshelve what is due, at most `limit` products; how many there were."""
    due = tx.execute(
        select(Product.id, Product.state, Product.shelve_at, Product.unshelve_at)
        .where(or_(Product.shelve_at <= tx.now, Product.unshelve_at <= tx.now))
        .order_by(Product.id)
        .limit(limit)
    ).all()
    for row in due:
        if row.shelve_at is not None and row.shelve_at <= tx.now:
            _shelve_if_it_can(tx, row.id)
        if row.unshelve_at is not None and row.unshelve_at <= tx.now:
            unshelve(tx, row.id, "")
    return len(due)


def tell(tx: Transaction, product: str, by: str) -> None:
    """Keep what depends on a product's rows in step, and say that it changed."""
    refresh_search(tx, product)
    known = tx.execute(select(Product.title, Product.state).where(Product.id == product)).one()
    tx.record(ProductChanged(product=product, title=known.title, state=known.state, by=by))


def check_words(confirmed: Iterable[str], *texts: str) -> None:
    """Raises WordsDoubtful."""
    known = set(confirmed)
    words = [finding.word for finding in adlaw.doubtful(*texts) if finding.word not in known]
    if words:
        raise WordsDoubtful(words=words, listed="、".join(words), field="words")


def _shelve_if_it_can(tx: Transaction, product: str) -> None:
    sellable = tx.scalar(select(Sku.id).where(Sku.product == product, Sku.active).limit(1))
    if sellable is None:
        tx.execute(update(Product).where(Product.id == product).values(shelve_at=None))
    else:
        shelve(tx, product, "")


def _must_be_there(tx: Transaction, product: str) -> None:
    if tx.scalar(select(Product.id).where(Product.id == product)) is None:
        raise ProductNotFound


def _checked(tx: Transaction, wording: Wording, confirmed: Iterable[str]) -> dict[str, object]:
    """The columns. Raises what is wrong with the wording."""
    title, subtitle = one_line(wording.title), one_line(wording.subtitle)
    markup = detail.safe(plain(wording.detail))
    tags = _tags(wording.tags)
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise TitleUnusable(field="title")
    if len(subtitle) > LONGEST_SUBTITLE:
        raise SubtitleTooLong(field="subtitle")
    if len(markup) > LONGEST_DETAIL:
        raise DetailTooLong(field="detail")
    if wording.return_kind not in RETURN_KINDS:
        raise ReturnKindUnknown(field="return_kind")
    most = MOST_PIECES if wording.most is None else wording.most
    if not 1 <= wording.least <= most <= MOST_PIECES:
        raise LimitsUnusable(field="least")
    check_words(confirmed, title, subtitle, detail.words(markup), *tags)
    _check_categories(tx, wording.categories)
    moments = {name: getattr(wording, name) for name in ("shelve_at", "unshelve_at", "public_at")}
    return {
        "title": title,
        "subtitle": subtitle,
        "detail": markup,
        "tags": tags,
        "return_kind": wording.return_kind,
        "least": wording.least,
        "most": wording.most,
        "early_levels": list(wording.early_levels),
        **{name: at for name, at in moments.items() if at is not msgspec.UNSET},
    }


def _tags(written: Sequence[str]) -> list[str]:
    tags = list(dict.fromkeys(tag for each in written if (tag := one_line(each))))
    if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
        raise TagsUnusable(field="tags")
    return tags


def _check_categories(tx: Transaction, categories: Sequence[str]) -> None:
    there = set(tx.execute(select(Category.id).where(Category.id.in_(categories))).scalars())
    if set(categories) - there:
        raise CategoryGone(field="categories")


def _categorise(tx: Transaction, product: str, categories: Sequence[str]) -> None:
    tx.execute(delete(ProductCategory).where(ProductCategory.product == product))
    if categories:
        tx.execute(
            insert(ProductCategory), [{"product": product, "category": one} for one in dict.fromkeys(categories)]
        )
