"""What is asked about recordings."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from media.broadcasts.models import Room
from media.recording.actions import RecordingGone, RecordingNotFound
from media.recording.losing import is_missed
from media.recording.models import Recording, ReelKept


async def recording(session: AsyncSession, show: str) -> Recording:
    """Raises RecordingNotFound, RecordingGone."""
    found = await session.get(Recording, show)
    if found is None:
        raise RecordingNotFound
    if found.state == "gone":
        raise RecordingGone
    return found


async def recordings(
    session: AsyncSession, room: str = "", search: str = "", *, gone: bool = False, limit: int = 200, offset: int = 0
) -> list[Recording]:
    """Newest first; with those whose files are gone when `gone`."""
    statement = select(Recording).order_by(Recording.started_at.desc(), Recording.show)
    if room:
        statement = statement.where(Recording.room == room)
    if search:
        statement = statement.where(Recording.title.icontains(search, autoescape=True))
    if not gone:
        statement = statement.where(Recording.state != "gone")
    return list(await session.scalars(statement.limit(limit).offset(offset)))


async def replays(session: AsyncSession, room: str, limit: int = 50) -> list[Recording]:
    """What viewers of a room may watch again, newest first."""
    statement = select(Recording).where(Recording.room == room, Recording.state == "kept", Recording.public)
    return list(await session.scalars(statement.order_by(Recording.started_at.desc()).limit(limit)))


async def latest_replays(session: AsyncSession, limit: int = 12) -> list[Recording]:
    """What anybody may watch again, whichever room it was in, newest first."""
    open_to_all = Recording.room.in_(select(Room.id).where(Room.public))
    statement = select(Recording).where(Recording.state == "kept", Recording.public, open_to_all)
    return list(await session.scalars(statement.order_by(Recording.started_at.desc()).limit(limit)))


async def kept(session: AsyncSession) -> list[Recording]:
    """Every complete one, oldest first."""
    statement = select(Recording).where(Recording.state == "kept").order_by(Recording.started_at)
    return list(await session.scalars(statement))


async def unfinished(session: AsyncSession) -> list[Recording]:
    return list(await session.scalars(select(Recording).where(Recording.state == "recording")))


async def reels(session: AsyncSession, show: str) -> Sequence[ReelKept]:
    """Every closed reel of a show, gone ones too."""
    statement = select(ReelKept).where(ReelKept.show == show).order_by(ReelKept.rendition, ReelKept.number)
    return list(await session.scalars(statement))


async def kept_bytes(session: AsyncSession) -> int:
    """What all recordings take of this box's disk."""
    here = select(func.coalesce(func.sum(Recording.size), 0)).where(Recording.place != "away", ~is_missed())
    return int(await session.scalar(here) or 0)


def counting_away() -> Select[int]:
    """The question how many lie in the cloud's storage alone."""
    return select(func.count()).select_from(Recording).where(Recording.place != "here", Recording.state == "kept")


async def coming(session: AsyncSession) -> list[Recording]:
    """Those that staff want back on this box."""
    wanted = select(Recording).where(Recording.place == "coming", Recording.state == "kept")
    return list(await session.scalars(wanted.order_by(Recording.placed_at)))
