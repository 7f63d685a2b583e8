"""Who was merged or deleted: their tokens end at once, not with their thirty days, and are not renewed."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select

from appliance.bus import Bus
from appliance.db import Database
from appliance.events import Event, MemberDeleted, MembersMerged
from appliance.identity.gone import Gone
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
    """Nobody goes on after that moment, so no token of theirs is younger."""
    async with db.read() as session:
        left = select(Member.id).where(or_(Member.merged_at >= since, Member.deleted_at >= since))
        gone.add(*await session.scalars(left))
