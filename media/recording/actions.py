"""What becomes of recordings."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import case, func, insert, literal, select, update

from appliance.cloud import actions as cloud
from appliance.cloud.actions import Told
from appliance.db import Instant, Transaction
from appliance.errors import Conflict, NotAllowed, NotFound
from appliance.events import (
    RecordingDeleted,
    RecordingKept,
    RecordingMoved,
    RecordingRetold,
    RecordingShown,
    RecordingThinned,
    ReelClosed,
)
from media.broadcasts.models import Broadcast
from media.recording import losing
from media.recording.models import Recording, ReelKept
from media.recording.places import MANIFEST
from media.recording.stills import Stills
from media.recording.takes import Span, instant


class RecordingNotFound(NotFound):
    zh = "没有这场直播的录像"
    en = "There is no recording of this show"


class RecordingGone(NotFound):
    zh = "这场直播的录像已经删除"
    en = "The recording of this show was deleted"


class ReplayHidden(NotFound):
    zh = "这场直播暂时没有回放"
    en = "This show cannot be watched again for now"


class StillRecording(Conflict):
    zh = "这场直播还在录制，结束后才能操作"
    en = "This show is still being recorded: wait for its end"


class NeededByLaw(NotAllowed):
    zh = "直播销售的录像依法要保存到 {until:%Y-%m-%d}，只有店主确认后才能提前删除"
    en = "The law asks to keep recordings of live selling until {until:%Y-%m-%d}; only the owner may decide otherwise"


class Closed(msgspec.Struct, frozen=True):
    """A reel that is complete."""

    rendition: str
    number: int
    at: int
    """In milliseconds since 1970."""
    length: int
    """In milliseconds."""
    size: int
    sha256: str


class Kept(msgspec.Struct, frozen=True):
    """A recording that is complete."""

    renditions: list[str]
    spans: list[Span]
    size: int
    manifest: str
    stills: Stills | None
    poster: str | None


def close_reel(tx: Transaction, room: str, show: str, reel: Closed) -> None:
    """A reel's file will not change any more. Doing it again changes nothing."""
    _begin(tx, room, show, reel)
    fresh = tx.add_once(
        ReelKept,
        show=show,
        rendition=reel.rendition,
        number=reel.number,
        room=room,
        at=instant(reel.at),
        length=reel.length,
        size=reel.size,
        sha256=reel.sha256,
        closed_at=tx.now,
        gone_at=None,
    )
    if not fresh:
        return
    at = literal(instant(reel.at), Instant())  # another box may tell late of what came first
    grown = reel.length if reel.rendition == "source" else 0
    tx.execute(
        update(Recording)
        .where(Recording.show == show)
        .values(
            size=Recording.size + reel.size,
            length=Recording.length + grown,
            started_at=case((Recording.started_at > at, at), else_=Recording.started_at),
        )
    )
    tx.record(
        ReelClosed(
            room=room, show=show, rendition=reel.rendition, number=reel.number, size=reel.size, sha256=reel.sha256
        )
    )


