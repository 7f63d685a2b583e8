"""Sales a second at the action, synchronous=FULL: our writer, SQLAlchemy's ORM as documented, sqlite3.

All three do the same for 50 buyers who each wait for their answer: look the article up, take one from stock by a
guarded UPDATE, write order, line and stock log, and a journal row. The last is what SQLite itself can do in one thread.
"""

import asyncio
import queue
import sqlite3
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import ForeignKey, event, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from appliance.db import Database, JournalRow, Transaction, migrate
from appliance.db.sqlite import GROUP, sqlite_engine
from appliance.events import RoomOpened, encode, name_of

BUYERS = 50
SECONDS = 4.0


class _Table(DeclarativeBase):
    pass


class Article(_Table):
    __tablename__ = "articles"
    id: Mapped[int] = mapped_column(primary_key=True)
    price: Mapped[int]
    stock: Mapped[int]


class Order(_Table):
    __tablename__ = "sales"
    id: Mapped[int] = mapped_column(primary_key=True)
    buyer: Mapped[int]
    total: Mapped[int]


class Line(_Table):
    __tablename__ = "lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    order: Mapped[int] = mapped_column(ForeignKey("sales.id"))
    article: Mapped[int] = mapped_column(ForeignKey("articles.id"))


class StockMove(_Table):
    __tablename__ = "stock_moves"
    id: Mapped[int] = mapped_column(primary_key=True)
    article: Mapped[int]
    change: Mapped[int]


def main() -> str:
    ours = asyncio.run(_with_a_shop(_ours))
    orm = asyncio.run(_with_a_shop(_orm))
    bare = asyncio.run(_with_a_shop(_bare))
    return (
        f"writes: {ours:,.0f} sales/s with db.write, {orm:,.0f} with the async ORM, {bare:,.0f} with bare sqlite3:"
        f" {ours / orm:.1f} x the ORM, {ours / bare:.2f} x bare (synchronous=FULL)"
    )


async def _with_a_shop(measure: Callable[[Path], Awaitable[float]]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "shop.db"
        migrate(f"sqlite:///{file}")
        with sqlite_engine(Database(f"sqlite:///{file}").url).begin() as connection:
            _Table.metadata.create_all(connection)
            connection.execute(insert(Article).values(id=1, price=9900, stock=1_000_000))
        return await measure(file)


async def _rate(sell: Callable[[int], Awaitable[None]]) -> float:
    sold = 0
    end = time.perf_counter() + SECONDS

    async def buyer(number: int) -> None:
        nonlocal sold
        while time.perf_counter() < end:
            await sell(number)
            sold += 1

    await asyncio.gather(*(buyer(number) for number in range(BUYERS)))
    return sold / SECONDS


# -- our writer -------------------------------------------------------------------------------------------------------

_PRICE = select(Article.price).where(Article.id == 1)
_TAKE = update(Article).where(Article.id == 1, Article.stock >= 1).values(stock=Article.stock - 1)
_ORDER, _LINE, _MOVE = (insert(_Table.metadata.tables[name]) for name in ("sales", "lines", "stock_moves"))


def sell(tx: Transaction, buyer: int) -> None:
    price = tx.scalar(_PRICE)
    if tx.execute(_TAKE).rowcount != 1:
        raise ValueError("sold out")
    order = tx.execute(_ORDER, {"buyer": buyer, "total": price}).lastrowid
    tx.execute(_LINE, {"order": order, "article": 1})
    tx.execute(_MOVE, {"article": 1, "change": -1})
    tx.record(RoomOpened(room="r", title="sold"))


async def _ours(file: Path) -> float:
    database = Database(f"sqlite:///{file}")
    await database.start()

    async def one(buyer: int) -> None:
        await database.write(sell, buyer)

    rate = await _rate(one)
    await database.stop()
    return rate


# -- the ORM ----------------------------------------------------------------------------------------------------------


async def _orm(file: Path) -> float:
    engine = create_async_engine(f"sqlite+aiosqlite:///{file}", pool_size=1, max_overflow=0, pool_timeout=60)

    @event.listens_for(engine.sync_engine, "connect")
    def safe(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA synchronous = FULL")

    sessions = async_sessionmaker(engine, expire_on_commit=False)

    async def one(buyer: int) -> None:
        async with sessions() as session, session.begin():
            await _sell_by_orm(session, buyer)

    rate = await _rate(one)
    await engine.dispose()
    return rate


async def _sell_by_orm(session: AsyncSession, buyer: int) -> None:
    article = await session.get_one(Article, 1)
    await session.execute(_TAKE)
    order = Order(buyer=buyer, total=article.price)
    session.add(order)
    await session.flush()
    fact = RoomOpened(room="r", title="sold")
    session.add_all(
        [
            Line(order=order.id, article=1),
            StockMove(article=1, change=-1),
            JournalRow(at=datetime.now(UTC), kind=name_of(fact), body=encode(fact).decode()),
        ]
    )


# -- sqlite3 ----------------------------------------------------------------------------------------------------------

_Sale = tuple[int, asyncio.Future[None]]


async def _bare(file: Path) -> float:
    """One thread, a savepoint per sale, as many sales per COMMIT as ours: the most that SQLite gives this way."""
    waiting: queue.SimpleQueue[_Sale | None] = queue.SimpleQueue()
    loop = asyncio.get_running_loop()
    thread = threading.Thread(target=_sell_bare, args=(file, waiting, loop))
    thread.start()

    async def one(buyer: int) -> None:
        answer = loop.create_future()
        waiting.put((buyer, answer))
        await answer

    rate = await _rate(one)
    waiting.put(None)
    await asyncio.to_thread(thread.join)
    return rate


def _sell_bare(file: Path, waiting: "queue.SimpleQueue[_Sale | None]", loop: asyncio.AbstractEventLoop) -> None:
    database = sqlite3.connect(file, isolation_level=None)
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA foreign_keys = ON")
    while (sale := waiting.get()) is not None:
        answers = []
        database.execute("BEGIN IMMEDIATE")
        while sale is not None:
            _sell_one_bare(database, sale[0])
            answers.append(sale[1])
            sale = None if waiting.empty() or len(answers) == GROUP else waiting.get()
        database.execute("COMMIT")
        loop.call_soon_threadsafe(_answer, answers)
    database.close()


def _sell_one_bare(database: sqlite3.Connection, buyer: int) -> None:
    database.execute("SAVEPOINT sale")
    (price,) = database.execute("SELECT price FROM articles WHERE id = 1").fetchone()
    database.execute("UPDATE articles SET stock = stock - 1 WHERE id = 1 AND stock >= 1")
    order = database.execute("INSERT INTO sales (buyer, total) VALUES (?, ?)", (buyer, price)).lastrowid
    database.execute('INSERT INTO lines ("order", article) VALUES (?, 1)', (order,))
    database.execute("INSERT INTO stock_moves (article, change) VALUES (1, -1)")
    body = encode(RoomOpened(room="r", title="sold")).decode()
    now = time.time_ns() // 1_000_000
    database.execute("INSERT INTO journal (at, kind, body) VALUES (?, 'RoomOpened', ?)", (now, body))
    database.execute("RELEASE sale")


def _answer(answers: list[asyncio.Future[None]]) -> None:
    for answer in answers:
        answer.set_result(None)


if __name__ == "__main__":
    print(main())
