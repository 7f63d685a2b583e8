"""Databases of the tests' own on a real PostgreSQL."""

import os
import secrets
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

POSTGRESQL = os.environ.get("JINBO_TEST_POSTGRESQL", "postgresql://root@127.0.0.1:5432/postgres")
"""A server where the tests may create databases of their own, as its superuser."""

_SERIALS = "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences"


class Emptied:
    """A database that is emptied before each test, over one connection: to connect takes longer than to empty it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection: psycopg.Connection | None = None
        self._delete = ""

    def empty(self) -> str:
        """Its address. Rows are deleted, for each file that is cut off costs time; they go in any order."""
        try:
            self._empty()
        except psycopg.OperationalError:  # a test was about a server that hangs up
            self.close()
            self._empty()
        return self.url

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _empty(self) -> None:
        if self._connection is None:
            self._connection = psycopg.connect(self.url, autocommit=True)
            tables = self._connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename != 'alembic_version'"
            )
            each = [sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for (name,) in tables]
            self._delete = sql.SQL("; ").join(each).as_string(self._connection)
        with self._connection.transaction():
            self._connection.execute("SET LOCAL session_replication_role = replica")
            self._connection.execute(self._delete)
            self._connection.execute(_SERIALS)


def own_database() -> Iterator[str]:
    """The address of one that is dropped afterwards; nothing waits for the disk there, for no test cuts its power."""
    name = f"jinbo_test_{secrets.token_hex(4)}"
    try:
        server = psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL here (JINBO_TEST_POSTGRESQL)")
    with server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        server.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name)))
        yield POSTGRESQL.rpartition("/")[0] + f"/{name}"
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
