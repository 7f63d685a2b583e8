"""What the rows say of a stage is told to the room's worker, and what the worker says of guests to the rows."""

from pathlib import Path

import pytest

from appliance.events import BroadcastEnded
from appliance.keys import Keys
from media.broadcasts import actions as broadcasts
from media.stage.seats import actions, reads
from media.stage.seats.problems import SeatOver
from media.stage.stages import Stages
from media.webrtc.wire import Guest, Scene


class Workers:
    """Takes scenes, as `Studios` does, without a process behind it."""

    def __init__(self) -> None:
        self.scenes: list[tuple[str, Scene]] = []
        self.joined: list[tuple[str, str]] = []
        self.watching: list[tuple[str, str]] = []
        self.gone = False
        self.otherwise: set[str] = set()

    async def arrange(self, room: str, scene: Scene) -> None:
        if self.gone:
            raise OSError("it has just ended")
        self.scenes.append((room, scene))

    def is_pushed_otherwise(self, room: str) -> bool:
        return room in self.otherwise

    async def join(self, room: str, seat: str, sdp: str, hears: Stages) -> str:
        self.joined.append((room, seat))
        hears.came(seat)
        return sdp

    async def watch(self, room: str, sdp: str, chair: str) -> str:
        self.watching.append((room, chair))
        await self.meanwhile()
        return sdp

    async def meanwhile(self) -> None:
        pass


@pytest.fixture
async def room(sqlite_database, tmp_path: Path) -> str:
    return (await sqlite_database.write(broadcasts.open_room, Keys.of(tmp_path), "茶铺")).room


@pytest.fixture
def workers() -> Workers:
    return Workers()


@pytest.fixture
async def stages(sqlite_database, bus, clock, workers):
    stages = Stages(sqlite_database, bus, clock, workers)
    await stages.start()
    yield stages
    await stages.stop()


async def seated(database, room, name="吴掌柜") -> str:
    seat, _ = await database.write(actions.invite, room, "lin")
    await database.write(actions.agree, seat, name, actions.CONSENT)
    await database.write(actions.admit, seat)
    return seat


async def away(database, seat) -> bool:
    async with database.read() as session:
        return (await reads.seat(session, seat)).away_at is not None


async def why_over(database, seat) -> str:
    async with database.read() as session:
        return (await reads.seat(session, seat)).reason


async def test_who_is_let_on_stage_is_told_to_the_worker(sqlite_database, stages, workers, room, eventually):
    seat = await seated(sqlite_database, room)
    await eventually(lambda: room in stages._changed)
    await stages.look()
    assert workers.scenes[-1] == (room, Scene("side", None, "茶铺", (Guest(seat, "吴掌柜"),)))
    await sqlite_database.write(actions.set_muted, seat, True)
    await sqlite_database.write(actions.set_camera_off, seat, True)
    await sqlite_database.write(actions.arrange, room, "grid", portrait=True)
    await stages.tell(room)
    assert workers.scenes[-1][1] == Scene("grid", True, "茶铺", (Guest(seat, "吴掌柜", muted=True, camera=False),))
    await sqlite_database.write(actions.dismiss, seat)
    await stages.tell(room)
    assert workers.scenes[-1][1].guests == ()


async def test_a_guest_who_comes_and_goes_is_written_down(sqlite_database, stages, workers, room, eventually):
    seat = await seated(sqlite_database, room)
    assert await stages.join(seat, "an offer") == "an offer"
    assert workers.joined == [(room, seat)]

    async def here() -> bool:
        return not await away(sqlite_database, seat)

    async def gone() -> bool:
        return await away(sqlite_database, seat)

    await eventually(here)
    stages.went(seat)
    await eventually(gone)


@pytest.mark.parametrize("way", [Stages.join, Stages.listen])
async def test_who_has_no_seat_neither_joins_nor_watches(sqlite_database, stages, workers, room, way):
    seat, _ = await sqlite_database.write(actions.invite, room, "lin")
    await sqlite_database.write(actions.agree, seat, "吴掌柜", actions.CONSENT)
    with pytest.raises(SeatOver):
        await way(stages, seat, "an offer")
    await sqlite_database.write(actions.admit, seat)
    assert await way(stages, seat, "an offer") == "an offer"
    asked = [(room, seat)]
    await sqlite_database.write(actions.dismiss, seat)
    with pytest.raises(SeatOver):
        await way(stages, seat, "an offer")
    assert workers.joined + workers.watching == asked