def keep(tx: Transaction, show: str, kept: Kept, needed: timedelta) -> None:
    """The whole of a show is there. `needed`: how long the law wants it; nothing: no longer than room is."""
    row = _row(tx, show)
    if row.state != "recording":
        return
    ended = tx.scalar(select(Broadcast.ended_at).where(Broadcast.id == show)) or tx.now
    length = sum(span.length for span in kept.spans)
    tx.execute(
        update(Recording)
        .where(Recording.show == show)
        .values(
            state="kept",
            length=length,
            size=kept.size,
            renditions=kept.renditions,
            spans=kept.spans,
            stills=kept.stills,
            poster=kept.poster,
            manifest=kept.manifest,
            needed_until=ended + needed if needed else None,
        )
    )
    tx.record(RecordingKept(room=row.room, show=show, seconds=length // 1000, size=kept.size, manifest=kept.manifest))


def show_replay(tx: Transaction, show: str, *, public: bool) -> None:
    """Let viewers find it, or hide it from them. Raises RecordingNotFound, RecordingGone."""
    row = _row(tx, show)
    if row.public != public:
        tx.execute(update(Recording).where(Recording.show == show).values(public=public))
        tx.record(RecordingShown(room=row.room, show=show, public=public))


def count_view(tx: Transaction, show: str) -> None:
    tx.execute(update(Recording).where(Recording.show == show).values(views=Recording.views + 1))


def delete(tx: Transaction, show: str, *, decided: bool = False) -> None:
    """Let the files go, here and in the storage; `decided`: the owner knows that the law still wants them.

    Raises RecordingNotFound, RecordingGone, StillRecording, NeededByLaw.
    """
    row = _row(tx, show)
    if row.state == "recording":
        raise StillRecording
    needed = is_needed(row.needed_until, tx.now)
    if needed and not decided:
        raise NeededByLaw(until=row.needed_until)
    tx.execute(
        update(Recording)
        .where(Recording.show == show)
        .values(state="gone", size=0, gone_at=tx.now, gone_by=tx.by, public=False)
    )
    tx.execute(update(ReelKept).where(ReelKept.show == show, ReelKept.gone_at.is_(None)).values(gone_at=tx.now))
    cloud.withdraw(tx, f"recordings/{row.room}/{show}/")
    losing.found(tx, show)
    tx.record(RecordingDeleted(room=row.room, show=show, by=tx.by, needed=needed))


def thin(tx: Transaction, show: str, stays: str, left: Sequence[Span]) -> list[str]:
    """Let every rendition but one go; those that went. The law wants the show, not every size of it.

    `left`: what of the show the one has, which begins and ends by a blink elsewhere than what went.
    """
    row = _row(tx, show)
    if row.state != "kept" or stays not in row.renditions:
        return []
    goes = [name for name in row.renditions if name != stays]
    there = (ReelKept.show == show, ReelKept.rendition.in_(goes), ReelKept.gone_at.is_(None))
    freed = tx.scalar(select(func.coalesce(func.sum(ReelKept.size), 0)).where(*there))
    tx.execute(update(ReelKept).where(*there).values(gone_at=tx.now))
    length = sum(span.length for span in left)
    values = {"renditions": [stays], "size": Recording.size - freed, "spans": left, "length": length}
    tx.execute(update(Recording).where(Recording.show == show).values(**values))
    tx.record(RecordingThinned(room=row.room, show=show, renditions=goes))
    return goes


def retell(tx: Transaction, show: str, before: str, manifest: str) -> None:
    """What is left of a show that was thinned has a manifest of its own. Raises RecordingNotFound, RecordingGone."""
    row = _row(tx, show)
    mine = (Recording.show == show, Recording.manifest == before)
    if tx.execute(update(Recording).where(*mine).values(manifest=manifest)).rowcount:
        tx.record(RecordingRetold(room=row.room, show=show, before=before, manifest=manifest))


def send_retold(tx: Transaction, show: str, files: Mapping[str, Told]) -> None:
    """The storage gets these anew, if it has or gets the show, and what no playlist names any more leaves it then.

    By their names below the show. Done again, nothing changes. Raises RecordingNotFound, RecordingGone.
    """
    row = _row(tx, show)
    below = f"recordings/{row.room}/{show}/"
    for name, told in files.items():
        cloud.send_anew(tx, below + name, told.size, told.sha256)
    cloud.send_beside(tx, below + MANIFEST, {below + name: told for name, told in files.items()})
    let_go = (ReelKept.gone_at.is_not(None), ReelKept.rendition.not_in(row.renditions))  # of others a reel was lost
    gone = select(ReelKept.rendition).where(ReelKept.show == show, *let_go).distinct()
    for rendition in tx.execute(gone).scalars().all():
        cloud.withdraw(tx, f"{below}{rendition}/")


def move_away(tx: Transaction, show: str) -> None:
    """Its reels lie in the cloud's storage alone from now on. Raises RecordingNotFound, RecordingGone."""
    row = _row(tx, show)
    if row.state == "kept" and row.place != "away":
        _place(tx, row.room, show, "away")


def ask_back(tx: Transaction, show: str) -> None:
    """Staff want it on this box again. Raises RecordingNotFound, RecordingGone."""
    row = _row(tx, show)
    if row.place == "away":
        _place(tx, row.room, show, "coming")


def came_back(tx: Transaction, show: str) -> None:
    """All of it lies here. Raises RecordingNotFound, RecordingGone."""
    row = _row(tx, show)
    if row.place == "coming":
        _place(tx, row.room, show, "here")


def is_needed(until: datetime | None, now: datetime) -> bool:
    return until is not None and until > now


def _begin(tx: Transaction, room: str, show: str, reel: Closed) -> None:
    title = tx.scalar(select(Broadcast.title).where(Broadcast.id == show))
    if title is None:
        raise RecordingNotFound
    if tx.scalar(select(Recording.show).where(Recording.show == show)) is None:
        tx.execute(
            insert(Recording).values(
                show=show,
                room=room,
                title=title,
                state="recording",
                started_at=instant(reel.at),
                length=0,
                size=0,
                renditions=["source"],
                spans=[],
                stills=None,
                poster=None,
                manifest="",
                public=True,
                views=0,
                needed_until=None,
                gone_at=None,
                gone_by="",
                place="here",
                placed_at=None,
            )
        )


def _place(tx: Transaction, room: str, show: str, place: str) -> None:
    tx.execute(update(Recording).where(Recording.show == show).values(place=place, placed_at=tx.now))
    tx.record(RecordingMoved(room=room, show=show, place=place))


def _row(tx: Transaction, show: str) -> Recording:
    found = tx.execute(
        select(
            Recording.room,
            Recording.state,
            Recording.public,
            Recording.needed_until,
            Recording.renditions,
            Recording.place,
        ).where(Recording.show == show)
    ).one_or_none()
    if found is None:
        raise RecordingNotFound
    if found.state == "gone":
        raise RecordingGone
    return found  # type: ignore[return-value]
