"""What is older than the journal goes."""

from datetime import timedelta

from appliance.db import let_go
from chat.visits import actions, reads
from chat.visits.actions import Stay
from chat.visits.sweeping import sweep_page

PAGE = 500


async def test_old_visits_and_counts_go_and_younger_ones_stay(database, clock):
    old = clock.now()
    await database.write(actions.note, [Stay("old", f"m{n}", "r1", "qr", old, 5) for n in range(PAGE + 1)])
    await database.write(actions.count, {"r1": 7}, old)
    await clock.advance(timedelta(days=401).total_seconds())
    await database.write(actions.note, [Stay("new", "m1", "r1", "qr", clock.now(), 5)])
    await database.write(actions.count, {"r1": 8}, clock.now())
    assert await let_go(database, sweep_page, timedelta()) == 0, "nothing to keep by: all is kept"
    assert await let_go(database, sweep_page, timedelta(days=400)) == PAGE + 2
    async with database.read() as session:
        assert (await reads.people(session, "old")).viewers == 0
        assert (await reads.people(session, "new")).viewers == 1
        assert [viewers for _, viewers in await reads.curve(session, "r1", old, clock.now())] == [8]
