"""A show of which no file is anywhere: it is told, waited for, and in the end given up."""

from datetime import timedelta

from sqlalchemy import select, update

from appliance.alarms import actions as alarms
from appliance.alarms.models import Alarm
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


def miss(tx: Transaction, show: str, *, needed: bool) -> bool:
    """Sound the alarm, or give the show up once it has stood long enough; whether it was given up.

    `needed`: the law asks for recordings. What may turn up in the storage after all is not touched.
    """
    mine = (Recording.show == show, Recording.state == "recording")
    row = tx.execute(select(Recording.room, Recording.title).where(*mine)).one_or_none()
    if row is None:
        return False
    since = tx.scalar(select(Alarm.raised_at).where(Alarm.id == _alarm(show)))
    if since is None or since + PATIENCE > tx.now:
        zh, en = (words.format(title=row.title, days=PATIENCE.days) for words in (ZH, EN))
        alarms.sound(tx, _alarm(show), zh, en, row.room)
        return False
    lost = {"state": "gone", "size": 0, "gone_at": tx.now, "gone_by": "", "public": False}
    tx.execute(update(Recording).where(*mine).values(lost))
    tx.execute(update(ReelKept).where(ReelKept.show == show, ReelKept.gone_at.is_(None)).values(gone_at=tx.now))
    found(tx, show)
    tx.record(RecordingDeleted(room=row.room, show=show, by="", needed=needed))
    return True


def found(tx: Transaction, show: str) -> None:
    """Its files are here, or are missed no longer."""
    alarms.clear(tx, _alarm(show))


def _alarm(show: str) -> str:
    return f"recording-missing-{show}"
