"""Saving the shop into one file while it runs."""

import io
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

from appliance.backup.archive import FORMAT, Manifest, Writer, verify, written
from appliance.backup.tables import dump, snapshot, tables
from appliance.config import Config
from appliance.db.migrate import current
from appliance.errors import BadInput, Conflict

COMPANIONS = ("-wal", "-shm", "-journal")
"""What SQLite puts beside its file."""

ENDING = ".tar.gz"
SEALED = ".sealed"

LARGEST = 64 << 20
"""Bytes of the largest file that is saved."""

_PASSING = {"run", "cache", "recordings", "backups", "lost+found"}
"""Folders of the data folder that are not saved: made anew, or too large (recordings are synced elsewhere)."""


class FolderMissing(BadInput):
    zh = "没有文件夹 {folder}（U 盘插好了吗？）。请先建好它，或者写一个以 {ending} 结尾的文件名"
    en = "There is no folder {folder} (is the disk plugged in?). Make it first, or give a file name ending in {ending}"


class NothingToSave(Conflict):
    zh = "这里还没有店铺数据（{data}）"
    en = "There is no shop here yet ({data})"


def backup(config: Config, target: Path, password: bytes = b"") -> Path:
    """Write a checked archive to `target`, a folder that is there or a name that ends in .tar.gz; returns the file.

    A `password` seals it; then the name ends in .tar.gz.sealed. The rows are of one moment; files are read after them,
    so that no row speaks of a file that is not there. Raises FolderMissing, NothingToSave.
    """
    now = datetime.now(UTC)
    file = _file(target, now, ENDING + SEALED if password else ENDING)
    with written(file, password) as archive:
        revision, names = _add_rows(archive, config)
        left_out = _add_files(archive, config, file)
        archive.finish(
            Manifest(
                format=FORMAT,
                made_at=now,
                revision=revision,
                tables=names,
                parts=archive.parts,
                left_out=left_out,
            )
        )
    verify(file, password)
    return file


def _file(target: Path, now: datetime, ending: str) -> Path:
    """A missing folder is not made: it may be a disk that is not plugged in, and the backup would lie beside it."""
    named = target.name.endswith(ending)
    folder = target.parent if named and not target.is_dir() else target
    if not folder.is_dir():
        raise FolderMissing(folder=folder.absolute(), ending=ending)
    return target if folder != target else folder / f"jinbo-{now:%Y%m%d-%H%M%S}{ending}"


def _add_rows(archive: Writer, config: Config) -> tuple[str, list[str]]:
    url = make_url(config.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise NothingToSave(data=str(config.data))
    with snapshot(config.database_url) as connection:
        revision = current(connection)
        if revision is None:
            raise NothingToSave(data=str(config.data))
        found = tables(connection)
        for table in found:
            with tempfile.TemporaryFile() as rows:
                dump(connection, table, rows)
                rows.seek(0)
                archive.add(f"database/{table.name}.jsonl", rows)
    return revision, [str(table.name) for table in found]


def _add_files(archive: Writer, config: Config, own: Path) -> list[str]:
    left_out = []
    for path in _files(config, own):
        name = path.relative_to(config.data).as_posix()
        try:
            status = path.stat()
            if status.st_size > LARGEST:
                left_out.append(name)
            else:
                archive.add(f"data/{name}", io.BytesIO(path.read_bytes()), status.st_mode & 0o777)
        except FileNotFoundError:
            continue  # went away while we looked
    return left_out


def _files(config: Config, own: Path) -> Iterator[Path]:
    passing = _PASSING | _database_files(config)
    for top in sorted(config.data.iterdir()):
        if top.name not in passing and not top.name.startswith((".", "replaced-")):
            inside = sorted(top.rglob("*")) if top.is_dir() and not top.is_symlink() else [top]
            yield from (path for path in inside if _is_plain(path) and path.resolve() != own.resolve())


def _database_files(config: Config) -> set[str]:
    url = make_url(config.database_url)
    if url.get_backend_name() != "sqlite":
        return set()
    name = Path(url.database or "").name
    return {name, *(name + companion for companion in COMPANIONS)}


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
