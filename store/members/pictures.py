"""Pictures of members that belong to nothing, or to nothing yet: they leave this box, and the storage of the cloud."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from appliance.blobs import DiskBlobs
from appliance.cloud import actions as cloud
from appliance.cloud.finding import PICTURES
from appliance.db import Database, Transaction
from store.members.models import LoosePicture, Member

UNUSED = timedelta(days=1)
"""What was sent and is used for nothing goes after this."""
MANY = 100


def send(tx: Transaction, name: str, sender: str) -> None:
    """It is about to come; unless its sender makes use of it, it goes again."""
    tx.add_once(LoosePicture, name=name, after=tx.now + UNUSED, sender=sender)


def use(tx: Transaction, names: Collection[str], sender: str) -> bool:
    """They stay from now on; False when one of them is not, or no longer, the sender's to use."""
    loose = LoosePicture.name.in_(set(names)), LoosePicture.sender == sender, LoosePicture.after > tx.now
    return tx.execute(delete(LoosePicture).where(*loose)).rowcount == len(set(names))


def leave(tx: Transaction, name: str, after: datetime) -> None:
    """It belongs to nobody any more, and goes `after` that."""
    tx.add_once(LoosePicture, name=name, after=after, sender=None)


def adopt(tx: Transaction, guest: str, member: str) -> None:
    tx.execute(update(LoosePicture).where(LoosePicture.sender == guest).values(sender=member))


def leave_unused(tx: Transaction, sender: str) -> None:
    tx.execute(update(LoosePicture).where(LoosePicture.sender == sender).values(sender=None, after=tx.now))


def clear(tx: Transaction, name: str) -> None:
    """Its file is gone from this box, and goes from the storage."""
    cloud.withdraw(tx, f"{PICTURES}/{name[:2]}/{name}")
    tx.execute(delete(LoosePicture).where(LoosePicture.name == name))


async def sweep(db: Database, blobs: DiskBlobs, now: datetime) -> None:
    """Called every half minute. A file first, its row after: a crash between them does it again.

    Two people's picture, which before 0057 could be one file, waits for the second of them.
    """
    anybodys = select(Member.id).where(Member.avatar == LoosePicture.name).exists()
    async with db.read() as session:
        due = select(LoosePicture.name).where(LoosePicture.after <= now, ~anybodys).limit(MANY)
        loose = list(await session.scalars(due))
    for name in loose:
        await blobs.delete(name)
        await db.write(clear, name)
