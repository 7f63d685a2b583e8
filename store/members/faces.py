"""Pictures that members have no more leave this box, and the storage of the cloud."""

from datetime import datetime

from sqlalchemy import select

from appliance.blobs import DiskBlobs
from appliance.db import Database
from store.members import actions
from store.members.models import LeftAvatar, Member

MANY = 100


async def sweep(db: Database, blobs: DiskBlobs, now: datetime) -> None:
    """Called every half minute. A file first, its row after: a crash between them does it again.

    Two people's picture, which before 0057 could be one file, waits for the second of them.
    """
    anybodys = select(Member.id).where(Member.avatar == LeftAvatar.name).exists()
    async with db.read() as session:
        due = select(LeftAvatar.name).where(LeftAvatar.after <= now, ~anybodys).limit(MANY)
        left = list(await session.scalars(due))
    for name in left:
        await blobs.delete(name)
        await db.write(actions.clear_avatar, name)
