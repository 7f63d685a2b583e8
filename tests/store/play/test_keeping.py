"""What becomes of entries and prizes when two turn out to be one, or somebody leaves."""

from store.members import actions as members
from store.play import actions, draw, reads
from store.play.draw import Drawn
from store.play.holding import everything
from store.play.spec import PrizeWanted


async def merge(database, guest: str, member: str) -> None:
    def both(tx) -> None:
        members.know(tx, guest)
        members.know(tx, member)
        assert members.merge(tx, guest, member)
        actions.adopt(tx, guest, member)

    await database.write(both)


async def test_a_guests_entry_and_prize_become_the_members(play, database):
    lottery = await play.open()
    (entered,) = await play.enter(lottery, "guest")
    await merge(database, "guest", "m1")
    assert (await play.enter(lottery, "m1"))[0].entry == entered.entry
    await play.end(lottery)
    assert await play.points("m1") == 50


async def test_who_entered_twice_as_guest_and_member_wins_once(play, database):
    lottery = await play.open("lottery", PrizeWanted(kind="points", points=5, count=2))
    await play.enter(lottery, "guest", "m1")
    await merge(database, "guest", "m1")
    await play.end(lottery)
    wins = await play.wins(lottery)
    assert sorted(win.state for win in wins) == ["claimed", "lapsed"]
    assert await play.points("m1") == 5
    assert [entry.place for entry in await play.entries(lottery)] == [1, 2]


async def test_a_proof_still_holds_after_members_merged_and_left(play, database):
    lottery = await play.open()
    await play.enter(lottery, "guest", "m1", "m2")
    await play.end(lottery)
    await merge(database, "guest", "m1")
    await database.write(actions.forget, "m2")
    ended = await play.round(lottery)
    lines = [Drawn(one.place, one.mark, one.choice) for one in await play.entries(lottery)]
    assert [win.mark for win in await play.wins(lottery)] == draw.winners(ended.seed, lines)[:2]


async def test_who_leaves_is_named_nowhere_and_gives_up_what_was_not_claimed(play, database, sells, stock):
    await sells("s1", pieces=1)
    lottery = await play.open("lottery", PrizeWanted(kind="goods", sku="s1"))
    await play.enter(lottery, "m1")
    await database.write(actions.follow, "room", "m1")
    await database.write(actions.note_share, "room", "m1")
    await play.end(lottery)
    await database.write(actions.forget, "m1")
    assert await stock("s1") == (1, 0)
    assert [(win.member, win.name, win.state) for win in await play.wins(lottery)] == [(None, "", "lapsed")]
    assert [(one.member, one.name) for one in await play.entries(lottery)] == [(None, "")]
    async with database.read() as session:
        assert not await reads.follows(session, "room", "m1")
        assert await reads.followers(session, "room") == 0


async def test_who_left_does_not_enter_the_same_round_again_and_stops_nobody(play, database):
    lottery = await play.open()
    await play.enter(lottery, "m1")
    await database.write(actions.forget, "m1")
    refused, other = await play.enter(lottery, "m1", "m2")
    assert isinstance(refused, members.MemberGone)
    assert other.state == "in"


async def test_following_twice_is_once_and_can_be_taken_back(database, clock):
    for _ in range(2):
        await database.write(actions.follow, "room", "m1")
    await database.write(actions.follow, "room", "m2")
    async with database.read() as session:
        assert await reads.followers(session, "room") == 2
    for _ in range(2):
        await database.write(actions.unfollow, "room", "m1")
    async with database.read() as session:
        assert not await reads.follows(session, "room", "m1")
        assert await reads.follows(session, "room", "m2")


async def test_follows_and_shares_of_both_are_one(database, clock):
    await database.write(actions.follow, "room", "guest")
    await database.write(actions.follow, "room", "m1")
    await database.write(actions.note_share, "room", "guest")
    await database.write(actions.note_share, "room", "guest")
    await database.write(actions.note_share, "room", "m1")
    await merge(database, "guest", "m1")
    async with database.read() as session:
        assert await reads.followers(session, "room") == 1
        assert (await everything(session, None, "m1"))["shares"][0]["times"] == 3
        assert (await everything(session, None, "guest")) == {"entries": [], "wins": [], "follows": [], "shares": []}


async def test_a_person_gets_a_copy_of_what_they_played_and_won(play, database):
    lottery = await play.open()
    (entered,) = await play.enter(lottery, "m1")
    await database.write(actions.follow, "room", "m1")
    await play.end(lottery)
    async with database.read() as session:
        told = await everything(session, None, "m1")
    assert [one["entry"] for one in told["entries"]] == [entered.entry]
    assert [(one["title"], one["state"]) for one in told["wins"]] == [("50 积分", "claimed")]
    assert [one["room"] for one in told["follows"]] == ["room"]
