"""What becomes of clips."""

from collections.abc import Collection
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import delete, select, update

from appliance.cloud import actions as cloud
from appliance.db import Transaction
from appliance.errors import BadInput, Conflict, NotFound
from appliance.events import ClipCut, ClipDeleted, MarkTakenBack, MomentMarked
from appliance.ids import new_id
from appliance.plain import one_line
from media.broadcasts.models import Broadcast
from media.recording.actions import RecordingGone, RecordingNotFound
from media.recording.clips.models import Clip, PeakDismissed
from media.recording.models import Recording

SHORTEST = timedelta(seconds=3)
"""A product that was explained by mistake is no clip."""
LONGEST = timedelta(minutes=30)
BEFORE_MARK = timedelta(seconds=45)
AFTER_MARK = timedelta(seconds=15)
MARKED_LATE = timedelta(minutes=10)
"""A picture that is seen later than that is not the live one."""


class ClipNotFound(NotFound):
    zh = "没有这个切片"
    en = "There is no such clip"


class NothingOnAir(Conflict):
    zh = "直播时才能打点"
    en = "There is nothing on air to mark"


class ClipNotReady(Conflict):
    zh = "切片还没做好，稍等再试"
    en = "The clip is not ready yet, try again in a moment"


class StretchTooShort(BadInput):
    zh = "片段至少要 3 秒，请把结束往后挪"
    en = "A clip takes at least 3 seconds: please move its end"


class StretchTooLong(BadInput):
    zh = "片段最长 30 分钟，请剪短一些"
    en = "A clip takes at most 30 minutes: please make it shorter"


class NotShownYet(BadInput):
    zh = "这一段还没有播到"
    en = "The show has not got that far yet"


class Film(msgspec.Struct, frozen=True):
    """What was cut."""

    length: int
    size: int
    poster: str | None


def ask(
    tx: Transaction,
    clip: str,
    room: str,
    show: str,
    *,
    product: str,
    title: str,
    since: datetime,
    until: datetime,
    origin: str = "explained",
    public: bool = True,
    exact: bool = False,
) -> bool:
    """Have a stretch of a show cut; whether it is worth it. Asking again changes nothing."""
    if not show or until - since < SHORTEST:
        return False
    return tx.add_once(
        Clip,
        id=clip,
        room=room,
        show=show,
        product=product,
        origin=origin,
        title=title,
        since=since,
        until=min(until, since + LONGEST),
        state="waiting",
        asked_at=tx.now,
        made_at=None,
        length=0,
        size=0,
        poster=None,
        exact=exact,
        done=0,
        public=public,
        upright="",
        upright_done=0,
        unseen_since=None,
    )


def mark(tx: Transaction, room: str, moment: datetime | None = None) -> str:
    """打点: what has just been is worth keeping; the clip's id.

    `moment` is that of the picture which whoever marks it saw; None, or one that cannot be: now. Raises NothingOnAir.
    """
    on_air = select(Broadcast.id, Broadcast.title, Broadcast.delay).where(
        Broadcast.room == room, Broadcast.state.in_(("live", "away"))
    )
    show = tx.execute(on_air).first()
    if show is None:
        raise NothingOnAir
    clip = new_id(tx.now)
    seen = moment if moment and tx.now - MARKED_LATE <= moment <= tx.now else tx.now
    seen += timedelta(seconds=show.delay)  # colleagues see it as it comes
    since, until = seen - BEFORE_MARK, seen + AFTER_MARK
    ask(tx, clip, room, show.id, product="", title=show.title, since=since, until=until, origin="mark")
    tx.record(MomentMarked(room=room, show=show.id, clip=clip, at=seen))
    return clip


def take_back(tx: Transaction, room: str, clip: str) -> None:
    """The mark was a mistake; taken back once more, nothing happens. Raises ClipNotFound."""
    mine = (Clip.id == clip, Clip.room == room, Clip.origin == "mark")
    found = tx.one_or_none(select(Clip.show, Clip.since, Clip.state).where(*mine))
    if found is None:
        raise ClipNotFound
    if found.state == "gone":
        return
    tx.execute(update(Clip).where(*mine).values(state="gone", public=False))
    tx.record(MarkTakenBack(room=room, show=found.show, clip=clip, at=found.since + BEFORE_MARK))


def cut(
    tx: Transaction,
    show: str,
    since: datetime,
    until: datetime,
    *,
    title: str = "",
    product: str = "",
    exact: bool = False,
) -> str:
    """剪成片段: a stretch that a colleague chose; nobody sees it before it is published. The clip's id.

    Without a `title` it has the show's. Raises RecordingNotFound, RecordingGone, StretchTooShort, StretchTooLong,
    NotShownYet.
    """
    recording = tx.one_or_none(select(Recording.room, Recording.title, Recording.state).where(Recording.show == show))
    if recording is None:
        raise RecordingNotFound
    if recording.state == "gone":
        raise RecordingGone
    if until - since < SHORTEST:
        raise StretchTooShort(field="until")
    if until - since > LONGEST:
        raise StretchTooLong(field="until")
    if until > tx.now:
        raise NotShownYet(field="until")
    clip = new_id(tx.now)
    title = one_line(title) or recording.title
    room = recording.room
    ask(
        tx,
        clip,
        room,
        show,
        product=product,
        title=title,
        since=since,
        until=until,
        origin="cut",
        public=False,
        exact=exact,
    )
    return clip


