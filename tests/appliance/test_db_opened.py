from pathlib import Path

import pytest
from sqlalchemy import text

from appliance.bus import LocalBus
from appliance.db import Database, Transaction, opened
from appliance.errors import Unavailable
from appliance.events import RoomOpened


class DeafBus(LocalBus):
    async def start(self) -> None:
        raise OSError("no folder for the sockets")


def record(tx: Transaction) -> None:
    tx.record(RoomOpened(room="r1", title="新品"))


@pytest.fixture
def fresh(tmp_path: Path, bus: LocalBus) -> Database:
    return Database(f"sqlite:///{tmp_path / 'jinbo.db'}", bus=bus)


async def test_a_new_database_has_its_tables_and_tells_its_facts(fresh: Database, bus: LocalBus, eventually):
    told: list = []
    async with opened(fresh, bus):
        bus.listen(told.append, name="test")
        await fresh.write(record)
        async with fresh.read() as session:
            assert await session.scalar(text("SELECT count(*) FROM journal")) == 1
        await eventually(lambda: [type(fact) for fact in told] == [RoomOpened])


async def test_it_is_shut_whatever_ended_the_work(fresh: Database, bus: LocalBus):
    with pytest.raises(ZeroDivisionError):
        async with opened(fresh, bus):
            _ = 1 / 0
    with pytest.raises(Unavailable):
        await fresh.write(record)


async def test_a_bus_that_does_not_start_leaves_no_database_open(fresh: Database):
    with pytest.raises(OSError, match="no folder"):
        async with opened(fresh, DeafBus()):
            raise AssertionError("nothing is open")
    with pytest.raises(Unavailable):
        await fresh.write(record)
