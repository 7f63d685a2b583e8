"""The archive file itself: written in one go, read with suspicion."""

import gzip
import hashlib
import io
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec

from appliance.backup.sealed import PasswordNeeded, is_sealed, opened, sealing
from appliance.errors import BadInput

FORMAT = 1

_MANIFEST = "manifest.json"
_TABLE = re.compile(r"database/[a-z_][a-z0-9_]*\.jsonl")
_CHUNK = 1 << 20
_DAMAGE = (
    tarfile.TarError,
    EOFError,
    zlib.error,
    gzip.BadGzipFile,
    msgspec.MsgspecError,
    ValueError,
    FileExistsError,  # one name as a file and as a folder
    NotADirectoryError,
    FileNotFoundError,
)


class BackupDamaged(BadInput):
    zh = "备份文件 {archive} 不完整或被改动过，不能恢复：{why}"
    en = "The backup {archive} is incomplete or was tampered with: {why}"


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: int
    made_at: datetime
    revision: str
    """The schema that the rows are of."""
    tables: list[str]
    """In the order in which they can be filled."""
    parts: dict[str, Part]
    left_out: list[str]
    """Files of the data folder that were too large."""


class Writer:
    """Adds parts and remembers what they were."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.parts: dict[str, Part] = {}
        self._tar = tar

    def add(self, name: str, content: IO[bytes], mode: int = 0o600) -> None:
        size, digest = _measured(content)
        self.parts[name] = Part(size, digest)
        self._append(name, size, content, mode)

    def finish(self, manifest: Manifest) -> None:
        content = msgspec.json.format(msgspec.json.encode(manifest))
        self._append(_MANIFEST, len(content), io.BytesIO(content), 0o600)

    def _append(self, name: str, size: int, content: IO[bytes], mode: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, mode
        self._tar.addfile(member, content)


@contextmanager
def written(file: Path, password: bytes = b"") -> Iterator[Writer]:
    """Readable by its owner only, under its name only when it is whole and on the disk; a `password` seals it."""
    partial = file.with_name(f".{file.name}.partial")
    try:
        with open(partial, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as raw:
            with (
                sealing(raw, password) if password else nullcontext(raw) as target,
                gzip.GzipFile(fileobj=target, mode="wb", compresslevel=4) as zipped,
                tarfile.open(fileobj=zipped, mode="w") as tar,
            ):
                yield Writer(tar)
            raw.flush()
            os.fsync(raw.fileno())
        partial.rename(file)
    finally:
        partial.unlink(missing_ok=True)


def verify(archive: Path, password: bytes = b"") -> Manifest:
    """Read every byte against the manifest. Raises what `unpack` raises."""
    return unpack(archive, _nowhere, password)


def unpack(archive: Path, place: Callable[[str, int], IO[bytes] | None], password: bytes = b"") -> Manifest:
    """Write each part to where `place(name, mode)` says, and answer for all of them; until then trust none.

    Raises BackupDamaged for what is cut short, altered, missing, added, no plain file or named to climb out;
    PasswordNeeded and PasswordWrong for a sealed one.
    """
    try:
        found, manifest = _read(archive, place, password)
    except _DAMAGE as error:
        raise BackupDamaged(archive=archive.name, why=str(error)) from error
    if manifest is None:
        raise BackupDamaged(archive=archive.name, why="the manifest is missing")
    if manifest.format != FORMAT:
        raise BackupDamaged(archive=archive.name, why=f"format {manifest.format} is not known here")
    for name in sorted(found.keys() ^ manifest.parts.keys()):
        raise BackupDamaged(archive=archive.name, why=f"{name} is missing or was added")
    for name, part in found.items():
        if manifest.parts[name] != part:
            raise BackupDamaged(archive=archive.name, why=f"{name} was altered")
    return manifest


def _read(
    archive: Path, place: Callable[[str, int], IO[bytes] | None], password: bytes
) -> tuple[dict[str, Part], Manifest | None]:
    found: dict[str, Part] = {}
    manifest = None
    with (
        archive.open("rb") as raw,
        gzip.open(_unsealed(raw, archive, password)) as zipped,
        tarfile.open(fileobj=zipped, mode="r|") as tar,
    ):
        for member in tar:
            content = tar.extractfile(member) if member.isfile() else None
            if content is None or member.name in found or not _is_safe(member.name):
                raise ValueError(f"{member.name!r} does not belong here")
            if member.name == _MANIFEST:
                manifest = msgspec.json.decode(content.read(), type=Manifest)
            else:
                found[member.name] = _copied(content, place(member.name, member.mode & 0o777))
        while zipped.read(_CHUNK):
            pass  # to the end, where gzip keeps its checksum
    return found, manifest


def _unsealed(raw: IO[bytes], archive: Path, password: bytes) -> IO[bytes]:
    if not is_sealed(raw):
        return raw
    if not password:
        raise PasswordNeeded(archive=archive.name)
    return opened(raw, password)


def _nowhere(_name: str, _mode: int) -> None:
    return None


def _is_safe(name: str) -> bool:
    if name == _MANIFEST or _TABLE.fullmatch(name):
        return True
    first, *rest = name.split("/")
    return first == "data" and bool(rest) and not {"", ".", ".."} & set(rest) and "\0" not in name


def _copied(content: IO[bytes], target: IO[bytes] | None) -> Part:
    digest, size = hashlib.sha256(), 0
    try:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            if target is not None:
                target.write(chunk)
    finally:
        if target is not None:
            target.close()
    return Part(size, digest.hexdigest())


def _measured(content: IO[bytes]) -> tuple[int, str]:
    part = _copied(content, None)
    content.seek(0)
    return part.size, part.sha256
