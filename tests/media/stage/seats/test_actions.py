"""A guest's way onto the stage and off it: each step once, in time, and remembered."""

from datetime import timedelta
from pathlib import Path

import pytest

from appliance.bus import LocalBus
from appliance.db import Database
from appliance.events import Event, GuestLeft, GuestRang, GuestSeated
from appliance.keys import Keys
from media.broadcasts import actions as broadcasts
from media.broadcasts.actions import RoomNotFound
from media.stage.seats import actions, reads
from media.stage.seats.problems import (
    ConsentMissing,
    LayoutUnknown,
    LinkExpired,
    LinkUsed,
    NameUnusable,
    NotRinging,
    SeatNotFound,
    SeatOver,
    StageFull,
    TooManyInvited,
)


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> str:
    return (await database.write(broadcasts.open_room, Keys.of(tmp_path), "茶铺")).room


@pytest.fixture
async def told(bus: LocalBus) -> list[Event]:
    facts: list[Event] = []
    bus.listen(facts.append, (GuestRang, GuestSeated, GuestLeft), name="test")
    return facts


async def invited(database, room) -> str:
    seat, _ = await database.write(actions.invite, room, "lin")
    return seat


async def rung(database, room, name="吴掌柜") -> str:
    seat = await invited(database, room)
    await database.write(actions.agree, seat, name, actions.CONSENT)
    return seat


async def seated(database, room, name="吴掌柜") -> str:
    seat = await rung(database, room, name)
    await database.write(actions.admit, seat)
    return seat


async def state(database, seat) -> tuple[str, str]:
    async with database.read() as session:
        found = await reads.seat(session, seat)
        return found.state, found.reason


async def test_a_guest_is_invited_agrees_rings_and_is_let_on_stage(database, room, told, eventually, clock):
    seat = await seated(database, room)
    await eventually(lambda: [type(fact) for fact in told] == [GuestRang, GuestSeated])
    assert told[1] == GuestSeated(room=room, seat=seat, name="吴掌柜")
    async with database.read() as session:
        found = await reads.seat(session, seat)
        assert [one.id for one in await reads.on_stage(session, room)] == [seat]
    assert (found.consent, found.consented_at, found.invited_by) == (actions.CONSENT, clock.now(), "lin")


async def test_a_link_is_good_for_one_browser_only(database, room):
    seat = await rung(database, room)
    with pytest.raises(LinkUsed):
        await database.write(actions.agree, seat, "别人", actions.CONSENT)
    async with database.read() as session:
        mark = (await reads.seat(session, seat)).mark
        assert (await reads.seat(session, seat, mark)).name == "吴掌柜"
        with pytest.raises(LinkUsed):
            await reads.seat(session, seat, "another")


async def test_a_link_that_was_not_used_for_a_quarter_of_an_hour_is_worth_nothing(database, room, clock):
    seat = await invited(database, room)
    await clock.advance(actions.LINK.total_seconds())
    with pytest.raises(LinkExpired):
        await database.write(actions.agree, seat, "吴掌柜", actions.CONSENT)
    await database.write(actions.lapse)
    assert await state(database, seat) == ("over", "expired")
    with pytest.raises(LinkExpired):
        await database.write(actions.agree, seat, "吴掌柜", actions.CONSENT)


@pytest.mark.parametrize(("name", "consent", "problem"), [
    ("", "1", NameUnusable), ("长" * 13, "1", NameUnusable), ("  ", "1", NameUnusable), ("吴掌柜", "0", ConsentMissing),
])  # fmt: skip
async def test_nobody_comes_on_stage_without_a_name_and_an_agreement(database, room, name, consent, problem):
    seat = await invited(database, room)
    with pytest.raises(problem):
        await database.write(actions.agree, seat, name, consent)
    assert await state(database, seat) == ("invited", "")


async def test_who_rings_unheard_may_ring_again(database, room, clock):
    seat = await rung(database, room)
    await clock.advance(actions.RINGING.total_seconds())
    with pytest.raises(NotRinging):
        await database.write(actions.admit, seat)
    assert await database.write(actions.lapse) == 1
    assert await state(database, seat) == ("waiting", "")
    await database.write(actions.ring, seat)
    await database.write(actions.admit, seat)
    assert await state(database, seat) == ("seated", "")


