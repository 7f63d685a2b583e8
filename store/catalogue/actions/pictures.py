"""A product's pictures: blobs in an order."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, delete, func, insert, select, update

from appliance.db import Transaction
from appliance.errors import BadInput, NotFound
from appliance.ids import new_id
from store.catalogue import detail
from store.catalogue.actions.products import LONGEST_DETAIL, DetailTooLong, ProductNotFound, tell
from store.catalogue.models import Product, ProductPicture, Sku

MOST_PICTURES = 12


class PictureNotFound(NotFound):
    zh = "没有这张图片"
    en = "There is no such picture"


class TooManyPictures(BadInput):
    zh = "一个商品最多 12 张图片"
    en = "A product has at most 12 pictures"


def add_picture(tx: Transaction, product: str, sizes: Mapping[str, str], width: int, height: int, *, by: str) -> str:
    """As the last one; `sizes` are blobs by the length of the longer side: 200, 750, 1500.

    Raises ProductNotFound, TooManyPictures.
    """
    there = tx.scalar(select(func.count()).where(ProductPicture.product == product))
    if tx.scalar(select(Product.id).where(Product.id == product)) is None:
        raise ProductNotFound
    if there >= MOST_PICTURES:
        raise TooManyPictures(field="pictures")
    last = tx.scalar(select(func.max(ProductPicture.position)).where(ProductPicture.product == product))
    picture = new_id(tx.now)
    tx.execute(
        insert(ProductPicture).values(
            id=picture, product=product, position=0 if last is None else last + 1, sizes=dict(sizes), width=width,
            height=height,
        )
    )  # fmt: skip
    tell(tx, product, by)
    return picture


def arrange_pictures(tx: Transaction, product: str, pictures: Sequence[str], by: str) -> None:
    """In this order; those that are not named come after, as they were. The first is the product's face."""
    known = list(tx.execute(_of(product)).scalars())
    named = [picture for picture in dict.fromkeys(pictures) if picture in known]
    order = [*named, *(picture for picture in known if picture not in named)]
    for position, picture in enumerate(order):
        tx.execute(update(ProductPicture).where(ProductPicture.id == picture).values(position=position))
    if known:
        tell(tx, product, by)


def move_picture(tx: Transaction, product: str, picture: str, by: int, *, staff: str) -> None:
    """`by` places towards the end; negative: towards the front. Raises PictureNotFound."""
    order = list(tx.execute(_of(product)).scalars())
    if picture not in order:
        raise PictureNotFound
    place = min(max(order.index(picture) + by, 0), len(order) - 1)
    order.remove(picture)
    order.insert(place, picture)
    arrange_pictures(tx, product, order, staff)


def remove_picture(tx: Transaction, product: str, picture: str, by: str) -> None:
    """Orders keep their own copy of its name. Raises PictureNotFound."""
    tx.execute(update(Sku).where(Sku.product == product, Sku.picture == picture).values(picture=None))
    mine = (ProductPicture.id == picture, ProductPicture.product == product)
    if not tx.execute(delete(ProductPicture).where(*mine)).rowcount:
        raise PictureNotFound
    tell(tx, product, by)


def append_to_detail(tx: Transaction, product: str, blob: str, by: str) -> None:
    """A picture below what is written already. Raises ProductNotFound, DetailTooLong."""
    written = tx.scalar(select(Product.detail).where(Product.id == product))
    if written is None:
        raise ProductNotFound
    longer = detail.safe(written + detail.picture(blob))
    if len(longer) > LONGEST_DETAIL:
        raise DetailTooLong(field="detail")
    tx.execute(update(Product).where(Product.id == product).values(detail=longer, changed_at=tx.now))
    tell(tx, product, by)


def _of(product: str) -> Select[str]:
    return (
        select(ProductPicture.id)
        .where(ProductPicture.product == product)
        .order_by(ProductPicture.position, ProductPicture.id)
    )
