"""清单: the SHA-256 of every file of a show, as sha256sum(1) writes and checks it."""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from media.recording.places import MANIFEST
from media.recording.stills import FOLDER

_BLOCK = 1 << 20


class Written(msgspec.Struct, frozen=True):
    sha256: str
    """Of the manifest itself."""
    size: int
    """Of all files of the show, in bytes."""


def digest(file: Path) -> str:
    made = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(_BLOCK):
            made.update(block)
    return made.hexdigest()


def write(show: Path, known: Mapping[str, str]) -> Written:
    """List every file of a show, for good; `known` spares reading what was read before, by path below the show."""
    manifest = show / MANIFEST
    if not manifest.exists():
        content = written({name: known.get(name) or digest(show / name) for name in _files(show)})
        fresh = show / f".{MANIFEST}"
        with fresh.open("w", encoding="utf-8") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        fresh.rename(manifest)
    size = sum((show / name).stat().st_size for name in _files(show))
    return Written(digest(manifest), size)


def written(names: Mapping[str, str]) -> str:
    """A manifest that names these, each with its SHA-256."""
    return "".join(f"{sha256}  {name}\n" for name, sha256 in names.items())


def named(content: str) -> dict[str, str]:
    """What a manifest says: the SHA-256 of every other file, by its path below the show."""
    pairs = (line.partition("  ") for line in content.splitlines())
    return {name: sha256 for sha256, _, name in pairs}


def left(names: Mapping[str, str], renditions: Sequence[str]) -> dict[str, str]:
    """Of what a manifest names, what is there still when these renditions are."""
    there = (*renditions, FOLDER)
    return {name: sha256 for name, sha256 in names.items() if "/" not in name or name.partition("/")[0] in there}


def check(show: Path, gone: frozenset[str] = frozenset()) -> Iterator[str]:
    """What of a show's folder is not as its manifest says; folders in `gone` were let go on purpose."""
    for line in (show / MANIFEST).read_text("utf-8").splitlines():
        told, _, name = line.partition("  ")
        if name.partition("/")[0] in gone:
            continue
        file = show / name
        if not file.exists():
            yield f"{name}: missing"
        elif digest(file) != told:
            yield f"{name}: changed"


def _files(show: Path) -> list[str]:
    found = (file.relative_to(show).as_posix() for file in show.rglob("*") if file.is_file())
    return sorted(name for name in found if not name.startswith(".") and name != MANIFEST)
