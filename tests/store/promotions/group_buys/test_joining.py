"""Teams are opened and joined; each seat is somebody's for a quarter of an hour."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event

from appliance.events import GroupBuyCounted, TeamMoved
from store.catalogue.actions import SoldOut
from store.promotions.group_buys import actions, reads
from store.promotions.group_buys.models import Team
from store.promotions.group_buys.problems import (
    GroupBuyNotFound,
    GroupBuyNotOpen,
    GroupBuyOver,
    GroupBuySoldOut,
    InAlready,
    TeamFull,
    TeamNotFound,
    TeamOver,
    TeamWaits,
    TooManyForOne,
)
from tests.store.promotions.group_buys.conftest import ROOM


async def test_who_opens_a_team_sits_in_it_and_takes_the_pieces_of_all_its_seats(begun, opens, rows, heard):
    group_buy = await begun(size=3, per_member=2)
    team, _ = await opens(group_buy, quantity=1)
    found = await rows(group_buy)
    assert (found["left"], found["teams"], found["seats"]) == (4, [("open", 0, 1)], [("m1", "taken")])
    assert [(one.member, one.team, one.state) for one in heard(TeamMoved)] == [("m1", team, "taken")]


async def test_a_team_is_opened_between_the_first_and_the_last_moment(begun, opens, clock):
    group_buy = await begun(opens_at=clock.now() + timedelta(hours=1), lasts=timedelta(hours=1))
    with pytest.raises(GroupBuyNotOpen):
        await opens(group_buy)
    await clock.advance(7200)
    with pytest.raises(GroupBuyOver):
        await opens(group_buy)
    with pytest.raises(GroupBuyNotFound):
        await opens("none")


async def test_a_person_sits_in_one_team_of_a_group_buy(begun, led, opens, joins):
    group_buy, team, _ = await led()
    with pytest.raises(InAlready):
        await opens(group_buy, "m1")
    with pytest.raises(InAlready):
        await joins(team, "m1")


async def test_a_person_takes_no_more_than_the_limit(begun, opens):
    group_buy = await begun(per_member=2)
    for quantity in (0, 3):
        with pytest.raises(TooManyForOne):
            await opens(group_buy, quantity=quantity)


async def test_a_team_can_be_joined_once_somebody_in_it_has_paid(begun, opens, joins, pays):
    team, claim = await opens(await begun())
    with pytest.raises(TeamWaits):
        await joins(team)
    await pays("m1", claim)
    assert await joins(team)
    with pytest.raises(TeamNotFound):
        await joins("none")


async def test_of_two_who_want_the_last_seat_at_once_one_is_told_that_it_is_gone(led, joins, rows):
    group_buy, team, _ = await led()
    came = await asyncio.gather(joins(team, "m2"), joins(team, "m3"), return_exceptions=True)
    assert sorted(isinstance(one, TeamFull) for one in came) == [False, True]
    assert (await rows(group_buy))["teams"] == [("open", 1, 1)]


async def test_one_who_taps_twice_at_once_sits_once(led, joins, rows):
    group_buy, team, _ = await led(size=3)
    came = await asyncio.gather(joins(team, "m2"), joins(team, "m2"), return_exceptions=True)
    assert sorted(isinstance(one, InAlready) for one in came) == [False, True]
    assert (await rows(group_buy))["teams"] == [("open", 1, 1)]


async def test_who_is_too_late_hears_that_the_team_is_full_or_over(led, joins, pays, begun, opens, clock):
    _, team, _ = await led()
    await pays("m2", await joins(team, "m2"))
    with pytest.raises(TeamFull):
        await joins(team, "m3")
    other, claim = await opens(await begun(stocked=True, hours=1))
    await pays("m1", claim)
    await clock.advance(3600 - 59)
    with pytest.raises(TeamOver):
        await joins(other, "m3")


async def test_no_team_is_opened_for_which_the_pieces_do_not_suffice(begun, opens):
    group_buy = await begun(quantity=3)
    await opens(group_buy)
    with pytest.raises(GroupBuySoldOut):
        await opens(group_buy, "m2")


async def test_what_is_not_in_stock_is_not_promised(begun, opens):
    with pytest.raises(SoldOut):
        await opens(await begun(pieces=0))


async def test_a_team_goes_on_when_its_group_buy_is_over(led, joins, pays, database, rows, opens):
    group_buy, team, _ = await led()
    await database.write(actions.end, group_buy, "staff")
    with pytest.raises(GroupBuyOver):
        await opens(group_buy, "m3")
    await pays("m2", await joins(team))
    assert (await rows(group_buy))["teams"] == [("full", 2, 0)]


async def test_a_seat_that_is_not_ordered_in_time_is_free_again(led, joins, database, rows, clock, heard):
    group_buy, team, _ = await led()
    await joins(team, "m2")
    await clock.advance(15 * 60)
    assert (await database.write(actions.lapse)).done == 1
    assert (await rows(group_buy))["seats"] == [("m1", "paid"), ("m2", "lapsed")]
    assert heard(TeamMoved)[-1].state == "lapsed"
    assert await joins(team, "m3")
    assert await rows(group_buy)


async def test_a_team_that_nobody_pays_for_is_over_at_once(begun, opens, database, rows, clock):
    group_buy = await begun()
    await opens(group_buy)
    await clock.advance(15 * 60)
    assert (await database.write(actions.lapse)).done == 1
    found = await rows(group_buy)
    assert (found["left"], found["teams"]) == (10, [("failed", 0, 0)])
    assert await opens(group_buy, "m1")


async def test_the_room_hears_which_team_lacks_the_fewest(led, heard):
    _, team, _ = await led(size=3)
    told = heard(GroupBuyCounted)[-1]
    assert (told.room, told.team, told.missing, told.waiting, told.full, told.left) == ("room1", team, 2, 1, 0, 7)


async def test_a_team_whose_last_place_is_being_paid_is_not_offered_to_others(led, joins, heard, rows, clock, database):
    group_buy, team, _ = await led()
    await joins(team, "m2")
    told = heard(GroupBuyCounted)[-1]
    assert (told.waiting, told.team, (await rows(group_buy))["standing"].waiting) == (0, "", 0)
    await clock.advance(15 * 60)
    await database.write(actions.lapse)
    told = heard(GroupBuyCounted)[-1]
    assert (told.waiting, told.team, (await rows(group_buy))["standing"].waiting) == (1, team, 1)


async def test_a_guest_who_turns_out_to_be_a_member_keeps_the_seat(led, joins, database, rows):
    group_buy, team, _ = await led(size=3)
    await joins(team, "guest")
    await database.write(actions.adopt, "guest", "m2")
    assert (await rows(group_buy))["seats"] == [("m1", "paid"), ("m2", "taken")]
    await joins(team, "guest")
    await database.write(actions.adopt, "guest", "m1")
    assert (await rows(group_buy))["seats"] == [("guest", "lapsed"), ("m1", "paid"), ("m2", "taken")]


async def test_a_team_keeps_its_leader_when_the_member_sits_in_another(led, opens, pays, database):
    group_buy, team, _ = await led(size=3)
    _, claim = await opens(group_buy, "m2")
    await pays("m2", claim)
    await database.write(actions.adopt, "m1", "m2")
    async with database.read() as session:
        found, seats = await reads.team(session, team)
    assert [seat.member for seat in seats] == [found.leader]


async def test_who_wants_to_be_forgotten_gives_up_what_was_not_ordered(led, joins, database, rows):
    group_buy, team, _ = await led(size=3)
    await joins(team, "m2")
    await database.write(actions.forget, "m2")
    await database.write(actions.forget, "m1")
    assert (await rows(group_buy))["seats"] == [("m1", "paid"), ("m2", "lapsed")]


@pytest.fixture
def loaded() -> Iterator[list[Team]]:
    """Teams that were read as whole rows."""
    found: list[Team] = []

    def note(team: Team, _: object) -> None:
        found.append(team)

    event.listen(Team, "load", note)
    yield found
    event.remove(Team, "load", note)


async def test_of_many_teams_a_viewer_is_told_of_a_few_and_no_more_are_read(
    begun, opens, pays, database, clock, loaded
):
    group_buy = await begun(quantity=20, pieces=20)
    for number in range(8):
        _, claim = await opens(group_buy, f"m{number}")
        await pays(f"m{number}", claim)
    async with database.read() as session:
        (found,) = await reads.of_room(session, ROOM, clock.now())
    assert (found.waiting, len(found.teams), len(loaded)) == (8, reads.MOST_TEAMS, reads.MOST_TEAMS)
