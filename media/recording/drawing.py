"""Has the stills of a show drawn, by programs that may crash."""

import asyncio
import logging
import sys
from pathlib import Path

import msgspec

from appliance.disk import FULL, no_room, whole
from media.recording import places
from media.recording.stills import COLUMNS, FOLDER, Sheet, Stills

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 120
_TOLD = "sheet.json"


async def draw(reel: Path, *, poster: bool = False) -> None:
    """The sheet of one reel of the source, once; what cannot be drawn is left out. Raises OSError: the disk is full."""
    folder = reel.parents[1] / FOLDER
    number = reel.stem
    told = folder / f"{number}.{_TOLD}"
    if told.exists():
        return
    command = [sys.executable, "-m", "media.recording.stills_child", str(reel), str(folder / f"{number}.jpg")]
    said = await _said([*command, str(folder / "poster.jpg")] if poster else command)
    if said:
        await asyncio.to_thread(_write, told, said)


def drawn(show: Path) -> Stills | None:
    """What there is."""
    folder = show / FOLDER
    sheets = [msgspec.json.decode(told.read_bytes(), type=Sheet) for told in sorted(folder.glob(f"*.{_TOLD}"))]
    return Stills(COLUMNS, sheets) if sheets else None


def poster(show: Path) -> bytes | None:
    file = show / FOLDER / "poster.jpg"
    return file.read_bytes() if file.exists() else None


def first(show: Path) -> Path | None:
    """The reel whose picture stands for the show."""
    reels = places.reels(show / "source")
    return reels[0] if reels else None


def _write(file: Path, content: bytes) -> None:
    with whole(file) as fresh:
        fresh.write_bytes(content)


async def _said(command: list[str]) -> bytes:
    child = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        said, complained = await asyncio.wait_for(child.communicate(), PATIENCE_SECONDS)
    except TimeoutError:
        child.kill()
        await child.wait()
        log.warning("the stills of %s take too long", command[-1])
        return b""
    if child.returncode == FULL:
        raise no_room(command[-1])
    if child.returncode:
        log.warning("no stills: %s", complained.decode(errors="replace")[-300:])
        return b""
    return said
