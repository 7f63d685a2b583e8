"""What changes about where rooms are sent on to."""

import msgspec
from sqlalchemy import delete, insert, select, update

from appliance.db import Transaction
from appliance.errors import BadInput, Conflict, NotFound
from appliance.events import OutletsChanged, RelaySwitched
from appliance.ids import new_id
from appliance.keys import Keys
from appliance.plain import one_line
from media.broadcasts.actions import RoomNotFound
from media.broadcasts.models import Room
from media.relay import clouds
from media.relay.clouds import Cloud
from media.relay.models import Outlet, RelayedRoom

PURPOSE = "outlets"
LONGEST_TITLE = 40


class OutletNotFound(NotFound):
    zh = "没有这个云直播"
    en = "There is no such cloud channel"


class OutletTitleUnusable(BadInput):
    zh = "名称要有 1 到 40 个字"
    en = "A name has 1 to 40 characters"


class OutletTaken(Conflict):
    zh = "这个推流地址已经给另一个直播间用了，一个地址同时只能推一路"
    en = "Another room is sent to this address already: it takes one stream at a time"


def add_outlet(tx: Transaction, keys: Keys, title: str, cloud: Cloud, *, by: str) -> str:
    """Its id. Raises OutletTitleUnusable, OutletUnusable."""
    outlet, kept = new_id(tx.now), _kept(tx, keys, title, cloud, by)
    tx.execute(insert(Outlet).values(id=outlet, **kept))
    tx.record(OutletsChanged(outlet=outlet))
    return outlet


def change_outlet(tx: Transaction, keys: Keys, outlet: str, title: str, cloud: Cloud, *, by: str) -> None:
    """Relays that run begin anew with it. Raises OutletNotFound, OutletTitleUnusable, OutletUnusable."""
    kept = _kept(tx, keys, title, cloud, by)
    if not tx.execute(update(Outlet).where(Outlet.id == outlet).values(**kept)).rowcount:
        raise OutletNotFound
    tx.record(OutletsChanged(outlet=outlet))


def remove_outlet(tx: Transaction, outlet: str) -> None:
    """Raises OutletNotFound."""
    for room in tx.execute(select(RelayedRoom.room).where(RelayedRoom.outlet == outlet)).scalars().all():
        switch_off(tx, room, outlet)
    if not tx.execute(delete(Outlet).where(Outlet.id == outlet)).rowcount:
        raise OutletNotFound
    tx.record(OutletsChanged(outlet=outlet))


def switch_on(tx: Transaction, room: str, outlet: str, rendition: str = "source") -> None:
    """Send the room on whenever it is on air, from now on. Raises RoomNotFound, OutletNotFound, OutletTaken."""
    if tx.scalar(select(Room.id).where(Room.id == room)) is None:
        raise RoomNotFound
    kind = tx.scalar(select(Outlet.kind).where(Outlet.id == outlet))
    if kind is None:
        raise OutletNotFound
    others = select(RelayedRoom.room).where(RelayedRoom.outlet == outlet, RelayedRoom.room != room)
    if kind == "rtmp" and tx.scalar(others) is not None:
        raise OutletTaken
    tx.execute(delete(RelayedRoom).where(RelayedRoom.room == room, RelayedRoom.outlet == outlet))
    tx.execute(insert(RelayedRoom).values(room=room, outlet=outlet, rendition=rendition))
    tx.record(RelaySwitched(room=room, outlet=outlet, on=True, rendition=rendition))


def switch_off(tx: Transaction, room: str, outlet: str) -> None:
    """Nothing happens where it is off already."""
    gone = delete(RelayedRoom).where(RelayedRoom.room == room, RelayedRoom.outlet == outlet)
    if tx.execute(gone).rowcount:
        tx.record(RelaySwitched(room=room, outlet=outlet, on=False))


def _kept(tx: Transaction, keys: Keys, title: str, cloud: Cloud, by: str) -> dict[str, object]:
    title = one_line(title)
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise OutletTitleUnusable(field="title")
    clouds.check(cloud)
    sealed = keys.seal(PURPOSE, msgspec.json.encode(cloud).decode())
    return {"title": title, "kind": clouds.kind(cloud), "sealed": sealed, "changed_by": by, "changed_at": tx.now}
