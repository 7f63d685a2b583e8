"""Who follows a room 关注, and who told others of it 分享."""

from sqlalchemy import delete, update

from appliance.db import Transaction
from appliance.events import RoomFollowed
from store.members import actions as members
from store.play.models import RoomFollow, RoomShare


def follow(tx: Transaction, room: str, member: str) -> None:
    """Raises MemberGone."""
    members.know(tx, member)
    if tx.add_once(RoomFollow, room=room, member=member, at=tx.now):
        tx.record(RoomFollowed(room=room, member=member, follows=True))


def unfollow(tx: Transaction, room: str, member: str) -> None:
    if tx.execute(delete(RoomFollow).where(RoomFollow.room == room, RoomFollow.member == member)).rowcount:
        tx.record(RoomFollowed(room=room, member=member, follows=False))


def note_share(tx: Transaction, room: str, member: str) -> None:
    """Raises MemberGone."""
    members.know(tx, member)
    if tx.add_once(RoomShare, room=room, member=member, times=1, at=tx.now):
        return
    mine = update(RoomShare).where(RoomShare.room == room, RoomShare.member == member)
    tx.execute(mine.values(times=RoomShare.times + 1, at=tx.now))
