"""Teams and bargains become messages to who allowed them, each once."""

from datetime import timedelta

import pytest

from appliance.events import PriceChopped, TeamMoved
from appliance.journal import Entry
from store.promotions.bargains import actions as bargains
from store.promotions.bargains.actions import Friend, Plan
from store.reach import actions, reads
from store.reach.hearing import Ear


@pytest.fixture
def hear(database, clock):
    """The ear hears a fact twice, as after a crash."""
    ear = Ear(database)

    async def tell(fact) -> None:
        for _ in range(2):
            await ear.hear(Entry(1, clock.now(), fact))

    return tell


@pytest.fixture
def haggles(database, sells):
    """``await haggles(member, hours=24)``: they began, with the first of two cuts."""

    async def begin(member: str, hours: int = 24) -> str:
        await sells("s1")
        plan = Plan(room="", sku="s1", floor_price=990, helpers=2, quantity=5, hours=hours)
        bargain = await database.write(bargains.open_bargain, plan, None, "lin")
        return await database.write(bargains.begin, bargain, Friend(member=member))

    return begin


def moved(member: str, state: str, order: str) -> TeamMoved:
    return TeamMoved(room="", member=member, group_buy="g1", team="t1", state=state, order=order)


def chopped(member: str, haggle: str, helped: int) -> PriceChopped:
    return PriceChopped(
        room="", member=member, bargain="b1", haggle=haggle, name="李*", amount=1, price=990, helped=helped, helpers=2
    )


async def test_a_team_that_is_full_is_told_once_with_what_was_paid(sells, buys, taps, hear, messages, left):
    member = await taps("oWang", "team", "team-failed")
    await sells()
    order = await buys({"s1": 1}, member=member)
    for state in ("taken", "paid"):
        await hear(moved(member, state, order))
    assert await messages() == []
    await hear(moved(member, "full", order))
    (one,) = await messages()
    assert (one.kind, one.subject, one.values["paid"], one.values["goods"]) == ("team", "t1", 1990, "麻花 s1")
    assert one.page == f"pages/more/order/order?id={order}&from=notice"
    assert (await left(member, "team"), await left(member, "team-failed")) == (0, 1)


async def test_a_team_that_failed_tells_that_the_money_goes_back(sells, buys, taps, hear, messages):
    member = await taps("oWang", "team", "team-failed")
    await sells()
    order = await buys({"s1": 1}, member=member)
    await hear(moved(member, "failed", order))
    await hear(moved(member, "failed", "no such order"))
    assert [(one.kind, one.values["amount"]) for one in await messages()] == [("team-failed", 1990)]


async def test_who_allowed_nothing_hears_nothing_of_a_team(sells, buys, taps, hear, messages):
    member = await taps("oWang", "shipped")
    await sells()
    await hear(moved(member, "full", await buys({"s1": 1}, member=member)))
    assert await messages() == []


async def test_the_floor_is_told_when_the_last_cut_fell(database, taps, haggles, hear, messages):
    member = await taps("oWang", "haggle")
    haggle = await haggles(member)
    await database.write(bargains.chop, haggle, Friend(member="m2"))
    await hear(chopped(member, haggle, 1))
    assert await messages() == []
    await hear(chopped(member, haggle, 2))
    (one,) = await messages()
    assert (one.subject, one.values["price"], one.values["stands"]) == (f"{haggle}-floor", 990, "到底价了")
    assert one.page == f"pages/more/bargain/bargain?id={haggle}&from=notice"


async def test_what_was_ordered_meanwhile_needs_no_word_of_its_floor(database, taps, haggles, hear, messages, clock):
    member = await taps("oWang", "haggle")
    haggle = await haggles(member, hours=1)
    await clock.advance(3600)
    await hear(chopped(member, haggle, 2))
    assert await messages() == []


@pytest.mark.parametrize(("hours", "early", "late"), [(24, 21.9, 22.1), (4, 2.9, 3.1), (1, 0.7, 0.8)])
async def test_almost_over_is_two_hours_before_or_the_last_quarter_of_a_short_one(
    database, taps, haggles, clock, hours, early, late
):
    haggle = await haggles(await taps("oWang", "haggle"), hours=hours)
    began = clock.now()
    async with database.read() as session:
        assert await reads.ending(session, began + timedelta(hours=early)) == []
        assert await reads.ending(session, began + timedelta(hours=late)) == [haggle]
        assert await reads.ending(session, began + timedelta(hours=hours)) == []


async def test_it_is_sent_once_that_time_is_almost_over(database, taps, haggles, sender, clock, got, left):
    member = await taps("oWang", "haggle")
    await taps("oWang", "haggle")
    await haggles(member)
    assert await sender.sweep() == 0
    await clock.advance(22.5 * 3600)
    assert [await sender.sweep() for _ in range(3)] == [1, 0, 0]
    (one,) = got("oWang")
    assert (one["data"]["phrase3"], one["data"]["thing1"]) == ({"value": "快到期了"}, {"value": "麻花 s1"})
    assert await left(member, "haggle") == 1


async def test_who_wants_no_word_or_came_by_no_mini_program_is_passed_over(database, taps, haggles, clock):
    member = await taps("oWang")
    await haggles(member)
    soon = clock.now() + timedelta(hours=23)
    async with database.read() as session:
        assert await reads.ending(session, soon) == []
    await taps("oWang", "haggle")
    async with database.read() as session:
        assert len(await reads.ending(session, soon)) == 1
    await database.write(actions.drop_template, "haggle")
    async with database.read() as session:
        assert await reads.ending(session, soon) == []
