"""What strangers say to a room in which everything goes on, heard by the handlers that `live` really has."""

import asyncio
import json
import logging
import random
from contextlib import suppress
from datetime import timedelta

import msgspec
import pytest
import uvloop
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from appliance.bus import LocalBus
from appliance.clock import SystemClock
from appliance.config import Address
from appliance.edge import Edge, Limits
from appliance.edge.answers import text
from appliance.errors import Problem
from appliance.events import CommentRecalled
from appliance.floor import Floor
from appliance.identity import seats
from appliance.identity.seats import Seat
from appliance.keys import Keys
from appliance.reading import UNREADABLE, has_nul
from appliance.tasks import Tasks
from chat.hearing import Head, Hearing
from chat.manners import actions as manners
from media.broadcasts import actions as broadcasts
from media.stage.battles import actions as battles
from media.stage.seats import actions as stage
from store.play import actions as play
from store.play.spec import NewRound, PrizeWanted
from store.promotions.flash_sales import actions as flash_sales
from store.shelf import actions as shelf
from tests.appliance.strangers import UPGRADE, mutated, wired
from tests.store.conftest import put_on_shelf

pytestmark = pytest.mark.proof
SEED = 20261128
KEYS = Keys(bytes(range(32)))
DIRECTLY, FACTS, AT_ONCE = 12_000, 100, 10
ROLES = ("guest", "member", "muted", "staff", "host")


def pytest_asyncio_loop_factories(config, item):
    return {"uvloop": uvloop.new_event_loop}


class Nothing:
    def ask(self, room, file, query, reply):
        return text(404, "text/plain", b"")

    def allows(self, room, token):
        return "yes"


class House:
    """A floor behind an edge, with a flash sale, rounds, a contest and goods in one room."""

    def __init__(self, floor: Floor, edge: Edge, port: int, room: str, things: dict[str, str]) -> None:
        self.floor = floor
        self.edge = edge
        self.port = port
        self.room = room
        self.things = things
        self.faults: list[str] = []

    def seat(self, role: str, number: int) -> Seat:
        """Of somebody new; all who are muted are one."""
        viewer = {"muted": "muted", "staff": "staff:s1", "host": "staff:s2"}.get(role, f"{role}{number}")
        return Seat(self.room, viewer, 1 << 40, f"名{number}", role=role if role in ("staff", "host") else "")

    def token(self, role: str, number: int) -> str:
        return seats.sign(KEYS.derive("tokens"), self.seat(role, number))

    def good(self) -> list[dict[str, object]]:
        """What a page says."""
        things = self.things
        return [
            {"type": "comment", "text": "好看", "reply": ""},
            {"type": "comment", "text": "多少钱 13812345678", "sure": False},
            {"type": "like", "count": 7},
            {"type": "going", "product": things["product"]},
            {"type": "want", "product": things["product"]},
            {"type": "grab", "sale": things["sale"], "quantity": 1},
            {"type": "side", "battle": things["battle"], "side": "left"},
            {"type": "join", "round": things["poll"], "choice": 1},
            {"type": "join", "round": things["packets"]},
            {"type": "join", "round": things["lottery"]},
            {"type": "ping"},
            {"type": "gift", "gift": "rose", "count": 1},
            {"type": "report", "about": "viewer", "subject": "m1", "reason": "abuse"},
        ]

    def hears(self, chance: random.Random) -> bytes:
        """From whom it may be."""
        return mutated(chance, self.good(), list(self.things.values()))


@pytest.fixture
def clock():
    return SystemClock()


@pytest.fixture
async def house(database, bus: LocalBus, clock, monkeypatch):
    room = (await database.write(broadcasts.open_room, KEYS, "津味小店")).room
    things = await goings_on(database, room)
    await database.write(manners.mute, room, "muted", "", minutes=None, reason="", by="s1")
    floor = Floor(
        database, bus, KEYS, clock,
        edge_of=lambda _: None, show_of=lambda _: "", beside=lambda _room, _seated: 0, watched=tuple,
        private=lambda _: False,
    )  # fmt: skip
    await floor.start()
    limits = Limits(linger_seconds=0.2)
    edge = Edge(Nothing(), Nothing(), clock, health=lambda: True, metrics=lambda: b"", rooms=floor.hub, limits=limits)
    address = await edge.start(Address("127.0.0.1:0"))
    house = House(floor, edge, address.port, room, things)
    refuse = Hearing._refuse

    def noting(sitting, head, problem: Problem) -> None:
        if problem.status >= 500:
            house.faults.append(f"{head} as {sitting.seat.viewer}: {problem!r}")
        refuse(sitting, head, problem)

    monkeypatch.setattr(Hearing, "_refuse", staticmethod(noting))
    async with Tasks(clock) as tasks:
        for name, work in floor.works.items():
            tasks.start(name, work)
        yield house
        crashes = {name: count for name, count in tasks.crashes.items() if count}
    await edge.stop()
    await floor.stop()
    assert crashes == {}


