"""What invites keep of a person, through a merge, a copy and a deletion."""

from sqlalchemy import select

from store.invites import actions
from store.invites.holding import HOLDING
from store.invites.models import InviteCode, Inviter


async def of(database, member: str):
    async with database.read() as session:
        return await HOLDING.everything(session, None, member)


async def test_a_guests_friends_links_and_limits_are_the_members(database, code, brings, sweeps, points):
    await brings()
    await sweeps()
    await database.write(HOLDING.adopt, "anna", "member")
    async with database.read() as session:
        assert (await session.scalar(select(InviteCode.member)), (await session.get(Inviter, "member")).rewarded) == (
            "member",
            1,
        )
    assert await database.write(actions.bind, code, "cleo") == "bound"
    assert [one["state"] for one in (await of(database, "member"))["invites"]] == ["rewarded", "waiting"]


async def test_limits_of_two_who_are_one_add_up(database, brings, sweeps, promises):
    await promises(per_day=5, in_all=5)
    await brings()
    await sweeps()
    await database.write(lambda tx: tx.add_once(Inviter, member="m2", rewarded=2, day="2020-01-01", today=2))
    await database.write(HOLDING.adopt, "anna", "m2")
    async with database.read() as session:
        both = await session.get(Inviter, "m2")
        assert (both.rewarded, both.today, await session.get(Inviter, "anna")) == (3, 1, None)


async def test_a_friend_who_is_a_member_already_was_not_new(database, code, invite):
    await database.write(actions.bind, code, "ben")
    await database.write(HOLDING.adopt, "ben", "known")
    assert ((await invite()).state, (await invite()).reason) == ("void", "not-new")


async def test_nobody_is_their_own_friend_after_a_merge(database, code, invite):
    await database.write(actions.bind, code, "ben")
    await database.write(HOLDING.adopt, "anna", "ben")
    assert (await invite()).reason == "oneself"


async def test_who_leaves_takes_links_along_and_what_waits_is_void(database, code, invite, brings, sweeps):
    await brings()
    await sweeps()
    await database.write(actions.bind, code, "cleo", "d1")
    await database.write(HOLDING.forget, "anna")
    assert ((await invite("cleo")).reason, (await invite("ben")).state) == ("left", "rewarded")
    assert (await of(database, "anna"))["codes"] == []
    assert await database.write(actions.bind, code, "dora") == "no-such-code"
    await database.write(HOLDING.forget, "cleo")
    assert (await invite("cleo")).device == ""


async def test_a_copy_tells_of_oneself_and_of_no_friend(database, code, brings, sweeps):
    order = await brings()
    await sweeps()
    theirs, mine = await of(database, "ben"), await of(database, "anna")
    assert [(one["as"], one["points"], one["order"]) for one in theirs["invites"]] == [("friend", 50, order)]
    assert (mine["codes"], [(one["as"], one["points"], one["order"]) for one in mine["invites"]]) == (
        [code],
        [("inviter", 100, None)],
    )
    assert "ben" not in str(mine)
