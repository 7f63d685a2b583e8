"""Rows survive the way through a file, or the way is refused."""

import io

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    select,
)

from appliance.backup.tables import dump, load
from appliance.db.migrate import migrating


def test_every_kind_of_column_comes_back_equal(database_url: str) -> None:
    metadata = MetaData()
    table = Table(
        "kinds",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("parent", Integer, ForeignKey("kinds.id")),
        Column("name", String),
        Column("raw", LargeBinary),
        Column("yes", Boolean),
        Column("real", Float),
        Column("tree", JSON),
    )
    rows = [
        (1, None, "津播\n\t\"'\\", bytes(range(256)), True, 0.1, {"a": [1, None, "é"]}),
        (2, 1, "", b"", False, -1e300, []),
        (3, 2, None, None, None, None, None),
    ]
    with migrating(database_url) as connection:
        metadata.create_all(connection)
        connection.execute(table.insert(), [dict(zip(table.columns.keys(), row, strict=True)) for row in rows])
        kept = io.BytesIO()
        dump(connection, table, kept)
        connection.execute(table.delete())
        kept.seek(0)
        load(connection, table, kept)
        back = [tuple(row) for row in connection.execute(select(table).order_by(table.c.id))]
        metadata.drop_all(connection)
    assert back == rows


def test_a_column_that_would_not_survive_is_refused_loudly() -> None:
    engine = create_engine("sqlite://")
    table = Table("clocks", MetaData(), Column("id", Integer, primary_key=True), Column("at", DateTime))
    with engine.connect() as connection, pytest.raises(TypeError, match="not portable"):
        dump(connection, table, io.BytesIO())
    engine.dispose()
