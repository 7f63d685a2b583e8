"""What an action is handed, and its way through a writer."""

import asyncio
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, CursorResult, Executable, bindparam, insert, inspect, text
from sqlalchemy.dialects import postgresql, sqlite

from appliance.db.models import JournalRow, Model
from appliance.db.prepared import AnyRow, Prepared
from appliance.events import Event, encode, name_of

__all__ = ["AnyRow", "Transaction", "Work", "append"]

T = TypeVar("T")

_INTO_JOURNAL = insert(JournalRow.metadata.tables["journal"])
_JOURNAL_LOCK = 0x6A696E62  # "jinb"

acting: ContextVar[str] = ContextVar("acting", default="")
"""The colleague whose request is being answered: what it writes is theirs."""


class Transaction:
    """Rows and facts that stand or fall together.

    An action may be run again after a conflict, so it touches nothing but its transaction. It does not catch errors
    of the database (PostgreSQL gives up the whole transaction after one): it asks with ``ON CONFLICT DO NOTHING`` or a
    conditional UPDATE and looks at the row count.
    """

    def __init__(self, connection: Connection, now: datetime, by: str = "") -> None:
        self.now = now
        self.by = by
        """The colleague on whose behalf this is done, if it is one."""
        self.facts: list[Event] = []
        self.journal: list[dict[str, object]] = []
        self._connection = connection

    def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | list[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Run one statement, or the same with many sets of parameters."""
        return self._connection.execute(statement, parameters)

    def scalar(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Any:
        """The first column of the first row, or None."""
        return self._connection.scalar(statement, parameters)

    def one_or_none(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> AnyRow | None:
        """The only row, or None; raises `MultipleResultsFound` when there are more."""
        return self._connection.execute(statement, parameters).one_or_none()

    def rows(self, question: Prepared, **values: Any) -> list[AnyRow]:
        """All of the answer."""
        return question.rows(self._connection, values)

    def change(self, statement: Prepared, **values: Any) -> int:
        """How many rows it changed."""
        return statement.count(self._connection, values)

    def change_each(self, statement: Prepared, rows: Sequence[Mapping[str, Any]]) -> None:
        """The same with many sets of values."""
        statement.each(self._connection, rows)

    def add_once(self, model: type[Model], **values: Any) -> bool:
        """Insert a row unless one with the same key is there already; whether it is new."""
        return _unless_there(model, self._connection.dialect.name, tuple(values)).count(self._connection, values) == 1

    def add_each_once(self, model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
        """The same for many rows with the same columns, of which it does not matter which are new."""
        if rows:
            _unless_there(model, self._connection.dialect.name, tuple(rows[0])).each(self._connection, rows)

    def attempt(self, action: Callable[..., T], *args: Any, **named: Any) -> T:
        """Do ``action(tx, *args, **named)``; when it raises, all that it did is undone, and the rest may go on."""
        facts, entries = len(self.facts), len(self.journal)
        with self._connection.begin_nested():
            try:
                return action(self, *args, **named)
            except BaseException:
                del self.facts[facts:], self.journal[entries:]
                raise

    def record(self, event: Event) -> None:
        """Say that something happened. Kept in the journal if it is durable; told on the bus after the commit."""
        if event.durable:
            body = encode(event).decode()
            self.journal.append({"at": self.now, "kind": name_of(event), "body": body, "by": self.by or None})
        self.facts.append(event)


@functools.cache
def _unless_there(model: type[Model], database: str, columns: tuple[str, ...]) -> Prepared:
    dialect = postgresql if database == "postgresql" else sqlite
    known = inspect(model).column_attrs
    statement = dialect.insert(model.__table__).values({known[name].columns[0]: bindparam(name) for name in columns})
    return Prepared(statement.on_conflict_do_nothing())


class Work(Generic[T]):
    """One action on its way through a writer; a thread runs it, the event loop settles it."""

    def __init__(self, action: Callable[[Transaction], T], answer: asyncio.Future[T]) -> None:
        self._action = action
        self._by = acting.get()
        self._answer = answer
        self._result: T
        self._error: BaseException | None = None
        self._transaction: Transaction | None = None

    def run(self, connection: Connection, now: datetime) -> None:
        self._error = None
        self._transaction = Transaction(connection, now, self._by)
        self._result = self._action(self._transaction)

    def fail(self, error: BaseException) -> None:
        self._error = error
        self._transaction = None

    def journal(self) -> list[dict[str, object]]:
        return self._transaction.journal if self._transaction else []

    def settle(self) -> list[Event]:
        """Answer the caller, who may have left meanwhile; returns the facts that are now true."""
        if not self._answer.done():
            if self._error is None:
                self._answer.set_result(self._result)
            else:
                self._answer.set_exception(_tellable(self._error))
        return self._transaction.facts if self._transaction else []


def append(connection: Connection, work: Iterable[Work[Any]]) -> None:
    """Write the facts of finished work into the journal, as the last thing before COMMIT.

    A reader walks the journal by id, so ids must become visible in order. SQLite has one writer at a time. On
    PostgreSQL a lock makes appends take turns from drawing the id to the commit; because nothing follows it in the
    transaction, who holds it waits for nobody.
    """
    rows = [row for one in work for row in one.journal()]
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _JOURNAL_LOCK})
    connection.execute(_INTO_JOURNAL, rows)


def _tellable(error: BaseException) -> BaseException:
    """A future cannot carry StopIteration."""
    if not isinstance(error, StopIteration):
        return error
    told = RuntimeError("an action raised StopIteration")
    told.__cause__ = error
    return told
