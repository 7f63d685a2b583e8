"""A gift takes points once, is for adults only, and has a limit of a day."""

import asyncio
from datetime import timedelta

import pytest

from appliance.events import GiftGiven
from store.gifts import actions, reads
from store.gifts.holding import everything
from store.gifts.problems import (
    AdultsOnly,
    CountUnusable,
    DayIsFull,
    GiftNotFound,
    GiftsOff,
    LimitUnusable,
    MinorsGiveNothing,
    NameUnusable,
    NotOnAir,
    PointsLacking,
    PriceUnusable,
    RecordNotFound,
    ReturnedBefore,
    TooManyGifts,
)
from store.members import actions as members
from store.members.actions import MemberGone
from store.promotions import actions as promotions
from store.promotions import reads as promotion_reads


def given_of(told) -> list[GiftGiven]:
    return [fact for fact in told if isinstance(fact, GiftGiven)]


async def test_a_gift_takes_its_points_and_everybody_sees_it(flower, adult, gives, points, told, eventually):
    given = await gives(await adult(), flower, 3)
    assert (given["points"], given["combo"]) == (30, 3)
    assert await points("m1") == 470
    await eventually(lambda: given_of(told))
    (fact,) = given_of(told)
    assert (fact.room, fact.speaker.name, fact.name, fact.effect, fact.count, fact.combo) == (
        "room", "名m1", "小红花", "float", 3, 3,
    )  # fmt: skip


async def test_the_same_gift_again_within_five_seconds_goes_on_counting(flower, adult, gives, clock, database):
    await adult()
    await adult("m2")
    combos = [(await gives("m1", flower))["combo"]]
    await clock.advance(4)
    combos.append((await gives("m1", flower, 2))["combo"])
    combos.append((await gives("m2", flower))["combo"])
    combos.append((await gives("m1", flower, room="elsewhere"))["combo"])
    await clock.advance(5)
    combos.append((await gives("m1", flower))["combo"])
    assert combos == [1, 3, 1, 1, 1]


async def test_gifts_are_off_until_the_shop_turns_them_on(database, adult, gives):
    await adult()
    with pytest.raises(GiftsOff):
        await gives("m1", "any")
    await database.write(actions.set_rules, enabled=False, daily_points=100, by="owner")
    with pytest.raises(GiftsOff):
        await gives("m1", "any")


async def test_minors_give_nothing_and_so_does_who_has_not_said_their_age(
    flower, adult, gives, database, points, clock
):
    await database.write(promotions.give_points, "m1", 500, "pocket")
    with pytest.raises(AdultsOnly):
        await gives("m1", flower)
    await adult("m1", points=0)
    await gives("m1", flower)
    await clock.advance(1)
    await database.write(members.consent, "m1", "adult", "1", given=False)
    with pytest.raises(MinorsGiveNothing):
        await gives("m1", flower)
    assert await points("m1") == 490


async def test_who_said_to_be_a_minor_is_not_of_age_by_the_next_tap(flower, adult, gives, database, points, clock):
    await database.write(members.consent, "m1", "adult", "1", given=False)
    await clock.advance(60)
    await adult()
    with pytest.raises(MinorsGiveNothing):
        await gives("m1", flower)
    assert await points("m1") == 500
    await clock.advance(timedelta(days=30).total_seconds())
    await gives("m1", flower)


async def test_nothing_is_given_while_nothing_is_on_air(flower, adult, gives):
    with pytest.raises(NotOnAir):
        await gives(await adult(), flower, broadcast="")


async def test_who_lacks_points_is_told_how_many_it_takes(flower, adult, gives, points):
    await adult(points=19)
    with pytest.raises(PointsLacking) as refused:
        await gives("m1", flower, 2)
    assert refused.value.facts == {"points": 20}
    assert await points("m1") == 19


@pytest.mark.parametrize("count", [0, -1, 100])
async def test_nobody_gives_less_than_one_or_a_hundred_at_once(flower, adult, gives, count):
    with pytest.raises(CountUnusable):
        await gives(await adult(), flower, count)


async def test_a_gift_that_is_not_offered_cannot_be_given(flower, adult, gives, database):
    await adult()
    await database.write(actions.withdraw_gift, flower)
    for gift in (flower, "none"):
        with pytest.raises(GiftNotFound):
            await gives("m1", gift)
    await database.write(actions.offer_again, flower)
    await gives("m1", flower)


async def test_a_day_has_its_limit_and_a_new_day_begins_at_midnight_in_china(flower, adult, gives, clock, points):
    """The test's clock begins at 20:00 in Tianjin."""
    await adult()
    await gives("m1", flower, 28)
    with pytest.raises(DayIsFull) as refused:
        await gives("m1", flower, 3)
    assert refused.value.facts == {"daily_points": 300, "left": 20}
    await clock.advance(4 * 3600)
    await gives("m1", flower, 3)
    assert await points("m1") == 190