def dismiss_peak(tx: Transaction, show: str, at: datetime) -> None:
    """The peak that has this moment in it is not suggested any more; dismissed once more, nothing happens.

    Raises RecordingNotFound.
    """
    _recorded(tx, show)
    tx.add_once(PeakDismissed, show=show, at=at, by=tx.by, dismissed_at=tx.now)


def recall_peak(tx: Transaction, show: str, at: datetime) -> None:
    """It is suggested again. Raises RecordingNotFound."""
    _recorded(tx, show)
    tx.execute(delete(PeakDismissed).where(PeakDismissed.show == show, PeakDismissed.at == at))


def delete_clip(tx: Transaction, clip: str) -> None:
    """Its films go, here and from the storage; it is no record that a law asks for. Raises ClipNotFound."""
    mine = (Clip.id == clip, Clip.state != "gone")
    found = tx.one_or_none(select(Clip.room, Clip.show, Clip.title).where(*mine))
    if found is None:
        raise ClipNotFound
    tx.execute(update(Clip).where(*mine).values(state="gone", public=False))
    tx.record(ClipDeleted(room=found.room, show=found.show, clip=clip, title=found.title, by=tx.by))


def clear(tx: Transaction, clip: str) -> None:
    """The films of a clip that was deleted, or taken back, are gone, and go from the storage too."""
    cloud.withdraw(tx, f"clips/{clip}.mp4")
    tx.execute(update(Clip).where(Clip.id == clip, Clip.state == "gone").values(size=0, length=0, poster=None))


def finish(tx: Transaction, clip: str, film: Film | None) -> None:
    """It is cut, or cannot be (None); what was taken back meanwhile is to be cleared away."""
    made = {"length": film.length, "size": film.size, "poster": film.poster} if film else {}
    done = tx.execute(
        update(Clip)
        .where(Clip.id == clip, Clip.state == "waiting")
        .values(state="ready" if film else "failed", made_at=tx.now, **made)
    ).rowcount
    if film and not done:
        tx.execute(update(Clip).where(Clip.id == clip, Clip.state == "gone").values(**made))
    if done and film:
        row = tx.execute(select(Clip.room, Clip.show, Clip.product).where(Clip.id == clip)).one()
        seconds = film.length // 1000
        tx.record(ClipCut(room=row.room, show=row.show, clip=clip, product=row.product, seconds=seconds))


def tell_cut(tx: Transaction, clip: str, done: int) -> None:
    """How far an exact cut is, in percent."""
    tx.execute(update(Clip).where(Clip.id == clip, Clip.state == "waiting").values(done=done))


def show_clip(tx: Transaction, clip: str, *, public: bool) -> None:
    """Raises ClipNotFound."""
    _change(tx, clip, public=public, **({"unseen_since": None} if public else {}))


def lose_sight(tx: Transaction, clips: Collection[str]) -> None:
    """From now on no page of viewers shows them."""
    tx.execute(update(Clip).where(Clip.id.in_(clips), Clip.unseen_since.is_(None)).values(unseen_since=tx.now))


def catch_sight(tx: Transaction, clips: Collection[str]) -> None:
    """A page shows them again."""
    tx.execute(update(Clip).where(Clip.id.in_(clips)).values(unseen_since=None))


def ask_upright(tx: Transaction, clip: str) -> None:
    """Have the 9:16 film made. Raises ClipNotFound, ClipNotReady."""
    state = tx.scalar(select(Clip.state).where(Clip.id == clip))
    if state == "waiting":
        raise ClipNotReady
    _change(tx, clip, upright="waiting", upright_done=0)


def tell_upright(tx: Transaction, clip: str, state: str, done: int) -> bool:
    """How far the 9:16 film is; False: the clip was deleted meanwhile."""
    mine = (Clip.id == clip, Clip.state != "gone")
    return tx.execute(update(Clip).where(*mine).values(upright=state, upright_done=done)).rowcount == 1


def _recorded(tx: Transaction, show: str) -> None:
    if tx.scalar(select(Recording.show).where(Recording.show == show)) is None:
        raise RecordingNotFound


def _change(tx: Transaction, clip: str, **values: object) -> None:
    if not tx.execute(update(Clip).where(Clip.id == clip, Clip.state != "gone").values(**values)).rowcount:
        raise ClipNotFound
