"""Writing down who was there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, select, update

from appliance.db import Prepared, Transaction
from appliance.ids import new_id
from chat.visits.models import AudienceCount, Visit
from chat.visits.sources import Source


class Stay(msgspec.Struct, frozen=True):
    """A stretch of time that somebody spent in a show, which follows on those that are written down."""

    broadcast: str
    viewer: str
    room: str
    source: Source
    came_at: datetime
    seconds: int


def note(tx: Transaction, stays: Sequence[Stay]) -> None:
    rows = [
        {
            "broadcast": one.broadcast, "viewer": one.viewer, "room": one.room, "source": one.source,
            "came_at": one.came_at, "seconds": 0,
        }
        for one in stays
    ]  # fmt: skip
    tx.add_each_once(Visit, rows)
    longer = [{"of": one.broadcast, "who": one.viewer, "more": one.seconds} for one in stays if one.seconds]
    tx.change_each(_LONGER, longer)


def count(tx: Transaction, viewers: Mapping[str, int], at: datetime) -> None:
    """By room. Another hub of the house that counted the same moment has counted the same people."""
    tx.add_each_once(AudienceCount, [{"room": room, "at": at, "viewers": number} for room, number in viewers.items()])


def adopt(tx: Transaction, guest: str, member: str) -> None:
    """Who watched as a guest and as a member watched once, for both times together."""
    for one in tx.execute(select(Visit.__table__).where(Visit.viewer == guest)).mappings().all():
        stay: Any = {**one, "viewer": member}
        if not tx.add_once(Visit, **stay):
            tx.change_each(_LONGER, [{"of": one["broadcast"], "who": member, "more": one["seconds"]}])
    tx.execute(delete(Visit).where(Visit.viewer == guest))


def forget(tx: Transaction, member: str) -> None:
    """They were there; nothing tells any more that it was they."""
    for broadcast in tx.execute(select(Visit.broadcast).where(Visit.viewer == member)).scalars().all():
        one = (Visit.broadcast == broadcast, Visit.viewer == member)
        tx.execute(update(Visit).where(*one).values(viewer=f"gone:{new_id(tx.now)}"))


_LONGER = Prepared(
    update(Visit)
    .where(Visit.broadcast == bindparam("of"), Visit.viewer == bindparam("who"))
    .values(seconds=Visit.seconds + bindparam("more"))
)
