"""Where a member's parcels go 收货地址."""

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from appliance.db import Transaction
from appliance.errors import Conflict, NotFound
from appliance.ids import new_id
from appliance.keys import Keys
from store.members import contact
from store.members.actions import know
from store.members.contact import Contact
from store.members.models import Place
from store.members.regions import region as usable

MOST = 20


class PlaceNotFound(NotFound):
    zh = "没有这个收货地址"
    en = "There is no such address"


class TooManyPlaces(Conflict):
    zh = "最多保存 20 个收货地址，请先删掉用不到的"
    en = "At most 20 addresses are kept, please delete one first"


def add(tx: Transaction, keys: Keys, member: str, *, region: str, person: Contact, usual: bool = False) -> str:
    """Its id; the first one is the usual one. Raises RegionUnusable, TooManyPlaces, MemberGone."""
    know(tx, member)
    known = tx.scalar(select(func.count()).select_from(Place).where(Place.member == member)) or 0
    if known >= MOST:
        raise TooManyPlaces
    place = new_id(tx.now)
    values = {"region": usable(region), "sealed": contact.seal(keys, person), "changed_at": tx.now}
    tx.execute(insert(Place).values(id=place, member=member, usual=False, **values))
    if usual or not known:
        _make_usual(tx, member, place)
    return place


def change(
    tx: Transaction, keys: Keys, member: str, place: str, *, region: str, person: Contact, usual: bool = False
) -> None:
    """Raises PlaceNotFound, RegionUnusable."""
    values = {"region": usable(region), "sealed": contact.seal(keys, person), "changed_at": tx.now}
    if not tx.execute(update(Place).where(*_mine(member, place)).values(values)).rowcount:
        raise PlaceNotFound
    if usual:
        _make_usual(tx, member, place)


def remove(tx: Transaction, member: str, place: str) -> None:
    """Another one becomes the usual one when this was it. Raises PlaceNotFound."""
    if not tx.execute(delete(Place).where(*_mine(member, place))).rowcount:
        raise PlaceNotFound
    rest = select(Place.id).where(Place.member == member)
    if not tx.scalar(rest.where(Place.usual).limit(1)):
        latest = tx.scalar(rest.order_by(Place.changed_at.desc(), Place.id.desc()).limit(1))
        if latest is not None:
            _make_usual(tx, member, latest)


def place(tx: Transaction, keys: Keys, member: str, wanted: str) -> tuple[str, Contact]:
    """The region and whom it goes to, for an order in the making. Raises PlaceNotFound."""
    row = tx.one_or_none(select(Place.region, Place.sealed).where(*_mine(member, wanted)))
    if row is None:
        raise PlaceNotFound
    return row.region, contact.unseal(keys, row.sealed)


def _mine(member: str, place: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (Place.id == place, Place.member == member)


def _make_usual(tx: Transaction, member: str, place: str) -> None:
    tx.execute(update(Place).where(Place.member == member).values(usual=Place.id == place))
