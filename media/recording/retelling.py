"""A show of which renditions were let go: its playlists and its manifest are told anew and name what is left.

The row knows the new manifest before a file is changed, so a crash at any moment is made good by the next look, and
what somebody else has changed is never taken for ours: it stays as it is, and `verify` names it.
"""

import asyncio
import hashlib
import logging
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import msgspec
from sqlalchemy import select

from appliance.cloud.actions import Told
from appliance.db import Database
from appliance.disk import whole
from media.recording import actions, manifest, vod
from media.recording.album import album
from media.recording.models import Recording, ReelKept
from media.recording.places import MANIFEST, Shelf

log = logging.getLogger(__name__)

PLAYLIST = ".m3u8"


class Retold(msgspec.Struct, frozen=True):
    files: dict[str, bytes]
    """The playlists, by their names below the show, and the manifest last."""
    manifest: str
    """Its SHA-256."""


async def retell(db: Database, shelf: Shelf, show: str) -> None:
    """Of a show that was thinned; once more, nothing changes."""
    async with db.read() as session:
        row = await session.get(Recording, show)
        gone = select(ReelKept.rendition).where(ReelKept.show == show, ReelKept.gone_at.is_not(None)).distinct()
        went = set(await session.scalars(gone))
    if row is None or row.state != "kept" or not went - set(row.renditions):  # of what is left a reel may be lost
        return
    folder = shelf.show(row.room, show)
    found = await asyncio.to_thread(retold, folder, row.renditions, row.manifest)
    if found is None:
        return
    if found.manifest != row.manifest:
        await db.write(actions.retell, show, row.manifest, found.manifest)
    await asyncio.to_thread(_write, folder, found)
    files = {name: Told(len(content), _sha256(content)) for name, content in found.files.items()}
    await db.write(actions.send_retold, show, files)


def retold(show: Path, renditions: Sequence[str], known: str) -> Retold | None:
    """What is to lie here. `known`: the SHA-256 of the manifest, as the row has it.

    None: there is no manifest here, or something is not what it was when the show ended.
    """
    try:
        told = (show / MANIFEST).read_text("utf-8")
        names = manifest.left(manifest.named(told), renditions)
        playlists = {name: (show / name).read_bytes() for name in names if name.endswith(PLAYLIST)}
    except FileNotFoundError:
        return None
    fresh = _without_what_went(show, names, playlists, renditions, done=_sha256(told.encode()) == known)
    now = {**names, **{name: _sha256(content) for name, content in fresh.items()}}
    written = manifest.written(dict(sorted(now.items()))).encode()
    found = Retold({**fresh, MANIFEST: written}, _sha256(written))
    ours = all(_sha256(content) in (names[name], now[name]) for name, content in playlists.items())
    # the row knows what is told now: a crash came between it and the files
    return found if ours and known in (_sha256(told.encode()), found.manifest) else None


def _without_what_went(
    show: Path, names: Collection[str], playlists: Mapping[str, bytes], renditions: Sequence[str], *, done: bool
) -> dict[str, bytes]:
    """The playlists of what is left, told by its reels. `done`: those that lie here are as the row knows them.

    Once told they stay as they are. Where not every reel is here, or none can be told, they lose what went.
    """
    left = {name: vod.left(content.decode(), renditions).encode() for name, content in playlists.items()}
    settled = done and left == playlists and all(f"{name}/index{PLAYLIST}" in names for name in renditions)
    if settled or not playlists or not all((show / name).exists() for name in names):
        return left
    try:
        return {name: text.plain for name, text in album(show).playlists.items()}
    except ValueError:
        log.exception("no playlists of what is left of a recording", extra={"show": show.name})
        return left


def _write(show: Path, found: Retold) -> None:
    for name, content in found.files.items():
        file = show / name
        if not file.exists() or file.read_bytes() != content:
            with whole(file) as fresh:
                fresh.write_bytes(content)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
