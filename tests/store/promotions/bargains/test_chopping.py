"""One cut each, down to the floor and never below it, whoever comes at the same time."""

import asyncio

import pytest

from appliance.errors import Problem
from appliance.events import PriceChopped
from appliance.keys import Keys
from store.members import actions as members
from store.promotions.bargains import actions, reads
from store.promotions.bargains.actions import Friend
from store.promotions.bargains.cuts import cuts as planned
from store.promotions.bargains.holding import HOLDING
from store.promotions.bargains.problems import (
    BargainSoldOut,
    FloorReached,
    HaggleNotFound,
    HelpedEnough,
    PhoneHelped,
)
from tests.store.promotions.bargains.conftest import FLOOR, HOURS, ROOM, START


async def test_who_begins_cuts_first_and_has_one_in_a_bargain(begun, begins, row):
    bargain, haggle = await begun()
    found = await row(haggle)
    assert (found.helped, found.price, found.state) == (1, START - planned(found.seed, 1000, 4)[0], "cutting")
    assert await begins(bargain) == haggle
    assert await begins(bargain, "m2") != haggle


async def test_everybody_cuts_what_the_seed_says_and_the_last_reaches_the_floor(begun, cuts, row):
    _, haggle = await begun()
    done = await cuts(haggle, "m2", "m3", "m4")
    found = await row(haggle)
    assert [one.amount for one in done] == list(planned(found.seed, START - FLOOR, 4)[1:])
    assert (done[-1].price, found.price, found.helped) == (FLOOR, FLOOR, 4)
    with pytest.raises(FloorReached):
        await cuts(haggle, "m5")


async def test_who_began_hears_of_every_cut(begun, cuts, heard):
    bargain, haggle = await begun()
    (done,) = await cuts(haggle, "m2")
    (fact,) = heard(PriceChopped)
    assert (fact.member, fact.room, fact.name, fact.bargain) == ("m1", ROOM, "m2*", bargain)
    assert (fact.amount, fact.price, fact.helped, fact.helpers) == (done.amount, done.price, 2, 4)


async def test_a_second_cut_of_the_same_person_is_the_first_one_told_again(begun, cuts, row, heard):
    _, haggle = await begun()
    first, again = await cuts(haggle, "m2", "m2")
    assert (again.amount, again.again, again.price) == (first.amount, True, first.price)
    (own,) = await cuts(haggle, "m1")
    assert (own.again, (await row(haggle)).helped, len(heard(PriceChopped))) == (True, 2, 1)


async def test_many_who_help_at_once_all_count_until_the_floor_and_nobody_passes_it(begun, database, row):
    _, haggle = await begun(helpers=10)
    asks = [database.write(actions.chop, haggle, Friend(member=f"h{number}")) for number in range(30)]
    answers = await asyncio.gather(*asks, return_exceptions=True)
    refused = [one for one in answers if isinstance(one, Problem)]
    found = await row(haggle)
    assert (found.price, found.helped) == (FLOOR, 10)
    assert ({type(one) for one in refused}, len(refused)) == ({FloorReached}, 21)
    assert sum(one.amount for one in answers if not isinstance(one, Problem)) < START - FLOOR


async def test_one_person_at_once_from_two_windows_cuts_once(begun, database, row):
    _, haggle = await begun()
    both = await asyncio.gather(*(database.write(actions.chop, haggle, Friend(member="m2")) for _ in range(2)))
    assert sorted(one.again for one in both) == [False, True]
    assert (await row(haggle)).helped == 2


async def test_a_phone_helps_somebody_once_whoever_holds_it(begun, begins, cuts):
    bargain, haggle = await begun()
    await cuts(haggle, "m2", device="phone2")
    with pytest.raises(PhoneHelped):
        await cuts(haggle, "m3", device="phone2")
    other = await begins(bargain, "m4", device="phone4")
    with pytest.raises(PhoneHelped):
        await cuts(other, "m5", device="phone4")
    await cuts(other, "m3", device="phone2")


