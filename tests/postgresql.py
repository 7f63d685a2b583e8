"""Databases of the tests' own on a real PostgreSQL."""

import os
import secrets
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

POSTGRESQL = os.environ.get("JINBO_TEST_POSTGRESQL", "postgresql://root@127.0.0.1:5432/postgres")
"""A server where the tests may create databases of their own."""


def empty(url: str) -> None:
    """Only what holds rows, for each file that is cut off costs time."""
    with psycopg.connect(url, autocommit=True) as server:
        tables = [
            sql.Identifier(name)
            for (name,) in server.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename != 'alembic_version'"
            )
        ]
        holds_rows = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})").format(sql.Literal(table.as_string(server)), table)
            for table in tables
        )
        filled = [sql.SQL(name) for (name,) in server.execute(holds_rows)]
        if filled:
            server.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(sql.SQL(", ").join(filled)))


def own_database() -> Iterator[str]:
    """The address of one that is dropped afterwards."""
    name = f"jinbo_test_{secrets.token_hex(4)}"
    try:
        server = psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL here (JINBO_TEST_POSTGRESQL)")
    with server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield POSTGRESQL.rpartition("/")[0] + f"/{name}"
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
