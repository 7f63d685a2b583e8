"""What `live` knows by heart follows the rows at once, and even when the news got lost."""

import pytest

from appliance.bus import LocalBus
from appliance.db import Database
from appliance.identity.seats import Seat
from appliance.tasks import Tasks
from chat.manners import actions
from chat.manners.actions import Rules
from chat.manners.known import POLL_SECONDS, Known, SentOut

ME = Seat("r1", "m1", 0)


@pytest.fixture
async def known(database, bus, clock):
    known = Known(database, bus, clock)
    await known.start()
    async with Tasks(clock) as tasks:
        tasks.start("manners", known.run)
        yield known


async def test_it_knows_what_was_settled_before_it_began(database, bus, clock):
    await database.write(actions.set_rules, "r1", Rules(slow_seconds=7), "s1")
    await database.write(actions.mute, "r1", "m1", "", minutes=None, reason="", by="s1")
    await database.write(actions.list_word, "坏词", "refuse", "s1")
    known = Known(database, bus, clock)
    await known.start()
    assert known.rules("r1").slow_seconds == 7
    assert known.muted(ME)
    assert known.words.found("坏 词") == {"坏词": "refuse"}


async def test_a_mute_is_in_force_without_the_clock_moving_and_ends_with_it(known, database, clock, eventually):
    assert not known.muted(ME)
    await database.write(actions.mute, "r1", "m1", "", minutes=1, reason="", by="s1")
    await eventually(lambda: known.muted(ME))
    assert not known.muted(Seat("r2", "m1", 0))
    await clock.advance(60)
    assert not known.muted(ME)


async def test_a_lifted_mute_is_lifted_at_once(known, database, eventually):
    await database.write(actions.mute, "r1", "m1", "", minutes=None, reason="", by="s1")
    await eventually(lambda: known.muted(ME))
    await database.write(actions.free, "mute", "r1", "m1", "s1")
    await eventually(lambda: not known.muted(ME))


async def test_who_is_banned_sits_nowhere_and_who_was_kicked_elsewhere(known, database, clock, eventually):
    assert known.may_sit(ME) is None
    await database.write(actions.kick, "r1", "m1", "", by="s1")
    await eventually(lambda: isinstance(known.may_sit(ME), SentOut))
    assert known.may_sit(Seat("r2", "m1", 0)) is None
    await clock.advance(10 * 60)
    assert known.may_sit(ME) is None
    await database.write(actions.ban, "m1", "", minutes=None, reason="", by="s1")
    await eventually(lambda: known.may_sit(Seat("r2", "m1", 0)))


async def test_words_follow_the_list(known, database, eventually):
    before = known.words
    await database.write(actions.list_word, "坏词", "yours", "s1")
    await eventually(lambda: known.words is not before)
    assert known.words.found("坏词") == {"坏词": "yours"}


async def test_what_the_bus_lost_is_found_in_the_rows(database, clock, eventually):
    known = Known(database, LocalBus(), clock)  # hears nothing of what the database tells
    await known.start()
    async with Tasks(clock) as tasks:
        tasks.start("manners", known.run)
        await eventually(lambda: clock._sleepers)
        await database.write(actions.set_rules, "r1", Rules(quiet=True), "s1")
        assert not known.rules("r1").quiet
        await clock.advance(POLL_SECONDS)
        await eventually(lambda: known.rules("r1").quiet)


async def test_what_could_not_be_read_is_read_again(database, clock, eventually, monkeypatch):
    known = Known(database, LocalBus(), clock)
    await known.start()
    await database.write(actions.set_rules, "r1", Rules(quiet=True), "s1")
    with monkeypatch.context() as broken:
        broken.setattr("chat.manners.reads.restraints", None)
        with pytest.raises(TypeError):
            await known.refresh()
    async with Tasks(clock) as tasks:
        tasks.start("manners", known.run)
        await eventually(lambda: clock._sleepers)
        await clock.advance(POLL_SECONDS)
        await eventually(lambda: known.rules("r1").quiet)


async def test_what_another_process_settles_is_in_force_here_without_a_look_at_the_journal(
    buses, sqlite_url, clock, eventually
):
    web, live = buses
    database = Database(sqlite_url, bus=web, clock=clock)
    await database.start()
    known = Known(database, live, clock)
    await known.start()
    async with Tasks(clock) as tasks:
        tasks.start("manners", known.run)  # the clock stands still: nothing but the news wakes it
        await database.write(actions.mute, "r1", "m1", "", minutes=None, reason="", by="s1")
        await eventually(lambda: known.muted(ME))
        await database.write(actions.kick, "r1", "m1", "", by="s1")
        await eventually(lambda: known.may_sit(ME))
        await database.write(actions.list_word, "坏词", "refuse", "s1")
        await eventually(lambda: known.words.found("坏词"))
        await database.write(actions.set_rules, "r1", Rules(slow_seconds=7), "s1")
        await eventually(lambda: known.rules("r1").slow_seconds == 7)
    await database.stop()
