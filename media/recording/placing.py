"""Where recordings lie once a box was rebuilt from the storage: its rows still tell of the disk of the box before."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select, update

from appliance.backup.restoring import give_to_owner
from appliance.cloud.models import Upload
from media.recording import places
from media.recording.clips.models import Clip
from media.recording.clips.workshop import film_file
from media.recording.losing import miss_kept
from media.recording.models import Recording, ReelKept
from media.recording.places import MANIFEST, TOLD, Shelf


def place_anew(connection: Connection, data: Path, now: datetime) -> None:
    """By what lies in `data`, and by what had arrived in the storage.

    What is neither whole here nor had all arrived stays as it was told, with an alarm; what was to come back still
    comes.
    """
    shelf = Shelf(data / "recordings")
    columns = (Recording.show, Recording.room, Recording.place, Recording.manifest, Recording.title)
    settled = select(*columns).where(Recording.state == "kept", Recording.place != "coming")
    for show, room, told, manifest, title in connection.execute(settled).all():
        here = _is_here(connection, shelf.show(room, show))
        if told != ("away" if here else "here"):
            continue
        if here or _is_stored(connection, room, show, manifest):
            place = "here" if here else "away"
            connection.execute(update(Recording).where(Recording.show == show).values(place=place, placed_at=now))
        else:
            miss_kept(connection, show, room, title, now)
    _number_on(connection, shelf)
    ready = select(Clip.id).where(Clip.upright == "ready")
    for clip in connection.scalars(ready).all():
        if not film_file(data / "clips", clip, upright=True).exists():  # no storage has it; it can be drawn anew
            connection.execute(update(Clip).where(Clip.id == clip).values(upright="", upright_done=0))


def _number_on(connection: Connection, shelf: Shelf) -> None:
    """A show that was on air goes on behind the reels that were told: none of them is written twice."""
    last = select(Recording.room, Recording.show, ReelKept.rendition, func.max(ReelKept.number))
    last = last.join(ReelKept, ReelKept.show == Recording.show).where(Recording.state == "recording")
    for room, show, rendition, number in connection.execute(last.group_by(*last.selected_columns[:3])).all():
        folder = shelf.show(room, show) / rendition
        folder.mkdir(parents=True, exist_ok=True)
        (folder / TOLD).write_text(str(number), "ascii")
    if shelf.root.exists():
        give_to_owner(shelf.root, shelf.root.parent)


def _is_here(connection: Connection, folder: Path) -> bool:
    """Every reel that was not let go."""
    kept = select(ReelKept.rendition, ReelKept.number).where(ReelKept.show == folder.name, ReelKept.gone_at.is_(None))
    reels = [places.reel(folder / rendition, number) for rendition, number in connection.execute(kept)]
    return places.is_whole(folder) and all(reel.exists() for reel in reels)


def _is_stored(connection: Connection, room: str, show: str, manifest: str) -> bool:
    """The manifest is sent last: where it is, all of it is."""
    last = select(Upload.sha256).where(Upload.name == f"recordings/{room}/{show}/{MANIFEST}", Upload.state == "done")
    return connection.scalar(last) == manifest