async def test_a_fourth_guest_waits_until_one_has_left(database, room):
    first = [await seated(database, room, f"嘉宾{n}") for n in range(3)]
    fourth = await rung(database, room)
    with pytest.raises(StageFull):
        await database.write(actions.admit, fourth)
    await database.write(actions.decline, first[0])
    await database.write(actions.admit, fourth)


@pytest.mark.parametrize(("step", "action", "reason"), [
    (invited, actions.dismiss, "withdrawn"), (rung, actions.dismiss, "refused"), (seated, actions.dismiss, "removed"),
    (invited, actions.decline, "declined"), (rung, actions.decline, "declined"), (seated, actions.decline, "left"),
])  # fmt: skip
async def test_a_seat_ends_once_for_the_reason_that_came_first(database, room, told, step, action, reason, eventually):
    seat = await step(database, room)
    for _ in range(2):
        await database.write(action, seat)
    await database.write(actions.dismiss, seat)
    assert await state(database, seat) == ("over", reason)
    left = [GuestLeft(room=room, seat=seat, name="吴掌柜", reason=reason)] if step is seated else []
    await eventually(lambda: [fact for fact in told if isinstance(fact, GuestLeft)] == left)
    for late in (actions.ring, actions.came):
        with pytest.raises(SeatOver):
            await database.write(late, seat)


async def test_a_guest_whose_connection_broke_keeps_the_seat_for_half_a_minute(database, room, clock):
    seat = await seated(database, room)
    await database.write(actions.came, seat)
    await clock.advance(100)
    await database.write(actions.went, seat)
    await clock.advance(actions.AWAY.total_seconds() - 1)
    assert await database.write(actions.lapse) == 0
    await database.write(actions.came, seat)
    await clock.advance(100)
    assert await database.write(actions.lapse) == 0
    await database.write(actions.went, seat)
    await clock.advance(actions.AWAY.total_seconds())
    await database.write(actions.lapse)
    assert await state(database, seat) == ("over", "lost")


async def test_who_was_let_in_and_never_comes_loses_the_seat(database, room, clock):
    seat = await seated(database, room)
    await clock.advance(actions.AWAY.total_seconds())
    await database.write(actions.lapse)
    assert await state(database, seat) == ("over", "lost")


async def test_sound_and_picture_are_taken_and_given_back(database, room):
    seat = await seated(database, room)
    await database.write(actions.set_muted, seat, True)
    await database.write(actions.set_camera_off, seat, True)
    await database.write(actions.set_muted, seat, False)
    async with database.read() as session:
        found = await reads.seat(session, seat)
    assert (found.muted, found.camera_off) == (False, True)


async def test_when_the_show_is_over_nobody_stays_on_stage(database, room, told, eventually):
    seats = [await seated(database, room), await rung(database, room), await invited(database, room)]
    await database.write(actions.clear, room)
    assert [await state(database, seat) for seat in seats] == [
        ("over", "over"),
        ("over", "expired"),
        ("over", "expired"),
    ]
    await eventually(lambda: sum(isinstance(fact, GuestLeft) for fact in told) == 1)


async def test_a_stage_is_laid_out_and_stays_so(database, room):
    async with database.read() as session:
        assert await reads.laid(session, room) == reads.Laid("side", portrait=None)
    for layout, portrait in (("grid", False), ("corner", True)):
        await database.write(actions.arrange, room, layout, portrait=portrait)
        async with database.read() as session:
            assert await reads.laid(session, room) == reads.Laid(layout, portrait)
    with pytest.raises(LayoutUnknown):
        await database.write(actions.arrange, room, "pile", portrait=False)


async def test_what_is_not_there_is_told_of(database, room):
    for action in (actions.ring, actions.admit, actions.dismiss, actions.came):
        with pytest.raises(SeatNotFound):
            await database.write(action, "nowhere")
    with pytest.raises(RoomNotFound):
        await database.write(actions.invite, "nowhere", "lin")
    with pytest.raises(RoomNotFound):
        await database.write(actions.arrange, "nowhere", "side", portrait=False)


async def test_invitations_do_not_pile_up(database, room, clock):
    for _ in range(actions.MOST_INVITED):
        await invited(database, room)
    with pytest.raises(TooManyInvited):
        await invited(database, room)
    await clock.advance(timedelta(minutes=15).total_seconds())
    await database.write(actions.lapse)
    await invited(database, room)