async def test_who_is_sent_off_while_he_asks_to_watch_is_hung_up(sqlite_database, stages, workers, room):
    seat = await seated(sqlite_database, room)
    workers.meanwhile = lambda: sqlite_database.write(actions.dismiss, seat)
    await stages.listen(seat, "an offer")
    assert workers.scenes[-1] == (room, Scene("side", None, "茶铺")), "told of after he began to watch"


async def test_after_a_restart_those_on_stage_have_half_a_minute(sqlite_database, bus, clock, workers, room):
    seat = await seated(sqlite_database, room)
    await sqlite_database.write(actions.came, seat)
    again = Stages(sqlite_database, bus, clock, workers)
    await again.start()
    assert await away(sqlite_database, seat)
    await again.look()
    assert workers.scenes[-1][1].guests[0].chair == seat
    await clock.advance(actions.AWAY.total_seconds())
    await again.look()
    assert await why_over(sqlite_database, seat) == "lost"
    await again.stop()


async def test_after_a_restart_who_rings_and_whom_nobody_let_in_is_not_kept_waiting(
    sqlite_database, bus, clock, workers, room
):
    unused, _ = await sqlite_database.write(actions.invite, room, "lin")
    ringing, _ = await sqlite_database.write(actions.invite, room, "lin")
    await sqlite_database.write(actions.agree, ringing, "吴掌柜", actions.CONSENT)
    again = Stages(sqlite_database, bus, clock, workers)
    await again.start()
    await clock.advance(actions.RINGING.total_seconds())
    await again.look()
    async with sqlite_database.read() as session:
        assert (await reads.seat(session, ringing)).state == "waiting"
    await clock.advance(actions.LINK.total_seconds())
    await again.look()
    assert [await why_over(sqlite_database, seat) for seat in (unused, ringing)] == ["expired", "expired"]
    await again.stop()


async def test_when_a_show_ends_its_stage_is_empty(sqlite_database, bus, stages, room, eventually):
    seat = await seated(sqlite_database, room)
    bus.publish(BroadcastEnded(room=room, broadcast="show"))

    async def over() -> bool:
        return await why_over(sqlite_database, seat) == "over"

    await eventually(over)


async def test_a_guest_whose_sending_off_nobody_heard_of_is_off_the_stage_soon(sqlite_database, stages, workers, room):
    seat = await seated(sqlite_database, room)
    await stages.tell(room)
    stages._ear.close()
    await sqlite_database.write(actions.dismiss, seat)
    stages._changed.clear()
    await stages.reread()
    await stages.look()
    assert workers.scenes[-1] == (room, Scene("side", None, "茶铺"))


async def test_guests_whose_host_goes_on_by_rtmp_leave_the_stage_after_a_while(
    sqlite_database, stages, workers, room, clock
):
    seat = await seated(sqlite_database, room)
    await sqlite_database.write(actions.came, seat)
    invited, _ = await sqlite_database.write(actions.invite, room, "lin")
    await stages.tell(room)
    workers.otherwise = {room}
    await stages.look()
    await clock.advance(actions.AWAY.total_seconds() - 1)
    await stages.look()
    assert await why_over(sqlite_database, seat) == ""
    await clock.advance(1)
    await stages.look()
    assert await why_over(sqlite_database, seat) == actions.UNSHARED
    assert await why_over(sqlite_database, invited) == "", "he may come when the host is back"


async def test_a_host_who_comes_back_in_time_finds_his_guests_where_they_were(
    sqlite_database, stages, workers, room, clock
):
    seat = await seated(sqlite_database, room)
    await sqlite_database.write(actions.came, seat)
    await stages.tell(room)
    for otherwise in ({room}, set(), {room}):
        workers.otherwise = otherwise
        await stages.look()
        await clock.advance(actions.AWAY.total_seconds() - 1)
    await stages.look()
    assert await why_over(sqlite_database, seat) == ""


async def test_a_stage_that_cannot_be_told_keeps_no_other_from_it(sqlite_database, stages, workers, room):
    await seated(sqlite_database, room)
    stages._changed = {"no such room", room, "nor this"}
    await stages.look()
    assert [told for told, _ in workers.scenes] == [room]


async def test_a_worker_that_has_just_ended_is_told_later_and_stops_nothing(sqlite_database, stages, workers, room):
    await seated(sqlite_database, room)
    workers.gone = True
    await stages.tell(room)
    workers.gone = False
    await stages.tell(room)
    assert len(workers.scenes) == 1
