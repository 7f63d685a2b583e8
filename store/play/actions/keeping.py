"""What is kept of a person, when two turn out to be one, or when one wants to be forgotten."""

from sqlalchemy import Select, delete, select, update

from appliance.db import Transaction
from store.play.actions.claiming import lapse_one
from store.play.models import RoomFollow, RoomShare, RoundEntry, RoundWin


def adopt(tx: Transaction, guest: str, member: str) -> None:
    """Entries and prizes of the guest are the member's. Where both entered, the later entry is nobody's any more.

    It stays in its round: the draw rests on every entry. Should it win, the prize lapses: one person wins once.
    """
    both = tx.execute(_twice(guest, member)).scalars().all()
    for round_id in both:
        _keep_earlier(tx, round_id, guest, member)
    for kind in (RoundEntry, RoundWin):
        tx.execute(update(kind).where(kind.member == guest).values(member=member))
    for row in tx.execute(select(RoomFollow.room, RoomFollow.at).where(RoomFollow.member == guest)).all():
        tx.add_once(RoomFollow, room=row.room, member=member, at=row.at)
    for share in tx.execute(select(*_SHARE).where(RoomShare.member == guest)).all():
        if not tx.add_once(RoomShare, room=share.room, member=member, times=share.times, at=share.at):
            mine = update(RoomShare).where(RoomShare.room == share.room, RoomShare.member == member)
            tx.execute(mine.values(times=RoomShare.times + share.times))
    _drop_ties(tx, guest)


def forget(tx: Transaction, member: str) -> None:
    """Entries and lists of winners stay without the person; prizes that wait to be claimed are given up."""
    waiting = select(RoundWin.id).where(RoundWin.member == member, RoundWin.state.in_(("won", "drawn")))
    for win in tx.execute(waiting).scalars().all():
        lapse_one(tx, win)
    for kind in (RoundEntry, RoundWin):
        tx.execute(update(kind).where(kind.member == member).values(member=None, name=""))
    _drop_ties(tx, member)


def _drop_ties(tx: Transaction, member: str) -> None:
    for kind in (RoomFollow, RoomShare):
        tx.execute(delete(kind).where(kind.member == member))


def _keep_earlier(tx: Transaction, round_id: str, guest: str, member: str) -> None:
    here = (RoundEntry.round == round_id, RoundEntry.member.in_((guest, member)))
    later = tx.execute(select(RoundEntry.mark).where(*here).order_by(RoundEntry.place.desc())).scalars().first()
    tx.execute(update(RoundEntry).where(RoundEntry.round == round_id, RoundEntry.mark == later).values(member=None))


def _twice(guest: str, member: str) -> Select[str]:
    theirs = select(RoundEntry.round).where(RoundEntry.member == member)
    return select(RoundEntry.round).where(RoundEntry.member == guest, RoundEntry.round.in_(theirs))


_SHARE = (RoomShare.room, RoomShare.times, RoomShare.at)
