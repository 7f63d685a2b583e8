"""What changes about rooms and shows."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import insert, select, update

from appliance.db import Transaction
from appliance.errors import BadInput, Conflict, NotFound
from appliance.events import (
    BroadcastAired,
    BroadcastCancelled,
    BroadcastEnded,
    BroadcastScheduled,
    FloorShown,
    HostLost,
    HostReturned,
    RoomChanged,
    RoomOpened,
    ShowReported,
    StreamKeyRotated,
)
from appliance.ids import new_id
from appliance.keys import Keys, sayable
from appliance.plain import one_line, plain
from media.broadcasts.models import Broadcast, Room

ON_AIR = ("live", "away")
EARLY = timedelta(hours=2)
"""A host may begin a planned show this much before its time; earlier pushes are shows of their own."""
LATE = timedelta(hours=6)
KEY_LETTERS = 24
"""Of a stream key: 119 bits."""
FAR = timedelta(days=400)
LONGEST_NOTICE = 300


class RoomNotFound(NotFound):
    zh = "没有这个直播间"
    en = "There is no such room"


class BroadcastNotFound(NotFound):
    zh = "没有这场直播"
    en = "There is no such show"


class BroadcastMovedOn(Conflict):
    zh = "这场直播的状态已经变了，请刷新后再看"
    en = "This show has moved on meanwhile, please reload"


class TitleUnusable(BadInput):
    zh = "标题要有 1 到 60 个字"
    en = "A title has 1 to 60 characters"


class NoticeTooLong(BadInput):
    zh = "公告最多 300 个字"
    en = "A notice has at most 300 characters"


class TimeUnplannable(BadInput):
    zh = "开播时间离现在太远了，请检查年份"
    en = "This is too far from today, please check the year"


class Opened(msgspec.Struct, frozen=True):
    room: str
    stream_key: str


def open_room(tx: Transaction, keys: Keys, title: str, notice: str = "", *, public: bool = True) -> Opened:
    """Make a room with a stream key of its own. Raises TitleUnusable, NoticeTooLong."""
    room, key, title, notice = new_id(tx.now), sayable(KEY_LETTERS), _usable(title), _short(notice)
    tx.execute(
        insert(Room).values(id=room, title=title, notice=notice, public=public, created_at=tx.now, **_kept(keys, key))
    )
    tx.record(RoomOpened(room=room, title=title))
    return Opened(room, key)


def change_room(tx: Transaction, room: str, title: str, notice: str, *, public: bool) -> None:
    """Raises RoomNotFound, TitleUnusable, NoticeTooLong."""
    title = _usable(title)
    _change(tx, room, title=title, notice=_short(notice), public=public)
    tx.record(RoomChanged(room=room, title=title, public=public))


def put_cover(tx: Transaction, room: str, cover: str | None) -> None:
    """`cover` is the name of a blob. Raises RoomNotFound."""
    _put(tx, room, cover=cover)


def put_avatar(tx: Transaction, room: str, avatar: str | None) -> None:
    """头像: the host's or the shop's picture. `avatar` is the name of a blob. Raises RoomNotFound."""
    _put(tx, room, avatar=avatar)


def _put(tx: Transaction, room: str, **picture: str | None) -> None:
    _change(tx, room, **picture)
    known = tx.execute(select(Room.title, Room.public).where(Room.id == room)).one()
    tx.record(RoomChanged(room=room, title=known.title, public=known.public))


def show_floor(tx: Transaction, room: str, *, shown: bool) -> None:
    """底价: whether hosts read on the prompter what a product cost the shop. Raises RoomNotFound."""
    if tx.execute(
        update(Room).where(Room.id == room, Room.floor_shown.is_(not shown)).values(floor_shown=shown)
    ).rowcount:
        tx.record(FloorShown(room=room, shown=shown))
    elif tx.scalar(select(Room.id).where(Room.id == room)) is None:
        raise RoomNotFound


def rotate_key(tx: Transaction, keys: Keys, room: str, by: str) -> str:
    """The new stream key; whoever pushes with the old one is cut off. Raises RoomNotFound."""
    key = sayable(KEY_LETTERS)
    _change(tx, room, **_kept(keys, key))
    tx.record(StreamKeyRotated(room=room, by=by))
    return key


def schedule(tx: Transaction, room: str, title: str, starts_at: datetime) -> str:
    """Plan a show; its id. Raises RoomNotFound, TitleUnusable, TimeUnplannable."""
    if tx.scalar(select(Room.id).where(Room.id == room)) is None:
        raise RoomNotFound
    broadcast, title = new_id(tx.now), _usable(title)
    _check_time(tx, starts_at)
    tx.execute(insert(Broadcast).values(id=broadcast, room=room, title=title, state="scheduled", starts_at=starts_at))
    tx.record(BroadcastScheduled(room=room, broadcast=broadcast, title=title, starts_at=starts_at))
    return broadcast


def reschedule(tx: Transaction, broadcast: str, title: str, starts_at: datetime) -> None:
    """Raises BroadcastNotFound, BroadcastMovedOn, TitleUnusable, TimeUnplannable."""
    title = _usable(title)
    _check_time(tx, starts_at)
    room = _move(tx, broadcast, ("scheduled",), title=title, starts_at=starts_at)
    tx.record(BroadcastScheduled(room=room, broadcast=broadcast, title=title, starts_at=starts_at))


def cancel(tx: Transaction, broadcast: str) -> None:
    """Raises BroadcastNotFound, BroadcastMovedOn."""
    room = _move(tx, broadcast, ("scheduled",), state="cancelled", ended_at=tx.now)
    tx.record(BroadcastCancelled(room=room, broadcast=broadcast))


def restore(tx: Transaction, broadcast: str) -> None:
    """Undo a cancellation. Raises BroadcastNotFound, BroadcastMovedOn."""
    room = _move(tx, broadcast, ("cancelled",), state="scheduled", ended_at=None)
    plan = tx.execute(select(Broadcast.title, Broadcast.starts_at).where(Broadcast.id == broadcast)).one()
    tx.record(BroadcastScheduled(room=room, broadcast=broadcast, title=plan.title, starts_at=plan.starts_at))


def air(tx: Transaction, room: str, delay: int = 0) -> str:
    """The host's picture is here: the show that is on air goes on, else the planned one begins, else a new one.

    It was held back for `delay` seconds. Returns the broadcast's id. Raises RoomNotFound.
    """
    on_air = tx.execute(
        select(Broadcast.id, Broadcast.state).where(Broadcast.room == room, Broadcast.state.in_(ON_AIR))
    ).first()
    if on_air is not None:
        if on_air.state == "away":
            _move(tx, on_air.id, ("away",), state="live", away_at=None)
            tx.record(HostReturned(room=room, broadcast=on_air.id))
        return str(on_air.id)
    title = tx.scalar(select(Room.title).where(Room.id == room))
    if title is None:
        raise RoomNotFound
    planned = _planned(tx, room)
    if planned is None:
        broadcast = new_id(tx.now)
        tx.execute(
            insert(Broadcast).values(
                id=broadcast,
                room=room,
                title=title,
                state="live",
                starts_at=tx.now,
                aired_at=tx.now,
                delay=delay,
            )
        )
    else:
        broadcast, title = planned
        _move(tx, broadcast, ("scheduled",), state="live", aired_at=tx.now, delay=delay)
    tx.record(BroadcastAired(room=room, broadcast=broadcast, title=title))
    return broadcast


def lose_host(tx: Transaction, broadcast: str) -> None:
    """The stream broke off. A show that is no longer live stays as it is."""
    changed = tx.execute(
        update(Broadcast)
        .where(Broadcast.id == broadcast, Broadcast.state == "live")
        .values(state="away", away_at=tx.now)
    ).rowcount
    if changed:
        room = tx.scalar(select(Broadcast.room).where(Broadcast.id == broadcast))
        tx.record(HostLost(room=str(room), broadcast=broadcast))


def end(tx: Transaction, broadcast: str) -> None:
    """Raises BroadcastNotFound, BroadcastMovedOn."""
    room = _move(tx, broadcast, ON_AIR, state="ended", ended_at=tx.now)
    tx.record(BroadcastEnded(room=room, broadcast=broadcast))


def end_forsaken(tx: Transaction, patience: timedelta) -> list[str]:
    """End every show whose host has been away for longer than `patience`; their ids.

    Of one that is held back a host who came in time is seen so much later.
    """
    away = select(Broadcast.id, Broadcast.away_at, Broadcast.delay).where(Broadcast.state == "away")
    forsaken = [
        str(row.id) for row in tx.execute(away) if row.away_at + timedelta(seconds=row.delay) <= tx.now - patience
    ]
    for broadcast in forsaken:
        end(tx, broadcast)
    return forsaken


def _planned(tx: Transaction, room: str) -> tuple[str, str] | None:
    """The planned show nearest in time that a push now may begin."""
    row = tx.execute(
        select(Broadcast.id, Broadcast.title)
        .where(
            Broadcast.room == room,
            Broadcast.state == "scheduled",
            Broadcast.starts_at.between(tx.now - LATE, tx.now + EARLY),
        )
        .order_by(Broadcast.starts_at)
    ).first()
    return None if row is None else (row.id, row.title)


def _change(tx: Transaction, room: str, **values: object) -> None:
    if not tx.execute(update(Room).where(Room.id == room).values(**values)).rowcount:
        raise RoomNotFound


def report(tx: Transaction, after: timedelta) -> int:
    """Say of shows that ended at least so long ago that their reports can be read; how many there were."""
    due = (Broadcast.state == "ended", Broadcast.reported_at.is_(None), Broadcast.ended_at <= tx.now - after)
    found = tx.execute(select(Broadcast.id, Broadcast.room, Broadcast.title).where(*due)).all()
    for show in found:
        tx.execute(update(Broadcast).where(Broadcast.id == show.id).values(reported_at=tx.now))
        tx.record(ShowReported(room=show.room, broadcast=show.id, title=show.title))
    return len(found)


def _move(tx: Transaction, broadcast: str, states: tuple[str, ...], **values: object) -> str:
    """Change a show that is in one of `states`; its room."""
    moved = tx.execute(
        update(Broadcast).where(Broadcast.id == broadcast, Broadcast.state.in_(states)).values(**values)
    ).rowcount
    room = tx.scalar(select(Broadcast.room).where(Broadcast.id == broadcast))
    if room is None:
        raise BroadcastNotFound
    if not moved:
        raise BroadcastMovedOn
    return str(room)


def _usable(title: str) -> str:
    title = one_line(title)
    if not 1 <= len(title) <= 60:
        raise TitleUnusable(field="title")
    return title


def _short(notice: str) -> str:
    notice = plain(notice).strip()
    if len(notice) > LONGEST_NOTICE:
        raise NoticeTooLong(field="notice")
    return notice


def _check_time(tx: Transaction, starts_at: datetime) -> None:
    """A year of five figures would stand before every other show, and no clock on a page can tell it."""
    if abs(starts_at - tx.now) > FAR:
        raise TimeUnplannable(field="starts_at")


def _kept(keys: Keys, key: str) -> dict[str, str]:
    return {"key_sealed": keys.seal("stream-key", key), "key_fingerprint": keys.fingerprint("stream-key", key)}
