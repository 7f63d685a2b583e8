"""签到: who comes gets points, once, as long as there is room and time."""

import asyncio

import pytest
from sqlalchemy import select

from appliance.events import PrizeWon, RoundCounted, RoundEnded
from store.members import actions as members
from store.play import actions, reads
from store.play.actions.ending import MOST_NAMES
from store.play.checking import MOST_PEOPLE, checked, way_of
from store.play.problems import CheckInTimeUnusable, LogInFirst, PrizesUnusable, RoundOver
from store.play.spec import NewRound, PrizeWanted
from store.promotions.models import PointsEntry


def check_in(points: int = 5, count: int = 200, **more) -> NewRound:
    prize = PrizeWanted(kind="points", points=points, count=count)
    return NewRound(kind="check-in", title="签到", prizes=[prize], **{"lasts": 600, **more})


@pytest.fixture
def opens(play):
    """``await opens(points=5, count=200)``"""

    async def begin(points: int = 5, count: int = 200, **more) -> str:
        prize = PrizeWanted(kind="points", points=points, count=count)
        return await play.open("check-in", prize, title="签到", **{"lasts": 600, **more})

    return begin


async def test_who_comes_gets_points_once_however_often_they_tap(play, opens, database):
    opened = await opens(points=5)
    first, again = await play.enter(opened, "m1", "m1")
    (later,) = await play.enter(opened, "m1")
    assert (first.state, first.kind, first.points) == ("won", "points", 5)
    assert [again, later] == [first] * 2
    assert await play.points("m1") == 5
    async with database.read() as session:
        (kept,) = (await session.scalars(select(PointsEntry).where(PointsEntry.member == "m1"))).all()
    assert (kept.points, kept.key) == (5, f"given/won/{first.win}")


async def test_it_is_full_when_so_many_have_come_and_never_gives_more(play, opens, told, eventually):
    opened = await opens(points=2, count=3)
    answers = await asyncio.gather(*(play.enter(opened, f"m{n}", f"n{n}") for n in range(4)))
    assert sorted(one.state for batch in answers for one in batch) == ["used-up"] * 5 + ["won"] * 3
    people = [f"{letter}{n}" for letter in "mn" for n in range(4)]
    assert sum([await play.points(one) for one in people]) == 6
    await eventually(lambda: [fact for fact in told if isinstance(fact, RoundEnded)])
    (ended,) = [fact for fact in told if isinstance(fact, RoundEnded)]
    assert (ended.kind, ended.reason, ended.entries, ended.won) == ("check-in", "used-up", 3, 3)


async def test_everybody_gets_the_same_and_hears_of_it(play, opens, told, eventually):
    opened = await opens(points=7)
    await play.enter(opened, "m1", "m2", "m3")
    await eventually(lambda: sum(isinstance(fact, PrizeWon) for fact in told) == 3)
    assert {(fact.title, fact.kind, fact.until) for fact in told if isinstance(fact, PrizeWon)} == {
        ("7 积分", "points", None)
    }


async def test_ended_early_it_takes_nobody_more_and_takes_nothing_back(play, opens, database, keys):
    opened = await opens()
    await play.enter(opened, "m1")
    await database.write(actions.close, keys, opened)
    known, late = await play.enter(opened, "m1", "m2")
    assert known.state == "won"
    assert isinstance(late, RoundOver)
    assert (await play.points("m1"), await play.points("m2")) == (5, 0)
    assert ((await play.round(opened)).state, (await play.round(opened)).reason) == ("ended", "closed")


async def test_in_the_room_it_is_one_frame_and_who_comes_back_is_told_the_same(opens, live, joins, told, eventually):
    opened = await opens(points=5, count=3)
    await live.reread()
    first, second = await joins(opened, "m1", "m2")
    assert (first.state, first.points, second.state) == ("won", 5, "won")
    live.tell_counts()
    await eventually(lambda: [fact for fact in told if isinstance(fact, RoundCounted)])
    assert [(fact.entries, fact.left) for fact in told if isinstance(fact, RoundCounted)] == [(2, 1)]
    again, third, late = await joins(opened, "m1", "m3", "m4")
    assert again == first
    assert (third.state, late.state) == ("won", "used-up")


async def test_where_members_can_log_in_it_is_for_them_unless_the_shop_says_otherwise(play, opens, database):
    await database.write(members.recognise, "wechat-mini", "openid-1", guest="m1")
    theirs = await opens(can_log_in=True)
    known, guest = await play.enter(theirs, "m1", "g1")
    assert known.state == "won"
    assert isinstance(guest, LogInFirst)
    await play.end(theirs)
    (anybody,) = await play.enter(await opens(can_log_in=True, members=False), "g1")
    assert anybody.state == "won"


async def test_of_many_who_came_as_many_are_named_as_fit_and_all_are_counted(play, opens, told, eventually, database):
    opened = await opens(count=MOST_NAMES + 9)
    await play.enter(opened, *(f"m{n}" for n in range(MOST_NAMES + 9)))
    await eventually(lambda: [fact for fact in told if isinstance(fact, RoundEnded)])
    (ended,) = [fact for fact in told if isinstance(fact, RoundEnded)]
    assert (len(ended.winners), ended.won) == (MOST_NAMES, MOST_NAMES + 9)
    async with database.read() as session:
        assert len(await reads.winners(session, opened, limit=20)) == 20


async def test_points_for_coming_stand_among_the_points_not_among_the_prizes(play, opens, database):
    opened = await opens()
    await play.enter(opened, "m1")
    rain = await play.open("red-packets", PrizeWanted(kind="points", points=9, count=1))
    await play.enter(rain, "m1")
    async with database.read() as session:
        prizes = await reads.won_by(session, "m1", besides=("check-in",))
        everything = await reads.won_by(session, "m1")
    assert [one.round.kind for one in prizes] == ["red-packets"]
    assert sorted(one.round.kind for one in everything) == ["check-in", "red-packets"]


async def test_how_it_stands_is_told_to_a_page_that_is_opened_anew(play, opens, database):
    opened = await opens(count=10)
    await play.enter(opened, "m1", "m2")
    async with database.read() as session:
        told = await reads.counted(session, await play.round(opened))
    assert (told.entries, told.left, told.tallies) == (2, 8, ())


@pytest.mark.parametrize(
    ("new", "problem", "field"),
    [
        (check_in(lasts=59), CheckInTimeUnusable, "lasts"),
        (check_in(lasts=1_801), CheckInTimeUnusable, "lasts"),
        (check_in(points=0), PrizesUnusable, "prizes"),
        (check_in(points=1_001), PrizesUnusable, "prizes"),
        (check_in(count=0), PrizesUnusable, "prizes"),
        (check_in(count=MOST_PEOPLE + 1), PrizesUnusable, "prizes"),
        (NewRound(kind="check-in", title="签到", lasts=60), PrizesUnusable, "prizes"),
        (
            NewRound(
                kind="check-in", title="签到", lasts=60, prizes=[PrizeWanted(kind="coupon", promotion="c", count=2)]
            ),
            PrizesUnusable,
            "prizes",
        ),
    ],
)
def test_what_it_cannot_be_is_refused_and_the_field_is_named(new, problem, field):
    with pytest.raises(problem) as refused:
        checked(new)
    assert refused.value.facts["field"] == field
    assert refused.value.sentence("zh") != refused.value.sentence("en")


def test_a_whole_crowd_may_come_first_come_first_served():
    new = checked(check_in(points=1_000, count=MOST_PEOPLE, lasts=1_800))
    assert (way_of(new), new.prizes[0].count) == ("first-come", MOST_PEOPLE)