async def goings_on(database, room: str) -> dict[str, str]:
    await database.write(put_on_shelf, "s1", 1990, 500, {})
    await database.write(shelf.put, room, "p-s1")
    plan = flash_sales.Plan(room=room, sku="s1", price=990, quantity=200, lasts=timedelta(minutes=9))
    poll = NewRound(kind="poll", title="口味", options=["原味", "芝麻"], lasts=600)
    packets = PrizeWanted(kind="points", points=5000, count=100)
    rain = NewRound(kind="red-packets", title="红包雨", prizes=[packets], lasts=600, members=False)
    bag = NewRound(
        kind="lottery", title="福袋", prizes=[PrizeWanted(kind="points", points=5)], rule="keyword", keyword="福袋",
        members=False, lasts=600,
    )  # fmt: skip
    seat, _ = await database.write(stage.invite, room, "lin")
    await database.write(stage.agree, seat, "吴掌柜", stage.CONSENT)
    await database.write(stage.admit, seat)
    await database.write(stage.came, seat)
    rounds = [await database.write(play.open_round, KEYS, room, one, by="op") for one in (poll, rain, bag)]
    return {
        "product": "p-s1",
        "sale": await database.write(flash_sales.announce, plan, "lin"),
        "battle": await database.write(battles.begin, room, battles.Terms(seat, 180, 60, "唱一首歌"), "lin"),
        **dict(zip(("poll", "packets", "lottery"), rounds, strict=True)),
    }


async def speak(house: House, chance: random.Random, number: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    token = house.token(chance.choice(ROLES), number)
    writer.write(UPGRADE.format(room=house.room, token=token).encode())
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
    with suppress(ConnectionError):
        for _ in range(chance.randint(1, 9)):
            writer.write(wired(chance, house.hears(chance)))
        await writer.drain()
        await asyncio.sleep(chance.choice((0, 0.01, 0.05)))
    if chance.random() < 0.5:
        writer.transport.abort()
    else:
        writer.close()


async def listened(house: House, told: list[str], answered: list[int]) -> None:
    """A quiet neighbour: keeps what lasts, and asks for the time now and then."""
    address = f"ws://127.0.0.1:{house.port}/rooms/{house.room}?token={house.token('member', 0)}"
    with suppress(ConnectionClosed):
        async with connect(address, ping_interval=None) as socket:
            async for frame in socket:
                said = json.loads(frame)
                if said.get("type") == "welcome" or "ok" in said:
                    answered.append(1)
                    await asyncio.sleep(0.3)
                    await socket.send('{"type":"ping","ref":"now"}')
                told += [fact["comment"] for fact in said.get("events", ()) if fact["type"] == "CommentRecalled"]


async def directly(house: House, chance: random.Random) -> int:
    """The handlers as they are, without what the hub lets nobody do."""
    kinds = house.floor.hub._hearing._kinds

    async def say(body: bytes) -> bool:
        try:
            handler = kinds[msgspec.json.decode(body, type=Head).type].handler
        except (*UNREADABLE, KeyError):
            return False
        seat = house.seat(chance.choice(ROLES), chance.randrange(500))
        try:
            await handler(seat, body)
        except Problem as problem:
            if problem.status >= 500:
                house.faults.append(f"{body!r}: {problem!r}")
        except UNREADABLE:
            pass
        except Exception as error:  # noqa: BLE001 - all are collected
            house.faults.append(f"{body!r}: {error!r}")
        return True

    heard = 0
    for _ in range(DIRECTLY // 1000):
        frames = [frame for frame in (house.hears(chance) for _ in range(1000)) if not has_nul(frame)]
        heard += sum(await asyncio.gather(*map(say, frames)))
    return heard


async def test_nothing_that_is_said_breaks_a_handler(house, bus, caplog, capsys, eventually):
    caplog.set_level(logging.WARNING)
    broken = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: broken.append(context))
    chance = random.Random(SEED)
    told: list[str] = []
    answered: list[int] = []
    neighbour = asyncio.create_task(listened(house, told, answered))
    async with asyncio.timeout(50):
        await eventually(lambda: answered)
        heard = await directly(house, chance)
        for number in range(FACTS):
            await asyncio.gather(*(speak(house, chance, AT_ONCE * number + one) for one in range(AT_ONCE)))
            bus.publish(CommentRecalled(room=house.room, comment=f"fact-{number}"))
        bus.publish(CommentRecalled(room=house.room, comment="the last"))
        await eventually(lambda: "the last" in told)
    neighbour.cancel()
    with capsys.disabled():
        print(  # noqa: T201
            f"\nroom: {heard:,} frames to real handlers, {FACTS * AT_ONCE:,} sockets of five kinds of people, "
            f"{house.floor.hub.refused:,} refused by the hub, 0 faults, {len(told)} of {FACTS + 1} facts heard beside"
        )
    assert house.faults == []
    assert broken == []
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert told == [*(f"fact-{number}" for number in range(FACTS)), "the last"]
    assert len(answered) > 3
