"""Bring a database to this version's schema."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, inspect, make_url, text
from sqlalchemy.exc import OperationalError

from appliance.db.sqlite import check, sqlite_engine
from appliance.errors import Unavailable

MIGRATIONS = Path(__file__).parents[1] / "migrations"
_LOCK = 0x6D696772  # "migr"


class DatabaseTooNew(Unavailable):
    zh = "数据库来自更新版本的津播（{revision}）。请升级程序，或恢复旧备份"
    en = "The database was written by a newer Jinbo ({revision}). Upgrade the program, or restore an older backup"


def migrate(url: str | URL) -> None:
    """Upgrade to the newest schema, creating what is missing. Two processes may call it at once.

    Everything happens in one transaction: a failure leaves the database as it was. Raises DatabaseTooNew,
    DatabaseDamaged, DatabaseOnNetwork, or Unavailable when a server does not answer.
    """
    with migrating(url) as connection:
        if current(connection) != newest():
            upgrade(connection)


def newest() -> str:
    """The revision of this version's schema, as its file is named."""
    return max(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Within the caller's transaction. Raises DatabaseTooNew."""
    # 8 MB that a process keeps for its life, and half a second: almost every start finds nothing to do
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    for wanted in (current(connection), revision):
        if wanted not in known | {None, "head"}:
            raise DatabaseTooNew(revision=wanted)
    command.upgrade(config, revision)


def current(connection: Connection) -> str | None:
    """The revision that the schema is at; None before the first."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


@contextmanager
def migrating(url: str | URL) -> Iterator[Connection]:
    """A connection in a transaction that nobody else migrates beside, without foreign keys on SQLite.

    (ALTER TABLE by copying needs them off, and SQLite ignores the pragma inside a transaction.)
    """
    parsed = make_url(url)
    engine = _migrating_engine(parsed)
    if parsed.get_backend_name() == "sqlite":
        file = Path(parsed.database or "").absolute()
        file.parent.mkdir(parents=True, exist_ok=True)
        with _alone(file.parent):
            check(parsed, engine)
            with engine.begin() as connection:
                yield connection
                _check_references(connection)
    else:
        with _connected(engine) as connection, connection.begin():
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            yield connection


def _migrating_engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        return sqlite_engine(url, foreign_keys=False)
    return create_engine(
        url.set(drivername="postgresql+psycopg"), poolclass=NullPool, connect_args={"connect_timeout": 5}
    )


def _connected(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except OperationalError as error:
        raise Unavailable(retry_after=5) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Switching a new file to WAL is not covered by SQLite's own waiting, so callers take turns."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise ValueError(f"a migration leaves a reference to nothing: {tuple(broken)}")
