"""Has slates made by a child process and keeps them on disk."""

import asyncio
import hashlib
import sys
from pathlib import Path

import msgspec

from media.slate.font import find_font
from media.slate.loop import Kind, Slate

_VERSION = "1"
"""Raised when the design changes, so that old files are not used again."""


class SlateFailed(RuntimeError):
    """The child could not draw or encode; the message ends with its last words."""


async def slate(kind: Kind, title: str, cache: Path, font: Path | None = None) -> Slate:
    """The slate of `kind` for a room called `title`, from the folder `cache` or made now (about a second).

    `font` is a file with Chinese; by default one is found. Raises `SlateFailed`, or OSError where `cache` cannot be
    written.
    """
    face = font or await asyncio.to_thread(find_font)
    file = cache / f"{_digest(kind, title, face)}.slate"
    if made := await asyncio.to_thread(_read, file):
        return made
    await asyncio.to_thread(cache.mkdir, parents=True, exist_ok=True)
    await _make(kind, title, face, file)
    if made := await asyncio.to_thread(_read, file):
        return made
    raise SlateFailed(f"{file} cannot be read back")


def _digest(kind: Kind, title: str, font: Path | None) -> str:
    return hashlib.sha256("\0".join((_VERSION, kind, title, str(font))).encode()).hexdigest()[:32]


def _read(file: Path) -> Slate | None:
    """None for a file that is missing, torn or of an older form: it is made again."""
    try:
        return msgspec.msgpack.decode(file.read_bytes(), type=Slate)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


async def _make(kind: Kind, title: str, font: Path | None, file: Path) -> None:
    words = ["-m", "media.slate.encode", f"--kind={kind}", f"--title={title}", f"--to={file}"]
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *words,
        *([f"--font={font}"] if font else []),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, said = await child.communicate()
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        raise SlateFailed(said.decode(errors="replace").strip().rpartition("\n")[2])
