"""What `Transaction.attempt` promises, on both databases."""

from sqlalchemy import insert, select

from appliance.db import Cursor, Database, JournalRow, Transaction
from appliance.errors import Conflict
from appliance.events import RoomOpened, decode


def place(tx: Transaction, name: str) -> str:
    tx.execute(insert(Cursor).values(name=name, entry=0, moved_at=tx.now))
    tx.record(RoomOpened(room=name, title=""))
    return name


def place_and_fail(tx: Transaction, name: str) -> None:
    place(tx, name)
    raise Conflict


def try_two(tx: Transaction) -> str:
    place(tx, "before")
    try:
        tx.attempt(place_and_fail, "half")
    except Conflict:
        return tx.attempt(place, "instead")
    return ""


async def test_what_fails_is_undone_and_the_rest_goes_on(database: Database):
    assert await database.write(try_two) == "instead"
    async with database.read() as session:
        assert list(await session.scalars(select(Cursor.name).order_by(Cursor.name))) == ["before", "instead"]
        told = [decode(body).room for body in await session.scalars(select(JournalRow.body).order_by(JournalRow.id))]
    assert told == ["before", "instead"]
