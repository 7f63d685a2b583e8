"""A show of which files are nowhere: they are told, waited for, and in the end given up."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, insert, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.alarms import actions as alarms
from appliance.alarms.models import Alarm
from appliance.cloud import actions as cloud
from appliance.db import Transaction
from appliance.events import RecordingDeleted
from media.recording.models import Recording, ReelKept

PATIENCE = timedelta(days=7)
"""So long the alarm stands: a box may come back, or somebody copies the folder over."""
ZH = (
    "“{title}”的录像文件本机没有，云上也没有：请在 {days} 天内把录它的那台主机接回来，"
    "或把它的文件夹放回 recordings，过期就算丢失"
)
EN = (
    "No file of “{title}” is on this box or in the cloud: within {days} days bring the box back that recorded it,"
    " or put its folder back into recordings. Then it counts as lost"
)
SOME_ZH = (
    "“{title}”的录像缺 {count} 个文件，本机没有，云上也没有：请在 {days} 天内把录它的那台主机接回来，"
    "或把缺的文件放回 recordings，过期就按现有的收尾"
)
SOME_EN = (
    "{count} files of “{title}” are neither on this box nor in the cloud: within {days} days bring the box back that"
    " recorded them, or put them back into recordings. Then the show is kept without them"
)
KEPT_ZH = (
    "“{title}”的录像本机没有，云上也不全，回放先藏起来了："
    "请把录它的那台主机接回来，或把它的文件夹放回 recordings，再让观众看"
)
KEPT_EN = (
    "“{title}” is not on this box and not all in the cloud, so its replay is hidden: bring the box back that"
    " recorded it, or put its folder back into recordings, then show it again"
)


def miss(tx: Transaction, show: str, missing: Sequence[ReelKept], *, needed: bool) -> bool:
    """Sound the alarm, or give the reels up once it has stood long enough; whether they were given up.

    With the last of them goes the show. `needed`: the law asks for recordings. What may turn up in the storage after
    all is not touched.
    """
    mine = (Recording.show == show, Recording.state == "recording")
    row = tx.execute(select(Recording.room, Recording.title).where(*mine)).one_or_none()
    if row is None:
        return False
    there = (ReelKept.show == show, ReelKept.gone_at.is_(None))
    some = (tx.scalar(select(func.count()).where(*there)) or 0) > len(missing)
    since = tx.scalar(select(Alarm.raised_at).where(Alarm.id == _alarm(show)))
    if since is None or since + PATIENCE > tx.now:
        told = {"title": row.title, "days": PATIENCE.days, "count": len(missing)}
        zh, en = (words.format(**told) for words in ((SOME_ZH, SOME_EN) if some else (ZH, EN)))
        alarms.sound(tx, _alarm(show), zh, en, row.room)
        return False
    lost = [(reel.rendition, reel.number) for reel in missing]
    mine_lost = tuple_(ReelKept.rendition, ReelKept.number).in_(lost)
    tx.execute(update(ReelKept).where(*there, mine_lost).values(gone_at=tx.now))
    found(tx, show)
    if some:
        return True
    gone = {"state": "gone", "size": 0, "gone_at": tx.now, "gone_by": "", "public": False}
    tx.execute(update(Recording).where(*mine).values(gone))
    tx.record(RecordingDeleted(room=row.room, show=show, by="", needed=needed))
    return True


def miss_kept(connection: Connection, show: str, room: str, title: str, now: datetime) -> None:
    """Of a box that was rebuilt: a show that had been whole, and is so neither here nor in the storage."""
    connection.execute(update(Recording).where(Recording.show == show).values(public=False))
    if connection.scalar(select(Alarm.id).where(Alarm.id == _alarm(show))) is None:
        told = {"zh": KEPT_ZH.format(title=title), "en": KEPT_EN.format(title=title)}
        connection.execute(insert(Alarm).values(id=_alarm(show), room=room, raised_at=now, **told))


async def missed(session: AsyncSession) -> list[Recording]:
    """Kept ones of which files are missing."""
    return list(await session.scalars(select(Recording).where(is_missed())))


def is_missed() -> ColumnElement[bool]:
    """Of a kept one: its files take no room here, for they are missing."""
    alarm = select(Alarm.id).where(Alarm.id == literal(_alarm("")) + Recording.show)
    return and_(Recording.state == "kept", alarm.exists())


def put_back(tx: Transaction, room: str, show: str) -> None:
    """Its files are here: the storage gets those that it had to do without."""
    found(tx, show)
    cloud.found_again(tx, f"recordings/{room}/{show}/")


def found(tx: Transaction, show: str) -> None:
    """Its files are missed no longer."""
    alarms.clear(tx, _alarm(show))


def _alarm(show: str) -> str:
    return f"recording-missing-{show}"
