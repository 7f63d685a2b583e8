"""Who was merged or deleted: their tokens end at once, not with their thirty days."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select

from appliance.bus import Bus
from appliance.db import Database
from appliance.events import Event, MemberDeleted, MembersMerged
from appliance.identity.gone import Gone
from appliance.ids import new_id
from store.members.models import Member

LONGEST = timedelta(days=31)
"""No token lives longer."""


async def follow(gone: Gone, db: Database, bus: Bus, now: datetime) -> None:
    """From now on, and what happened since the oldest token that may still be about; the bus itself ends it."""

    def note(event: Event) -> None:
        if isinstance(event, MembersMerged):
            gone.add(event.guest)
        if isinstance(event, MemberDeleted):
            gone.add(event.member)

    bus.listen(note, (MembersMerged, MemberDeleted), name="departures")
    await _recall(gone, db, now - LONGEST)


async def _recall(gone: Gone, db: Database, since: datetime) -> None:
    """A guest's token is as old as the guest's id, and ids sort by time."""
    merged = Member.merged_into.is_not(None) & (Member.id >= new_id(since)[:10])
    async with db.read() as session:
        gone.add(*await session.scalars(select(Member.id).where(or_(merged, Member.deleted_at >= since))))
