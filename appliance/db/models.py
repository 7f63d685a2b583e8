"""What every table of the house shares, and the two tables that the ground itself needs."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec
from sqlalchemy import BigInteger, Dialect, Integer, MetaData, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Model(DeclarativeBase):
    """The root of every feature's `models.py`; constraints get the same name on every database."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


class Instant(TypeDecorator[datetime]):
    """A moment: an aware datetime in UTC here, whole milliseconds since 1970 in the column."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value}")
        return (value - _EPOCH) // _MILLISECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else _EPOCH + value * _MILLISECOND


class Json(TypeDecorator[Any]):
    """Lists, dicts and records that are read whole; records come back as dicts, `msgspec.convert` makes them again."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else msgspec.json.decode(value)


Fen = Annotated[int, mapped_column(BigInteger)]
"""A column of money, in fen: ``price: Mapped[Fen]``."""


class JournalRow(Model):
    """One durable fact. Ids grow in the order of commits; gaps are possible, a later smaller id is not."""

    __tablename__ = "journal"
    __table_args__ = ({"sqlite_autoincrement": True},)  # an id is never given twice, even after pruning

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[str]
    body: Mapped[str]
    """The fact as JSON, as `appliance.events.encode` writes it."""
    by: Mapped[str | None]
    """The colleague whose request brought it about; nobody when it was a viewer, a provider or the house."""


class Cursor(Model):
    """How far one reader of the journal has come."""

    __tablename__ = "cursors"

    name: Mapped[str] = mapped_column(primary_key=True)
    entry: Mapped[int] = mapped_column(BigInteger)
    """The id of the last row that was handled."""
    moved_at: Mapped[datetime] = mapped_column(Instant)
