"""The bus over Redis: whoever loses it finds it again."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import urlsplit

import pytest

from appliance.bus.redis import MOST_UNSENT, RedisBus
from appliance.events import Event, RoomOpened

Eventually = Callable[[Callable[[], object]], Awaitable[None]]


class Cable:
    """A way to the real Redis that can be pulled out and plugged in."""

    def __init__(self, url: str) -> None:
        self._far = urlsplit(url)
        self._writers: set[asyncio.StreamWriter] = set()
        self._plugged = True

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"redis://127.0.0.1:{port}{self._far.path}"

    def pull(self) -> None:
        self._plugged = False
        for writer in self._writers:
            writer.transport.abort()

    def plug(self) -> None:
        self._plugged = True

    async def stop(self) -> None:
        self.pull()
        self._server.close()
        await asyncio.sleep(0.05)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._plugged:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection(self._far.hostname, self._far.port)
        self._writers |= {writer, far_writer}
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        self._writers -= {writer, far_writer}


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
    except OSError:
        pass
    finally:
        writer.transport.abort()


@pytest.fixture
async def cable(redis_url: str) -> AsyncIterator[Cable]:
    cable = Cable(redis_url)
    await cable.start()
    yield cable
    await cable.stop()


def opened(number: int) -> RoomOpened:
    return RoomOpened(room=f"r{number}", title="")


async def test_a_lost_redis_is_found_again(cable: Cable, redis_url: str, eventually: Eventually) -> None:
    heard: list[Event] = []
    steady, shaky = RedisBus(redis_url), RedisBus(cable.url)
    await steady.start()
    await shaky.start()
    shaky.listen(heard.append, name="test")
    steady.publish(opened(1))
    await eventually(lambda: heard == [opened(1)])
    cable.pull()
    await asyncio.sleep(0.05)
    cable.plug()

    def said_again() -> bool:
        steady.publish(opened(2))
        return opened(2) in heard

    await eventually(said_again)
    await shaky.stop()
    await steady.stop()


async def test_what_is_told_in_one_go_is_heard_in_one_go(redis_url: str) -> None:
    """A room then tells it in one frame, as where there is one box only."""
    near, far = RedisBus(redis_url), RedisBus(redis_url)
    turns: list[int] = []

    def heard(event: Event) -> None:
        turns.append(turn)

    turn = 0
    await far.start()
    await near.start()
    far.listen(heard, RoomOpened, name="test")
    for number in range(250):
        near.publish(RoomOpened(room=f"r{number}", title="多" * 500))  # more than one read brings
    while len(turns) < 250:
        turn += 1
        await asyncio.sleep(0)
    assert len(set(turns)) == 1
    await near.stop()
    await far.stop()


async def test_an_event_that_is_not_understood_costs_nobody_the_others(
    redis_url: str, eventually: Eventually, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[Event] = []
    near, far = RedisBus(redis_url), RedisBus(redis_url)
    await far.start()
    await near.start()
    far.listen(heard.append, name="test")
    near.publish(opened(1))
    near._unsent[0] += b'\n{"type":"OfTomorrow"}\n[1]'
    near.publish(opened(2))
    await eventually(lambda: opened(2) in heard)
    assert heard == [opened(1), opened(2)]
    assert caplog.text.count("passed over") == 2
    await near.stop()
    await far.stop()


async def test_without_redis_the_house_goes_on_and_what_is_unsaid_stays_bounded(
    cable: Cable, eventually: Eventually, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    cable.pull()
    heard: list[Event] = []
    bus = RedisBus(cable.url)
    await bus.start()
    bus.listen(heard.append, name="home")
    for number in range(MOST_UNSENT + 500):
        bus.publish(opened(number))
        if number % 500 == 0:
            await asyncio.sleep(0)
    await eventually(lambda: heard and heard[-1] == opened(MOST_UNSENT + 499))
    assert len(bus._unsent) <= MOST_UNSENT
    assert "Redis does not answer" in caplog.text
    await bus.stop()


async def test_shops_with_different_numbers_do_not_hear_each_other(redis_url: str, eventually: Eventually) -> None:
    ours: list[Event] = []
    theirs: list[Event] = []
    elsewhere = redis_url.rpartition("/")[0] + "/8"
    one, other, neighbour = RedisBus(redis_url), RedisBus(redis_url), RedisBus(elsewhere)
    for bus in (one, other, neighbour):
        await bus.start()
    other.listen(ours.append, name="ours")
    neighbour.listen(theirs.append, name="theirs")
    one.publish(opened(1))
    await eventually(lambda: ours)
    await asyncio.sleep(0.05)
    assert theirs == []
    for bus in (one, other, neighbour):
        await bus.stop()


async def test_it_stops_in_the_middle_of_speaking(redis_url: str) -> None:
    """However often: redis-py swallows a cancellation that comes together with an answer."""
    for _ in range(10):
        bus = RedisBus(redis_url)
        await bus.start()
        for number in range(500):
            bus.publish(opened(number))
            if number % 5 == 0:
                await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await bus.stop()
