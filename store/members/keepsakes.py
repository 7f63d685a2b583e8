"""What a member wants to find again: favourites 收藏 and footprints 浏览足迹."""

from sqlalchemy import bindparam, delete, select, update

from appliance.db import Prepared, Transaction
from store.members.actions import know
from store.members.models import Favourite, Footprint

MOST_FOOTPRINTS = 200
MOST_FAVOURITES = 500


def like(tx: Transaction, member: str, product: str) -> None:
    know(tx, member)
    tx.add_once(Favourite, member=member, product=product, at=tx.now)
    _keep_latest(tx, Favourite, member, MOST_FAVOURITES)


def unlike(tx: Transaction, member: str, product: str) -> None:
    tx.execute(delete(Favourite).where(Favourite.member == member, Favourite.product == product))


def pass_by(tx: Transaction, member: str, product: str) -> None:
    """Somebody looked at a product; only the latest 200 are kept."""
    know(tx, member)
    if tx.change(_HERE_AGAIN, whose=member, which=product, now=tx.now):
        return
    tx.add_once(Footprint, member=member, product=product, at=tx.now)
    _keep_latest(tx, Footprint, member, MOST_FOOTPRINTS)


def wipe_footprints(tx: Transaction, member: str) -> None:
    tx.execute(delete(Footprint).where(Footprint.member == member))


def _keep_latest(tx: Transaction, kind: type[Favourite] | type[Footprint], member: str, most: int) -> None:
    old = select(kind.product).where(kind.member == member).order_by(kind.at.desc(), kind.product).offset(most)
    beyond = [row.product for row in tx.execute(old.limit(100)).all()]
    if beyond:
        tx.execute(delete(kind).where(kind.member == member, kind.product.in_(beyond)))


_HERE_AGAIN = Prepared(
    update(Footprint)
    .where(Footprint.member == bindparam("whose"), Footprint.product == bindparam("which"))
    .values(at=bindparam("now"))
)
