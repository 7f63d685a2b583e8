"""What viewers may say, as it is joined to the hub."""

import msgspec
import pytest

from appliance.events import CommentSaid
from appliance.identity.seats import Seat
from appliance.speaking import Speaking
from appliance.tasks import Tasks
from chat.comments import reads
from chat.manners import actions as manners

ME = Seat("r1", "m1", 0, "小林")


class Ears:
    """What the hub offers, without sockets."""

    def __init__(self) -> None:
        self.handlers = {}

    def hear(self, kind, handler, *, per_second, burst):
        self.handlers[kind] = handler

    async def say(self, kind: str, **fields: object):
        return await self.handlers[kind](ME, msgspec.json.encode({"type": kind, **fields}))


@pytest.fixture
async def ears():
    return Ears()


@pytest.fixture
async def speaking(database, bus, clock, ears):
    speaking = Speaking(database, bus, clock, show_of=lambda _: "show1", edge_of=lambda _: None)
    speaking.join(ears)
    await speaking.start()
    async with Tasks(clock) as tasks:
        for name, work in speaking.works.items():
            tasks.start(name, work)
        yield speaking


async def test_comments_taps_and_goings_are_heard(speaking, ears):
    assert set(ears.handlers) == {"comment", "like", "going"}
    assert (await ears.say("comment", text="好看")).state == "said"
    assert await ears.say("like", count=3) is None
    assert await ears.say("going", product="p1") is None
    assert speaking.likes("r1") == 3


async def test_what_advertising_law_forbids_waits(speaking, ears):
    assert (await ears.say("comment", text="国家级大师")).state == "held"
    assert (await ears.say("comment", text="这是我最喜欢的")).state == "said"


async def test_a_ban_keeps_out_whoever_comes_next(speaking, database, eventually):
    assert speaking.may_sit(ME) is None
    await database.write(manners.ban, "m1", "", minutes=None, reason="", by="s1")
    await eventually(lambda: speaking.may_sit(ME))


async def test_what_was_said_last_is_written_down_before_the_house_closes(speaking, ears, database, bus):
    told = []
    bus.listen(told.append, CommentSaid, name="test")
    await ears.say("comment", text="再见")
    await ears.say("like")
    await speaking.stop()
    async with database.read() as session:
        assert [one.text for one in await reads.search(session)] == ["再见"]
