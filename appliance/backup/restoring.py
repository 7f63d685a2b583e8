"""Bringing a saved shop back: everything is checked and built beside what is there, then changes places with it."""

import os
import secrets
import shutil
import socket
import tomllib
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, make_url, text

from appliance.backup.archive import Manifest, unpack
from appliance.backup.saving import COMPANIONS
from appliance.backup.tables import load, tables
from appliance.config import Config
from appliance.db.migrate import migrating, upgrade
from appliance.errors import Conflict

_NOBODYS = {"run", "cache", "backups", "lost+found", "jinbo.toml"}
STAGING = ".restoring-"
"""So begins the name of what a restoring builds beside the shop; one that was killed leaves it behind."""


class BoxNotEmpty(Conflict):
    zh = "这里已有店铺数据（{place}）。确定要替换，请加 --replace；旧数据会留在 replaced-... 文件夹里"
    en = "There already is a shop here ({place}). To replace it say --replace; the old files are kept in replaced-..."


class StillRunning(Conflict):
    zh = "津播还在运行，请先停止再恢复"
    en = "Jinbo is still running, please stop it first"


def restore(config: Config, archive: Path, replace: bool, password: bytes = b"") -> None:
    """Make this box the shop of `archive`, upgraded to this version's schema.

    The archive is checked to the last byte before anything changes, and what was there is not even opened. Old files go
    to ``replaced-TIME`` in the data folder; an old PostgreSQL schema is dropped in the transaction that fills the new.
    Raises BackupDamaged, PasswordNeeded, PasswordWrong, BoxNotEmpty (unless `replace`), StillRunning or DatabaseTooNew.
    """
    if is_running(config.run):
        raise StillRunning
    if not replace:
        refuse_a_full_box(config)
    config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    staging = config.data / f"{STAGING}{secrets.token_hex(4)}"
    try:
        manifest = unpack(archive, _Placing(staging), password)
        set_settings_aside(config, staging / "data")
        fresh = _rebuilt(config, manifest, staging)
        give_to_owner(staging, config.data)
        _change_places(config, manifest, staging / "data", fresh)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    os.sync()


class _Placing:
    """Opens a file of the staging folder for each part; names were checked by `unpack`."""

    def __init__(self, staging: Path) -> None:
        self._staging = staging

    def __call__(self, name: str, mode: int) -> IO[bytes]:
        path = self._staging / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return open(path, "xb", opener=lambda file, flags: os.open(file, flags, mode))


def is_running(run: Path) -> bool:
    if not run.exists():
        return False
    folder = os.open(run, os.O_RDONLY | os.O_DIRECTORY)  # a socket's address is short, a data folder's may be long
    try:
        return any(_answers(f"/proc/self/fd/{folder}/{path.name}") for path in run.glob("bus-*.sock"))
    finally:
        os.close(folder)


def _answers(address: str) -> bool:
    with socket.socket(socket.AF_UNIX) as caller, suppress(OSError):
        caller.connect(address)
        return True
    return False


def refuse_a_full_box(config: Config, besides: Collection[str] = ()) -> None:
    """`besides`: folders that may be there. Raises BoxNotEmpty."""
    url = make_url(config.database_url)
    if url.get_backend_name() == "sqlite":
        full = Path(url.database or "").exists()
    else:
        with migrating(config.database_url) as connection:
            full = bool(tables(connection))
    if full:
        raise BoxNotEmpty(place=url.render_as_string(hide_password=True))
    there = {path.name for path in config.data.iterdir()} if config.data.exists() else set()
    if any(not name.startswith(STAGING) for name in there - _NOBODYS - {*besides}):
        raise BoxNotEmpty(place=str(config.data))


def set_settings_aside(config: Config, saved: Path) -> None:
    """Settings that name another database than the one restored into would hide what was just restored."""
    settings = saved / "jinbo.toml"
    if not settings.exists():
        return
    named = tomllib.loads(settings.read_text(encoding="utf-8")).get("database", "")
    if named != config.database or (config.data / "jinbo.toml").exists():
        settings.rename(saved / "jinbo.toml.from-backup")


def _rebuilt(config: Config, manifest: Manifest, staging: Path) -> Path | None:
    """Fill a new SQLite file, whose path is returned, or PostgreSQL in one transaction."""
    url = make_url(config.database_url)
    if url.get_backend_name() != "sqlite":
        with migrating(config.database_url) as connection:
            _drop_everything(connection)
            _fill(connection, manifest, staging)
        return None
    fresh = staging / Path(url.database or "").name
    with migrating(f"sqlite:///{fresh}") as connection:
        _fill(connection, manifest, staging)
    return fresh


def _drop_everything(connection: Connection) -> None:
    quoted = connection.dialect.identifier_preparer.quote
    for name in [*(table.name for table in tables(connection)), "alembic_version"]:
        connection.execute(text(f"DROP TABLE IF EXISTS {quoted(name)} CASCADE"))


def _fill(connection: Connection, manifest: Manifest, staging: Path) -> None:
    upgrade(connection, manifest.revision)
    there = {table.name: table for table in tables(connection)}
    for name in reversed(manifest.tables):
        connection.execute(there[name].delete())  # what the migrations themselves put there
    for name in manifest.tables:
        with (staging / "database" / f"{name}.jsonl").open("rb") as rows:
            load(connection, there[name], rows)
    upgrade(connection)


def give_to_owner(staging: Path, data: Path) -> None:
    """Root restores for the user who owns the data folder."""
    if os.geteuid() == 0:
        owner = data.stat()
        for path in (staging, *staging.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)


def _change_places(config: Config, manifest: Manifest, saved: Path, fresh: Path | None) -> None:
    old = aside(config)
    for path in sorted(saved.iterdir()) if saved.exists() else []:
        swap(path, config.data / path.name, old)
    if fresh is not None:
        database = Path(make_url(config.database_url).database or "")
        for companion in COMPANIONS:
            put_away(database.with_name(database.name + companion), old)
        swap(fresh, database, old)
    for name in manifest.left_out:
        _keep(old / name, config.data / name)


def aside(config: Config) -> Path:
    """Where what was there is kept."""
    return config.data / f"replaced-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"


def swap(new: Path, place: Path, old: Path) -> None:
    put_away(place, old)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(new, place)


def put_away(path: Path, old: Path) -> None:
    if path.exists() or path.is_symlink():
        old.mkdir(mode=0o700, exist_ok=True)
        shutil.move(path, old / path.name)


def _keep(former: Path, place: Path) -> None:
    """A file too large for the archive stays, if it was there."""
    if former.is_file() and not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(former, place)
