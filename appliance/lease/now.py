"""The database's own clock, so that two boxes whose clocks differ agree on how old a beat is."""

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement


class DatabaseNow(FunctionElement[int]):
    """Milliseconds since 1970, as an `Instant` column holds them."""

    type = BigInteger()
    inherit_cache = True


@compiles(DatabaseNow)
def _anywhere(_element: DatabaseNow, _compiler: Any, **_: Any) -> str:
    return "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"


@compiles(DatabaseNow, "postgresql")
def _on_postgresql(_element: DatabaseNow, _compiler: Any, **_: Any) -> str:
    return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
