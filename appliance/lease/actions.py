"""Taking, keeping and guarding a lease, each by a conditional UPDATE whose row count is the answer."""

from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import case, delete, insert, or_, select, update

from appliance.db import Transaction
from appliance.errors import Conflict, Unavailable
from appliance.events import LiveTakenOver
from appliance.lease.models import Box, Lease
from appliance.lease.now import DatabaseNow

FREE_AFTER = timedelta(seconds=9)
"""A lease whose holder has not beaten for so long is anybody's."""
TAKEN_FOR = timedelta(seconds=60)
"""So long after it was last heard a box's name is its own."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Fenced(Unavailable):
    zh = "另一台主机已经接管，这台不再写入"
    en = "The other box has taken over: this one writes no more"


class NameTaken(Conflict):
    zh = "另一台主机也叫 {box}：给这台在 jinbo.toml 里另起一个 box"
    en = "Another box is called {box}, too: give this one a name of its own (box in jinbo.toml)"


class OtherKey(Conflict):
    zh = "这台主机的密钥和 {box} 的不一样：把 {box} 数据目录里的 secrets 整个拷过来再启动"
    en = "This box has another key than {box}: copy the folder secrets from the data folder of {box}, then start again"


class Introduction(msgspec.Struct, frozen=True):
    """What a box tells of itself."""

    name: str
    folder: str
    seal: str
    edge: str
    page: str
    push: str


def arrive(tx: Transaction, box: Introduction) -> None:
    """A box is there, holding or waiting. Raises NameTaken, OtherKey."""
    recent = Box.heard_at > DatabaseNow() - TAKEN_FOR // _MILLISECOND
    twin = select(Box.name).where(Box.name == box.name, Box.folder != box.folder, recent)
    if tx.scalar(twin) is not None:
        raise NameTaken(box=box.name)
    others = select(Box.name).where(Box.seal != box.seal, Box.name != box.name)
    is_new = tx.scalar(select(Box.name).where(Box.name == box.name)) is None
    stranger = tx.scalar(others if is_new else others.where(recent))  # who comes first must match who was ever here
    if stranger is not None:
        raise OtherKey(box=stranger)
    told = msgspec.structs.asdict(box)
    if not tx.execute(update(Box).where(Box.name == box.name).values(**told, heard_at=DatabaseNow())).rowcount:
        tx.execute(insert(Box).values(**told, heard_at=DatabaseNow()))


def take(tx: Transaction, lease: str, box: str) -> int:
    """The term from which on `box` holds it; 0 while another does. Who held it may take it again at once."""
    if tx.scalar(select(Lease.name).where(Lease.name == lease)) is None:
        tx.add_once(Lease, name=lease, holder="", term=0, since=_NEVER, beats_at=_NEVER)
    before = tx.scalar(select(Lease.holder).where(Lease.name == lease))
    stale = Lease.beats_at < DatabaseNow() - FREE_AFTER // _MILLISECOND
    taken = tx.execute(
        update(Lease)
        .where(Lease.name == lease, or_(Lease.holder == box, stale))
        .values(
            holder=box,
            term=Lease.term + 1,
            since=case((Lease.holder == box, Lease.since), else_=DatabaseNow()),
            beats_at=DatabaseNow(),
        )
    )
    if not taken.rowcount:
        return 0
    term = int(tx.scalar(select(Lease.term).where(Lease.name == lease)))
    if lease == "live" and before != box:
        tx.record(LiveTakenOver(box=box, term=term))
    return term


def beat(tx: Transaction, lease: str, term: int, box: str) -> bool:
    """False: it is another's. A box that beats `live` has been heard."""
    mine = (Lease.name == lease, Lease.term == term)
    held = tx.execute(update(Lease).where(*mine).values(beats_at=DatabaseNow())).rowcount == 1
    if held and lease == "live":
        tx.execute(update(Box).where(Box.name == box).values(heard_at=DatabaseNow()))
    return held


def guard(tx: Transaction, lease: str, term: int) -> None:
    """At the head of every transaction of who holds it. Raises Fenced.

    PostgreSQL puts transactions in an order: one that has read this term comes before the taking, or not at all.
    """
    if tx.scalar(select(Lease.term).where(Lease.name == lease)) != term:
        raise Fenced


def forget(tx: Transaction, silent: timedelta) -> list[str]:
    """Boxes that have been silent for so long are no longer counted on; those."""
    gone = Box.heard_at < DatabaseNow() - silent // _MILLISECOND
    names = list(tx.execute(select(Box.name).where(gone)).scalars())
    tx.execute(delete(Box).where(Box.name.in_(names)))
    return names