async def test_one_person_helps_three_others_in_a_day(opened, begins, cuts, clock):
    bargain = await opened(hours=72)
    haggles = [await begins(bargain, member) for member in ("a", "b", "c", "d")]
    await begins(bargain, "helper")
    for haggle in haggles[:3]:
        await cuts(haggle, "helper")
    with pytest.raises(HelpedEnough) as refused:
        await cuts(haggles[3], "helper")
    assert refused.value.facts["most"] == 3
    await clock.advance(24 * HOURS)
    await cuts(haggles[3], "helper")


async def test_a_phone_helps_three_others_in_a_day_as_however_many_guests(opened, begins, cuts, clock):
    bargain = await opened(hours=72)
    haggles = [await begins(bargain, member, device=f"of-{member}") for member in ("a", "b", "c", "d")]
    await begins(bargain, "guest", device="phone")
    for number, haggle in enumerate(haggles[:3]):
        await cuts(haggle, f"guest{number}", device="phone")
    with pytest.raises(HelpedEnough):
        await cuts(haggles[3], "guest3", device="phone")
    await clock.advance(24 * HOURS)
    await cuts(haggles[3], "guest3", device="phone")


async def test_nobody_cuts_what_is_not_there(cuts):
    with pytest.raises(HaggleNotFound):
        await cuts("none", "m2")


async def test_nobody_begins_when_all_pieces_are_ordered(begun, begins, takes, cuts, row):
    bargain, haggle = await begun(quantity=1)
    other = await begins(bargain, "m2")
    await takes(haggle)
    with pytest.raises(BargainSoldOut):
        await begins(bargain, "m3")
    await cuts(other, "m3")
    assert (await row(other)).helped == 2


async def test_who_was_merged_into_somebody_does_not_cut_any_more(begun, cuts, database):
    _, haggle = await begun()
    await database.write(members.know, "guest")
    await database.write(members.know, "m9")
    await database.write(members.merge, "guest", "m9")
    with pytest.raises(members.MemberGone):
        await cuts(haggle, "guest")


async def test_what_it_brought_is_counted_and_helpers_whom_the_shop_did_not_know(
    begun, begins, cuts, takes, database, clock, bargain_row
):
    await database.write(members.know, "old")
    await clock.advance(60)
    bargain, haggle = await begun()
    await begins(bargain, "m2")
    await cuts(haggle, "old", "new1", "m2")
    await takes(haggle)
    async with database.read() as session:
        (found,) = await reads.standing(session, [await bargain_row(bargain)])
    assert (found.begun, found.helped, found.bought, found.fresh) == (2, 3, 0, 2)


async def test_what_a_guest_began_and_cut_is_the_members_unless_they_did_so_too(opened, begins, cuts, database, row):
    bargain, other = await opened(), await opened(stocked=True)
    mine, twice = await begins(bargain, "guest"), await begins(other, "guest")
    await begins(other, "m1")
    helped = await begins(bargain, "m2")
    await cuts(helped, "guest")
    await database.write(HOLDING.adopt, "guest", "m1")
    assert [(one.member, one.state) for one in (await row(mine), await row(twice))] == [
        ("m1", "cutting"), ("guest", "lapsed"),
    ]  # fmt: skip
    (again,) = await cuts(helped, "m1")
    assert again.again


async def test_who_is_forgotten_gives_up_what_was_begun_and_the_phone_is_not_known_any_more(
    begun, begins, cuts, database, row
):
    bargain, haggle = await begun()
    helped = await begins(bargain, "m2")
    await cuts(helped, "m1", device="phone1")
    await database.write(HOLDING.forget, "m1")
    assert ((await row(haggle)).state, (await row(helped)).helped) == ("lapsed", 2)
    async with database.read() as session:
        whole = await reads.whole(session, helped)
    assert [one.chop.device for one in whole.cuts] == ["", ""]


async def test_everybody_can_read_what_is_kept_of_them(begun, database):
    await begun()
    async with database.read() as session:
        told = await HOLDING.everything(session, Keys(bytes(range(32))), "m1")
    assert [one["state"] for one in told["begun"]] == ["cutting"]
    assert [one["title"] for one in told["cuts"]] == ["麻花 s1"]
