"""Raising and clearing; both may be done again and again and are told once."""

from sqlalchemy import delete, insert, select

from appliance.alarms.models import Alarm
from appliance.db import Transaction
from appliance.events import AlarmCleared, AlarmRaised


def sound(tx: Transaction, alarm: str, zh: str, en: str, room: str = "") -> None:
    if tx.scalar(select(Alarm.id).where(Alarm.id == alarm)) is not None:
        return
    tx.execute(insert(Alarm).values(id=alarm, zh=zh, en=en, room=room, raised_at=tx.now))
    tx.record(AlarmRaised(alarm=alarm, zh=zh, en=en, room=room))


def clear(tx: Transaction, alarm: str) -> None:
    if tx.execute(delete(Alarm).where(Alarm.id == alarm)).rowcount:
        tx.record(AlarmCleared(alarm=alarm))


def clear_all(tx: Transaction, prefix: str) -> None:
    """Every alarm that is called so: ``ladder-``."""
    for alarm in tx.execute(select(Alarm.id).where(Alarm.id.startswith(prefix, autoescape=True))).scalars().all():
        clear(tx, alarm)
