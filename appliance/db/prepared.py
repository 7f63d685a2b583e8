"""Statements that every order runs: worded once for each kind of database, then handed to the driver itself.

SQLAlchemy's way from a statement to the driver takes four times as long as SQLite takes to answer; a bound value and a
column are still read by their types, and an error is still SQLAlchemy's (docs/decisions/0007).
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import BindParameter, Connection, Dialect, Executable, Row
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine

AnyRow = Row[*tuple[Any, ...]]
Process = Callable[[Any], Any] | None


class Prepared:
    """A statement without values of its own but constants: what changes is `bindparam`, a list is `expanding`."""

    def __init__(self, statement: Executable) -> None:
        self.statement = statement
        """As SQLAlchemy runs it."""
        self._worded: dict[tuple[str, tuple[int, ...]], _Worded] = {}
        self._lists: dict[str, tuple[str, ...]] = {}

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[AnyRow]:
        """All of the answer; each row has its columns by name, as SQLAlchemy's have."""
        worded = self._for(connection, values)
        found = _run(connection, worded.text, worded.bound(values)).fetchall()
        return cast("list[AnyRow]", [worded.row(row) for row in found])

    async def asked(self, session: AsyncSession, **values: Any) -> list[AnyRow]:
        """The same, outside a transaction."""
        return await session.run_sync(lambda plain: self.rows(plain.connection(), values))

    def count(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """How many rows it changed."""
        worded = self._for(connection, values)
        return int(_run(connection, worded.text, worded.bound(values)).rowcount)

    def each(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """The same with many sets of values; without lists."""
        if rows:
            worded = self._for(connection, rows[0])
            _run_each(connection, worded.text, [worded.bound(values) for values in rows])

    def _for(self, connection: Connection, values: Mapping[str, Any]) -> "_Worded":
        """By the number of values in each of its lists: each has a place of its own in the text."""
        name = connection.dialect.name
        lengths = tuple(len(values[one]) for one in self._lists.get(name, ()))
        worded = self._worded.get((name, lengths))
        if worded is None or name not in self._lists:
            worded, self._lists[name] = _word(self.statement, connection.dialect, values)
            lengths = tuple(len(values[one]) for one in self._lists[name])
            self._worded[name, lengths] = worded
        return worded


class _Place(NamedTuple):
    """Where a value goes, and where it comes from."""

    name: str
    given: bool
    """False: a constant of the statement."""
    source: str
    at: int | None
    """In a list."""
    process: Process
    constant: Any
    """Ready for the driver."""

    def value(self, values: Mapping[str, Any]) -> Any:
        if not self.given:
            return self.constant
        value = values[self.source] if self.at is None else values[self.source][self.at]
        return value if self.process is None else self.process(value)


class _Worded:
    """The text of a statement for one kind of database."""

    def __init__(
        self, text: str, places: Sequence[_Place], *, positional: bool, columns: Mapping[str, Process]
    ) -> None:
        self.text = text
        self._places = places
        self._positional = positional
        self._row: Any = namedtuple("Row", columns) if columns else None  # noqa: PYI024 - its columns are known now
        self._read = list(columns.values()) if any(columns.values()) else None

    def bound(self, values: Mapping[str, Any]) -> Any:
        if self._positional:
            return [place.value(values) for place in self._places]
        return {place.name: place.value(values) for place in self._places}

    def row(self, found: Sequence[Any]) -> Any:
        if self._read is None:
            return self._row._make(found)
        pairs = zip(self._read, found, strict=True)
        return self._row._make([value if read is None else read(value) for read, value in pairs])


def _word(statement: Executable, dialect: Dialect, values: Mapping[str, Any]) -> tuple[_Worded, tuple[str, ...]]:
    """And the names of its lists."""
    compiled = cast("Any", statement).compile(dialect=dialect)
    state = compiled.construct_expanded_state({**values})
    lists = state.parameter_expansion
    spread = {name: (source, at) for source, names in lists.items() for at, name in enumerate(names)}
    names = state.positiontup if compiled.positional else list(state.parameters)
    places = [
        _place(name, compiled.binds[source], at, state.parameters[name], dialect)
        for name, (source, at) in ((name, spread.get(name, (name, None))) for name in names)
    ]
    columns = {
        column.key: _processor(column.type, dialect, "result_processor", None)
        for column in getattr(statement, "exported_columns", ())
    }
    return _Worded(state.statement, places, positional=compiled.positional, columns=columns), tuple(lists)


def _place(name: str, bind: BindParameter[Any], at: int | None, constant: Any, dialect: Dialect) -> _Place:
    process = _processor(bind.type, dialect, "bind_processor")
    if bind.required:
        return _Place(name, given=True, source=bind.key, at=at, process=process, constant=None)
    ready = constant if process is None else process(constant)
    return _Place(name, given=False, source=bind.key, at=at, process=None, constant=ready)


def _processor(kind: TypeEngine[Any], dialect: Dialect, which: str, *more: Any) -> Process:
    """Between a value here and the driver's; None when they are the same."""
    return cast("Process", getattr(kind.dialect_impl(dialect), which)(dialect, *more))


def _run(connection: Connection, text: str, values: Any) -> Any:
    driver, errors = _driver(connection)
    try:
        return driver.execute(text, values)
    except errors as error:
        raise _told(connection, text, values, error) from error


def _run_each(connection: Connection, text: str, rows: Sequence[Any]) -> None:
    driver, errors = _driver(connection)
    try:
        driver.cursor().executemany(text, rows)
    except errors as error:
        raise _told(connection, text, rows, error) from error


def _driver(connection: Connection) -> tuple[Any, type[Exception]]:
    """The driver's connection, and what it raises."""
    return connection.connection.driver_connection, cast("Any", connection.dialect).loaded_dbapi.Error


def _told(connection: Connection, text: str, values: Any, error: Exception) -> BaseException:
    """As SQLAlchemy tells it."""
    base = cast("Any", connection.dialect).loaded_dbapi.Error
    return DBAPIError.instance(text, values, error, base, dialect=connection.dialect)
