"""One tap is one message, counted by us; a reservation is for one show."""

import asyncio

import pytest

from store.reach import actions, reads
from store.reach.actions import ReservationsFull
from store.reach.actions.allowing import MOST_ALLOWED, MOST_RESERVED


async def test_every_tap_allows_one_message_more(database, taps, left):
    member = await taps("oWang", "show")
    await taps("oWang", "show", "won")
    assert (await left(member, "show"), await left(member, "won"), await left(member, "refund")) == (2, 1, 0)


async def test_a_template_that_is_not_ours_allows_nothing(database, taps, left):
    member = await taps("oWang", "show")
    await database.write(actions.allow, member, ["somebody-elses-template"])
    assert await left(member) == 1


async def test_nobody_allows_without_end(database, taps, left, templates):
    member = await taps("oWang", "show")
    for _ in range(MOST_ALLOWED + 5):
        await database.write(actions.allow, member, [templates["show"]])
    assert await left(member) == MOST_ALLOWED


async def test_the_last_one_is_taken_once(database, taps, left):
    member = await taps("oWang", "show")
    took = await asyncio.gather(*(database.write(actions.spend, member, "show") for _ in range(5)))
    assert (sum(took), await left(member)) == (1, 0)
    assert not await database.write(actions.spend, "nobody", "show")


async def reserved(database, member: str) -> list[str]:
    async with database.read() as session:
        return await reads.reserved(session, member)


async def test_a_show_is_reserved_once_and_can_be_withdrawn(database):
    for show in ("b1", "b1", "b2"):
        await database.write(actions.reserve, "m1", show)
    await database.write(actions.reserve, "m2", "b1")
    assert sorted(await reserved(database, "m1")) == ["b1", "b2"]
    async with database.read() as session:
        assert await reads.waiting_shows(session, ["b1", "b2", "b3"]) == {"b1": 2, "b2": 1}
    await database.write(actions.withdraw, "m1", "b1")
    assert (await reserved(database, "m1"), await reserved(database, "m2")) == (["b2"], ["b1"])
    await database.write(actions.forget_show, "b2")
    assert await reserved(database, "m1") == []


async def test_nobody_reserves_without_end(database):
    for number in range(MOST_RESERVED):
        await database.write(actions.reserve, "m1", f"b{number}")
    with pytest.raises(ReservationsFull):
        await database.write(actions.reserve, "m1", "one more")


async def test_who_wants_no_pushes_is_not_asked_beside_a_payment(database, taps, templates):
    from store.members import actions as members  # noqa: PLC0415 - beside its only use

    member = await taps("oWang", "show")
    async with database.read() as session:
        assert await reads.offered(session, member) == templates
    await database.write(members.change, member, personalised=False)
    async with database.read() as session:
        assert sorted(await reads.offered(session, member)) == ["haggle", "show", "won"]
        assert await reads.offered(session, "a guest") == templates
