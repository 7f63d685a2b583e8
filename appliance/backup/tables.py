"""Rows in a form that any of our databases takes back: a line of column names, then a line of JSON per row."""

import base64
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import msgspec
from sqlalchemy import (
    JSON,
    URL,
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    NullPool,
    String,
    Table,
    create_engine,
    func,
    insert,
    make_url,
    select,
)

from appliance.db.sqlite import PRAGMAS, prepare

_PORTABLE = (Integer, String, Boolean, Float, LargeBinary, JSON)
_AT_ONCE = 1000


@contextmanager
def snapshot(url: str) -> Iterator[Connection]:
    """A connection that sees one state of the database while others write."""
    with _reading_engine(make_url(url)).connect() as connection:
        yield connection


def tables(connection: Connection) -> list[Table]:
    """Every table of the house, parents before children."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def dump(connection: Connection, table: Table, target: IO[bytes]) -> None:
    """Raises TypeError for a column of a kind that would not survive the way."""
    for column in table.columns:
        if not isinstance(column.type, _PORTABLE):
            raise TypeError(f"{column} is {column.type!r}: not portable")
    encode = msgspec.json.Encoder().encode
    target.write(encode([str(column.name) for column in table.columns]) + b"\n")
    for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
        target.write(encode(tuple(row)) + b"\n")


def load(connection: Connection, table: Table, source: IO[bytes]) -> None:
    """Fill the empty `table`."""
    names = msgspec.json.decode(source.readline(), type=list[str])
    revive = [_reviver(table.columns[name]) for name in names]
    decode = msgspec.json.Decoder(list[Any]).decode
    while lines := list(itertools.islice(source, _AT_ONCE)):
        rows = [
            {
                name: value if value is None else back(value)
                for name, back, value in zip(names, revive, row, strict=True)
            }
            for row in map(decode, lines)
        ]
        connection.execute(insert(table), rows)
    if connection.dialect.name == "postgresql":
        _count_on(connection, table)


def _reviver(column: Column[Any]) -> Callable[[Any], Any]:
    return base64.b64decode if isinstance(column.type, LargeBinary) else lambda value: value


def _count_on(connection: Connection, table: Table) -> None:
    """PostgreSQL's counters do not notice rows that bring their own ids; SQLite's do."""
    for column in table.primary_key.columns:
        counter = connection.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
        highest = connection.scalar(select(func.max(column)))
        if counter and highest:
            connection.execute(select(func.setval(counter, highest)))


def _reading_engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url.set(drivername="sqlite+pysqlite"), poolclass=NullPool)
        prepare(engine, {**PRAGMAS, "query_only": "ON"}, "BEGIN")
        return engine
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        isolation_level="REPEATABLE READ",
        connect_args={"connect_timeout": 5},
        execution_options={"postgresql_readonly": True},
    )
