"""A product's videos: blobs in an order, shown before its pictures."""

from sqlalchemy import delete, insert, select, update

from appliance.db import Transaction
from appliance.errors import BadInput, NotFound
from appliance.ids import new_id
from store.catalogue.actions.products import ProductNotFound, tell
from store.catalogue.models import Product, ProductVideo

MOST_VIDEOS = 5


class VideoNotFound(NotFound):
    zh = "没有这段视频"
    en = "There is no such video"


class TooManyVideos(BadInput):
    zh = "一个商品最多 5 段视频"
    en = "A product has at most 5 videos"


def add_video(tx: Transaction, product: str, blob: str, by: str) -> str:
    """As the last one; its id. Raises ProductNotFound, TooManyVideos."""
    if tx.scalar(select(Product.id).where(Product.id == product)) is None:
        raise ProductNotFound
    mine = ProductVideo.product == product
    positions = list(tx.execute(select(ProductVideo.position).where(mine)).scalars())
    if len(positions) >= MOST_VIDEOS:
        raise TooManyVideos(field="video")
    video = new_id(tx.now)
    position = max(positions, default=-1) + 1
    tx.execute(insert(ProductVideo).values(id=video, product=product, position=position, blob=blob))
    tell(tx, product, by)
    return video


def move_video(tx: Transaction, product: str, video: str, by: int, *, staff: str) -> None:
    """`by` places towards the end; negative: towards the front. Raises VideoNotFound."""
    of_product = select(ProductVideo.id).where(ProductVideo.product == product)
    order = list(tx.execute(of_product.order_by(ProductVideo.position, ProductVideo.id)).scalars())
    if video not in order:
        raise VideoNotFound
    place = min(max(order.index(video) + by, 0), len(order) - 1)
    order.remove(video)
    order.insert(place, video)
    for position, one in enumerate(order):
        tx.execute(update(ProductVideo).where(ProductVideo.id == one).values(position=position))
    tell(tx, product, staff)


def remove_video(tx: Transaction, product: str, video: str, by: str) -> None:
    """Raises VideoNotFound."""
    mine = (ProductVideo.id == video, ProductVideo.product == product)
    if not tx.execute(delete(ProductVideo).where(*mine)).rowcount:
        raise VideoNotFound
    tell(tx, product, by)
