"""What every bus promises: in this process, over sockets, over Redis."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from appliance.bus import Bus, LocalBus, SocketBus, open_bus
from appliance.bus.listeners import MOST_UNHEARD
from appliance.bus.redis import RedisBus
from appliance.config import Config
from appliance.events import Event, HostLost, RoomOpened, StaffJoined, ViewersCounted

Eventually = Callable[[Callable[[], object]], Awaitable[None]]


@pytest.fixture(params=["local", "sockets", "redis"])
async def buses(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Bus, Bus]]:
    """Where the first is published on, and where it is heard."""
    near: Bus
    far: Bus
    if request.param == "local":
        near = far = LocalBus()
    elif request.param == "sockets":
        near, far = SocketBus(tmp_path / "run", "web"), SocketBus(tmp_path / "run", "live")
    else:
        url = request.getfixturevalue("redis_url")
        near, far = RedisBus(url), RedisBus(url)
    await far.start()
    await near.start()
    yield near, far
    await near.stop()
    await far.stop()


def opened(number: int) -> RoomOpened:
    return RoomOpened(room=f"r{number}", title="开张")


async def test_what_one_says_the_other_hears_in_order(buses: tuple[Bus, Bus], eventually: Eventually) -> None:
    near, far = buses
    heard: list[Event] = []
    far.listen(heard.append, name="test")
    for number in range(500):
        near.publish(opened(number))
    await eventually(lambda: len(heard) == 500)
    assert heard == [opened(number) for number in range(500)]


async def test_the_own_process_hears_once(buses: tuple[Bus, Bus], eventually: Eventually) -> None:
    near, far = buses
    heard: list[Event] = []
    far_heard: list[Event] = []
    near.listen(heard.append, name="near")
    far.listen(far_heard.append, name="far")
    near.publish(opened(1))
    await eventually(lambda: heard and far_heard)
    await asyncio.sleep(0.05)
    assert heard == [opened(1)]


async def test_a_listener_hears_only_its_kinds(buses: tuple[Bus, Bus], eventually: Eventually) -> None:
    near, far = buses
    rooms: list[Event] = []
    lost_or_staff: list[Event] = []
    far.listen(rooms.append, RoomOpened, name="rooms")
    far.listen(lost_or_staff.append, (HostLost, StaffJoined), name="two kinds")
    joined = StaffJoined(staff="s", login="li", role="host")
    lost = HostLost(room="r", broadcast="b")
    for event in (opened(1), ViewersCounted(room="r", viewers=1), joined, lost):
        near.publish(event)
    await eventually(lambda: len(lost_or_staff) == 2)
    assert (rooms, lost_or_staff) == ([opened(1)], [joined, lost])


async def test_a_failing_listener_harms_nobody_and_is_logged_with_the_event(
    buses: tuple[Bus, Bus], eventually: Eventually, caplog: pytest.LogCaptureFixture
) -> None:
    near, far = buses
    heard: list[Event] = []

    async def fail(event: Event) -> None:
        raise ValueError("a bad day")

    far.listen(fail, name="unlucky")
    far.listen(heard.append, name="lucky")
    near.publish(opened(1))
    near.publish(opened(2))
    await eventually(lambda: len(heard) == 2 and caplog.text.count("ValueError: a bad day") == 2)
    assert "unlucky" in caplog.text
    assert "r2" in caplog.text


async def test_a_lagging_listener_loses_the_oldest_and_holds_nobody_up(
    buses: tuple[Bus, Bus], eventually: Eventually
) -> None:
    near, far = buses
    heard: list[Event] = []
    late: list[Event] = []
    go_on = asyncio.Event()

    async def lag(event: Event) -> None:
        await go_on.wait()
        late.append(event)

    lagging = far.listen(lag, name="lagging")
    quick = far.listen(heard.append, name="quick")
    for number in range(MOST_UNHEARD + 1000):
        near.publish(opened(number))
        if number % 500 == 0:
            await asyncio.sleep(0.02)
    last = opened(MOST_UNHEARD + 999)
    await eventually(lambda: heard and heard[-1] == last)
    assert quick.dropped == 0
    assert len(heard) == MOST_UNHEARD + 1000
    go_on.set()
    await eventually(lambda: late and late[-1] == last)
    assert lagging.dropped == MOST_UNHEARD + 1000 - len(late)
    assert lagging.dropped >= 999


async def test_a_closed_subscription_hears_no_more(buses: tuple[Bus, Bus], eventually: Eventually) -> None:
    near, far = buses
    heard: list[Event] = []
    other: list[Event] = []
    subscription = far.listen(heard.append, name="closing")
    far.listen(other.append, name="other")
    near.publish(opened(1))
    await eventually(lambda: heard)
    subscription.close()
    subscription.close()
    near.publish(opened(2))
    await eventually(lambda: len(other) == 2)
    assert heard == [opened(1)]


async def test_a_listener_may_close_itself(buses: tuple[Bus, Bus], eventually: Eventually) -> None:
    near, far = buses
    heard: list[Event] = []

    async def once(event: Event) -> None:
        heard.append(event)
        subscription.close()

    subscription = far.listen(once, name="once")
    near.publish(opened(1))
    near.publish(opened(2))
    await eventually(lambda: heard)
    await asyncio.sleep(0.05)
    assert heard == [opened(1)]


async def test_a_stopped_bus_leaves_no_task_behind(tmp_path: Path) -> None:
    before = asyncio.all_tasks()
    bus = SocketBus(tmp_path, "web")
    await bus.start()
    bus.listen(print, name="test")
    await bus.stop()
    assert asyncio.all_tasks() == before


async def test_the_bus_is_chosen_by_the_configuration(tmp_path: Path, redis_url: str) -> None:
    assert isinstance(open_bus(Config(data=tmp_path), "web"), SocketBus)
    assert isinstance(open_bus(Config(data=tmp_path, redis=redis_url), "web"), RedisBus)
