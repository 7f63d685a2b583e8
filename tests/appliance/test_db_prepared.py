"""Statements that go to the driver themselves say what SQLAlchemy would have said, on both databases."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import bindparam, insert, literal, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.db import Cursor, Database, Prepared, Transaction
from store.once.models import Answered

NAMED = Prepared(
    select(Cursor.name, Cursor.entry, Cursor.moved_at, literal("told").label("word"), (Cursor.entry > 1).label("far"))
    .where(Cursor.name.in_(bindparam("names", expanding=True)), Cursor.entry < 100)
    .order_by(Cursor.name)
)
ADD = Prepared(insert(Cursor).values({column: bindparam(column.key) for column in Cursor.__table__.columns}))
MOVE = Prepared(update(Cursor).where(Cursor.entry >= bindparam("least")).values(entry=Cursor.entry + 1))
MOVED = Prepared(update(Cursor).where(Cursor.name == bindparam("which")).values(entry=9).returning(Cursor.entry))
THEN = datetime(2026, 11, 28, 12, tzinfo=UTC)


def three(tx: Transaction) -> None:
    tx.change_each(ADD, [{"name": name, "entry": at, "moved_at": THEN} for at, name in enumerate("abc")])


@pytest.fixture
async def cursors(database: Database) -> Database:
    await database.write(three)
    return database


async def test_a_row_has_its_columns_by_name_and_as_their_types_read_them(cursors: Database):
    (row,) = await cursors.write(lambda tx: tx.rows(NAMED, names=["c"]))
    assert (row.name, row.entry, row.moved_at, row.word) == ("c", 2, THEN, "told")
    assert row.far is True
    assert tuple(row) == ("c", 2, THEN, "told", True)


@pytest.mark.parametrize("names", [[], ["a"], ["a", "b"], ["b", "c", "nobody"], ["a", "b", "c", "a"]])
async def test_a_list_may_have_any_length(cursors: Database, names):
    for _ in range(2):  # made, and found again
        rows = await cursors.write(lambda tx: tx.rows(NAMED, names=names))
        assert [row.name for row in rows] == sorted({*names} & {*"abc"})


async def test_a_change_tells_how_many_rows_it_met(cursors: Database):
    for least, met in ((1, 2), (3, 1), (50, 0)):
        assert await cursors.write(lambda tx, least=least: tx.change(MOVE, least=least)) == met


async def test_a_change_may_answer_with_rows(cursors: Database):
    assert [row.entry for row in await cursors.write(lambda tx: tx.rows(MOVED, which="a"))] == [9]
    assert await cursors.write(lambda tx: tx.rows(MOVED, which="nobody")) == []


async def test_nothing_to_do_for_nobody(cursors: Database):
    await cursors.write(lambda tx: tx.change_each(ADD, []))


async def test_records_and_nothing_at_all_are_kept_by_their_types(database: Database):
    def keep(tx: Transaction) -> None:
        for key, result in (("a", {"金额": 1}), ("b", None)):
            assert tx.add_once(Answered, sender="m", key=key, digest="", result=result, at=THEN)
            assert not tx.add_once(Answered, sender="m", key=key, digest="", result=result, at=THEN)

    await database.write(keep)
    async with database.read() as session:
        kept = (await session.execute(select(Answered.result, Answered.at).order_by(Answered.key))).all()
    assert [tuple(row) for row in kept] == [({"金额": 1}, THEN), (None, THEN)]


async def test_a_value_that_was_forgotten_is_no_null(cursors: Database):
    await cursors.write(lambda tx: tx.change(MOVE, least=0))
    with pytest.raises(KeyError):
        await cursors.write(lambda tx: tx.change(MOVE))


async def test_a_moment_without_a_time_zone_is_refused(database: Database):
    row = {"name": "x", "entry": 0, "moved_at": THEN.replace(tzinfo=None)}
    with pytest.raises(ValueError, match="time zone"):
        await database.write(lambda tx: tx.change(ADD, **row))


async def test_what_the_driver_refuses_is_told_as_sqlalchemy_tells_it(cursors: Database):
    row = {"name": "a", "entry": 0, "moved_at": THEN}
    for action in (lambda tx: tx.change(ADD, **row), lambda tx: tx.change_each(ADD, [row])):
        with pytest.raises(IntegrityError):
            await cursors.write(action)
    with pytest.raises(DBAPIError):
        await cursors.write(lambda tx: tx.rows(NAMED, names=["a\x00", {}]))
    assert await cursors.write(lambda tx: tx.change(ADD, name="d", entry=0, moved_at=THEN + timedelta(1))) == 1


async def test_an_action_that_lost_a_race_at_one_runs_again(postgresql_url: str):
    database = Database(postgresql_url)
    await database.start()
    await database.write(three)
    met, tries = threading.Barrier(2), []

    def add(tx: Transaction, who: str) -> None:
        tx.rows(NAMED, names=["a"])
        if who not in tries:
            met.wait(10)  # both have read before either writes
        tries.append(who)
        tx.change(MOVE, least=0)

    await asyncio.gather(database.write(add, "one"), database.write(add, "other"))
    assert len(tries) == 3
    assert [row.entry for row in await database.write(lambda tx: tx.rows(NAMED, names=["a"]))] == [2]
    await database.stop()


async def test_a_question_is_answered_the_same_outside_a_transaction(cursors: Database):
    told = await cursors.write(lambda tx: tx.rows(NAMED, names=["a", "c"]))

    async def asked(session: AsyncSession) -> list[object]:
        return await NAMED.asked(session, names=["a", "c"])

    assert await cursors.ask(asked) == told
    async with cursors.read() as session:
        assert await asked(session) == told
        assert await asked(session) == (await session.execute(NAMED.statement, {"names": ["a", "c"]})).all()


async def test_a_question_outside_a_transaction_changes_nothing(cursors: Database):
    with pytest.raises(DBAPIError):
        async with cursors.read() as session:
            await MOVE.asked(session, least=0)