async def test_gifts_at_the_same_time_take_no_more_than_there_is(flower, adult, gives, points, records):
    await adult(points=35)
    answers = await asyncio.gather(*(gives("m1", flower) for _ in range(6)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in answers) == ["PointsLacking"] * 3 + ["dict"] * 3
    assert await points("m1") == 5
    assert len(await records()) == 3


async def test_who_is_gone_gives_nothing(flower, adult, gives, database):
    await adult()
    await database.write(members.forget, "m1")
    with pytest.raises(MemberGone):
        await gives("m1", flower)


async def test_points_of_a_childs_gifts_come_back_once(flower, adult, gives, points, database, records):
    given = await gives(await adult(), flower, 5)
    await database.write(actions.give_back, given["given"], "owner")
    assert await points("m1") == 500
    with pytest.raises(ReturnedBefore):
        await database.write(actions.give_back, given["given"], "owner")
    with pytest.raises(RecordNotFound):
        await database.write(actions.give_back, "none", "owner")
    assert (await records())[0].returned_by == "owner"
    async with database.read() as session:
        moves = {(one.reason, one.points) for one in await promotion_reads.points_moves(session, "m1")}
        assert moves == {("given", 500), ("gift", -50), ("gift-returned", 50)}
        assert (await reads.purse(session, "m1", (await records())[0].at)).left_today == 300


async def test_given_points_are_spent_before_they_expire(flower, adult, gives, points, database, clock):
    """What was given away counts against what ends: nothing is taken twice."""
    await adult(points=0)
    await database.write(promotions.give_points, "m1", 100, "short", 1)
    await gives("m1", flower, 4)
    await clock.advance(86_400)
    await database.write(promotions.expire_points)
    assert await points("m1") == 0


async def test_a_ledger_says_why_points_went(flower, adult, gives, database):
    await gives(await adult(), flower)
    async with database.read() as session:
        (entry,) = [one for one in await promotion_reads.points_moves(session, "m1") if one.points < 0]
    assert (entry.reason, entry.points, entry.order) == ("gift", -10, None)


async def test_a_guests_gifts_become_the_members_and_leave_no_name_behind(flower, adult, gives, database, records):
    await gives(await adult("guest"), flower)
    await database.write(actions.adopt, "guest", "m1")
    async with database.read() as session:
        (told,) = await everything(session, None, "m1")
    assert (told["gift"], told["count"], told["points"]) == ("小红花", 1, 10)
    await database.write(actions.forget, "m1")
    assert [(one.member, one.name) for one in await records()] == [(None, "小红花")]
    with pytest.raises(RecordNotFound):
        await database.write(actions.give_back, (await records())[0].id, "owner")


async def test_what_cannot_be_a_gift_is_refused_by_field(database, flower):
    for values, problem, field in [
        ({"name": " "}, NameUnusable, "name"),
        ({"name": "九个字九个字九个字"}, NameUnusable, "name"),
        ({"points": 0}, PriceUnusable, "points"),
        ({"points": 10_001}, PriceUnusable, "points"),
    ]:
        given = {"name": "灯笼", "points": 5, "effect": "full", **values}
        for action in (lambda tx, given=given: actions.add_gift(tx, **given), _change(flower, given)):
            with pytest.raises(problem) as refused:
                await database.write(action)
            assert refused.value.facts["field"] == field
    with pytest.raises(LimitUnusable):
        await database.write(actions.set_rules, enabled=True, daily_points=0, by="owner")


def _change(flower, given):
    return lambda tx: actions.change_gift(tx, flower, **given)


async def test_a_changed_gift_keeps_its_picture_and_its_place(database, flower):
    await database.write(actions.change_gift, flower, name="花", points=9, effect="burst", picture="a.png")
    await database.write(actions.change_gift, flower, name="大花", points=90, effect="full")
    async with database.read() as session:
        (gift,) = await reads.gifts(session)
    assert (gift.name, gift.points, gift.effect, gift.picture, gift.position) == ("大花", 90, "full", "a.png", 1)
    with pytest.raises(GiftNotFound):
        await database.write(actions.change_gift, "none", name="花", points=9, effect="burst")


async def test_a_panel_holds_twelve_gifts_at_most(database, flower):
    for number in range(11):
        await database.write(actions.add_gift, name=f"礼{number}", points=1, effect="float")
    with pytest.raises(TooManyGifts):
        await database.write(actions.add_gift, name="多", points=1, effect="float")
    await database.write(actions.withdraw_gift, flower)
    await database.write(actions.add_gift, name="多", points=1, effect="float")
    with pytest.raises(TooManyGifts):
        await database.write(actions.offer_again, flower)
    async with database.read() as session:
        assert len(await reads.gifts(session)) == 12
        assert len(await reads.gifts(session, all_of_them=True)) == 13
