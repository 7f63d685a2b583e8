"""What changes about the storage and its queue."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

import msgspec
from sqlalchemy import delete, insert, select, update

from appliance.cloud import storage
from appliance.cloud.models import CloudStorage, Upload
from appliance.cloud.terms import Terms, check_live
from appliance.db import Transaction
from appliance.errors import BadInput
from appliance.events import CloudStorageSet
from appliance.keys import Keys

PURPOSE = "cloud-storage"
ROW = "storage"
FASTEST = 10_000_000
LONGEST_HERE = 3650
PAUSES = (5, 15, 60, 300, 900)
"""Seconds before each further try; the last one again and again."""


class LimitUnusable(BadInput):
    zh = "限速写 0（不限）到 10000000 千比特每秒"
    en = "A limit is 0 (none) to 10000000 kbit/s"


class DaysUnusable(BadInput):
    zh = "本机留的天数写 0（放不下再清）到 3650"
    en = "The days on this box are 0 (until there is no room) to 3650"


class Thing(msgspec.Struct, frozen=True):
    """A file that never changes any more."""

    name: str
    """Below the data folder, and in the bucket."""
    kind: str
    rank: int
    size: int
    sha256: str = ""


class Told(msgspec.Struct, frozen=True):
    """A file as it is now."""

    size: int
    sha256: str


def set_storage(tx: Transaction, keys: Keys, terms: Terms, by: str) -> None:
    """Raises StorageUnusable, LimitUnusable, DaysUnusable, LiveUnusable."""
    storage.check(terms.storage)
    check_live(terms)
    if not 0 <= terms.kilobits <= FASTEST:
        raise LimitUnusable(field="kilobits")
    if not 0 <= terms.local_days <= LONGEST_HERE:
        raise DaysUnusable(field="local_days")
    tx.execute(delete(CloudStorage))
    sealed = keys.seal(PURPOSE, msgspec.json.encode(terms).decode())
    tx.execute(insert(CloudStorage).values(id=ROW, sealed=sealed, changed_by=by, changed_at=tx.now))
    tx.record(CloudStorageSet(there=True))


def give_up(tx: Transaction) -> None:
    """What was sent stays where it is; the queue is forgotten and found again when there is a storage."""
    if tx.execute(delete(CloudStorage)).rowcount:
        tx.record(CloudStorageSet(there=False))
    tx.execute(delete(Upload))


def send_everything_again(tx: Transaction) -> None:
    """The storage is another one: nothing of ours is there yet."""
    tx.execute(delete(Upload))


def find(tx: Transaction, things: Iterable[Thing], box: str = "") -> int:
    """Queue what is not known yet, from the disk of `box`; how many these were."""
    given = {thing.name: thing for thing in things}
    known = set(tx.execute(select(Upload.name).where(Upload.name.in_(given))).scalars())
    if box:  # what was found while it was alone
        tx.execute(update(Upload).where(Upload.name.in_(known), Upload.box == "").values(box=box))
    fresh = [thing for name, thing in given.items() if name not in known]
    if fresh:
        rest = {"state": "waiting", "tries": 0, "problem": "", "found_at": tx.now, "next_at": tx.now, "box": box}
        tx.execute(insert(Upload), [{**msgspec.structs.asdict(thing), **rest} for thing in fresh])
    return len(fresh)


def arrived(tx: Transaction, name: str, size: int, sha256: str) -> bool:
    """It stands in the storage, whole. False: it was deleted here meanwhile."""
    done = {"state": "done", "done_at": tx.now, "size": size, "sha256": sha256, "problem": ""}
    there = update(Upload).where(Upload.name == name, Upload.state == "waiting").values(done)
    return tx.execute(there).rowcount == 1


def failed(tx: Transaction, name: str, problem: str) -> None:
    """It is tried again later, and what waits behind it goes meanwhile."""
    tries = tx.scalar(select(Upload.tries).where(Upload.name == name)) or 0
    pause = timedelta(seconds=PAUSES[min(tries, len(PAUSES) - 1)])
    again = {"tries": tries + 1, "problem": problem[:500], "next_at": tx.now + pause}
    tx.execute(update(Upload).where(Upload.name == name).values(again))


def lost(tx: Transaction, name: str, problem: str) -> None:
    """The file is gone, or is not what it was: trying again would not help."""
    mine = (Upload.name == name, Upload.state == "waiting")
    tx.execute(update(Upload).where(*mine).values(state="lost", problem=problem[:500]))


def found_again(tx: Transaction, folder: str) -> None:
    """What was lost below `folder` (with a slash behind) is there once more."""
    again = (Upload.name.startswith(folder, autoescape=True), Upload.state == "lost")
    tx.execute(update(Upload).where(*again).values(state="waiting", tries=0, problem="", next_at=tx.now))


def withdraw(tx: Transaction, folder: str) -> None:
    """What lies below `folder` (with a slash behind), or this one file, was deleted here: it leaves the storage, too.

    What is on its way there at this moment arrives, and is let go by who sent it.
    """
    below = (Upload.name.startswith(folder, autoescape=True), Upload.state != "leaving")
    tx.execute(update(Upload).where(*below).values(state="leaving", tries=0, problem="", next_at=tx.now))


def withdrawn(tx: Transaction, name: str) -> None:
    """It is not in the storage any more."""
    tx.execute(delete(Upload).where(Upload.name == name, Upload.state == "leaving"))


def send_again(tx: Transaction, name: str) -> None:
    """It was there, and is there no longer."""
    values = {"state": "waiting", "tries": 0, "next_at": tx.now, "done_at": None}
    tx.execute(update(Upload).where(Upload.name == name, Upload.state != "leaving").values(values))


def send_anew(tx: Transaction, name: str, size: int, sha256: str) -> None:
    """Its content is another one now; what the storage never was to have is not sent."""
    other = (Upload.name == name, Upload.sha256 != sha256, Upload.state != "leaving")
    values = {"state": "waiting", "tries": 0, "next_at": tx.now, "done_at": None, "problem": ""}
    tx.execute(update(Upload).where(*other).values(values | {"size": size, "sha256": sha256}))


def send_beside(tx: Transaction, last: str, files: Mapping[str, Told]) -> None:
    """What `last` names by now goes before it, new things too; where `last` is not sent, nothing is."""
    row = tx.execute(select(Upload.kind, Upload.rank, Upload.box).where(Upload.name == last)).one_or_none()
    if row is not None:
        things = (Thing(name, row.kind, row.rank - 1, told.size, told.sha256) for name, told in files.items())
        find(tx, things, row.box)


def try_again(tx: Transaction) -> None:
    """At once, the lost ones too: somebody has repaired something."""
    now = {"state": "waiting", "tries": 0, "next_at": tx.now}
    tx.execute(update(Upload).where(Upload.state.in_(("waiting", "lost"))).values(now))
