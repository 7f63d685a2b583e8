"""The floor of `live`: who may sit in which room."""

import pytest

from appliance.floor import Floor
from appliance.identity.seats import Seat
from appliance.keys import Keys
from chat.manners import actions as manners
from chat.manners.actions import Rules
from store.play import actions as play
from store.play import reads
from store.play.spec import NewRound, PrizeWanted


@pytest.fixture
async def private() -> set[str]:
    return set()


@pytest.fixture
async def floor(sqlite_database, bus, clock, private):
    floor = Floor(
        sqlite_database,
        bus,
        Keys(b"k" * 32),
        clock,
        edge_of=lambda _: None,
        show_of=lambda _: "",
        beside=lambda _room, _seated: 0,
        watched=tuple,
        private=private.__contains__,
    )
    await floor.start()
    yield floor
    await floor.stop()


async def test_a_private_room_seats_its_guests_and_the_shop(floor, private):
    may_sit = floor.hub.ports.may_sit
    stranger, guest = Seat("r1", "m1", 0), Seat("r1", "m1", 0, invited=True)
    assert may_sit(stranger) is None
    private.add("r1")
    assert may_sit(stranger) is not None
    assert may_sit(guest) is None
    assert may_sit(Seat("r2", "m1", 0)) is None


async def test_an_invitation_helps_nobody_who_was_sent_out(floor, private, sqlite_database, eventually):
    private.add("r1")
    await sqlite_database.write(manners.ban, "m1", "", minutes=None, reason="", by="s1")
    await floor.speaking._known.refresh()
    assert floor.hub.ports.may_sit(Seat("r1", "m1", 0, invited=True)) is not None


async def test_a_keyword_enters_its_round_where_only_the_shop_speaks(floor, sqlite_database):
    await sqlite_database.write(manners.set_rules, "r1", Rules(quiet=True), "s1")
    await floor.speaking._known.refresh()
    prizes = [PrizeWanted(kind="points", points=5)]
    lottery = NewRound(kind="lottery", title="福袋", prizes=prizes, rule="keyword", keyword="福袋")
    opened = await sqlite_database.write(play.open_round, Keys(b"k" * 32), "r1", lottery, by="lin")
    await floor.playing.reread()
    frame = '{"type":"comment","text":"福袋"}'.encode()
    taken = await floor.speaking._saying.hear(Seat("r1", "m1", 0, "小林"), frame)
    assert taken.state == "yours"
    await floor.playing.write()
    async with sqlite_database.read() as session:
        assert await reads.took_part(session, opened, "m1")
