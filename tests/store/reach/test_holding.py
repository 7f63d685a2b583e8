"""What messages keep of a person, through a merge, a copy, a deletion and a wish for silence."""

from quart import Quart

from store.members import holdings
from store.reach import actions
from store.reach.holding import HOLDING


async def of(database, member: str):
    async with database.read() as session:
        return await HOLDING.everything(session, None, member)


async def waits(database, member: str, begins) -> None:
    """One message on its way, another show reserved, another message allowed."""
    await database.write(actions.reserve, member, "b1")
    await begins()
    await database.write(actions.reserve, member, "b2")


async def test_a_guests_things_are_the_members(database, taps, begins):
    guest, member = await taps("oGuest", "show", "won"), await taps("oWang", "won")
    await waits(database, guest, begins)
    await database.write(HOLDING.adopt, guest, member)
    kept = await of(database, member)
    assert {one["kind"]: one["left"] for one in kept["allowed"]} == {"show": 0, "won": 2}
    assert (kept["reserved"], [one["kind"] for one in kept["messages"]]) == (["b2"], ["show"])
    assert await of(database, guest) == {"allowed": [], "reserved": [], "messages": []}


async def test_a_guest_who_was_told_of_the_same_show_still_becomes_the_member(database, taps, begins):
    guest, member = await taps("oGuest", "show"), await taps("oWang", "show")
    for one in (guest, member):
        await database.write(actions.reserve, one, "b1")
    await begins()
    await database.write(HOLDING.adopt, guest, member)
    assert [one["kind"] for one in (await of(database, member))["messages"]] == ["show"]
    assert (await of(database, guest))["messages"] == []


async def test_a_copy_tells_what_was_sent(database, taps, begins, sender):
    member = await taps("oWang", "show")
    await waits(database, member, begins)
    await sender.sweep()
    (one,) = (await of(database, member))["messages"]
    assert (one["state"], one["values"]["title"]) == ("sent", "麻花专场")


async def test_who_is_forgotten_gets_nothing_and_leaves_nothing(database, taps, begins, sender, got):
    member = await taps("oWang", "show", "won")
    await waits(database, member, begins)
    await database.write(holdings.forget, (HOLDING,), member)
    assert await sender.sweep() == 0
    assert (got("oWang"), await of(database, member)) == ([], {"allowed": [], "reserved": [], "messages": []})


async def test_who_wants_no_pushes_gets_none_and_what_was_sent_stays_known(database, taps, begins, sender, got):
    member = await taps("oWang", "show")
    await taps("oWang", "show")
    await waits(database, member, begins)
    await sender.sweep()
    await begins("b2")
    await database.write(holdings.change, (HOLDING,), member, personalised=True, nickname="小王")
    assert len((await of(database, member))["messages"]) == 2
    await database.write(holdings.change, (HOLDING,), member, personalised=False)
    assert (await sender.sweep(), len(got("oWang"))) == (0, 1)
    assert [one["state"] for one in (await of(database, member))["messages"]] == ["sent"]


async def test_a_message_on_its_way_outlives_its_member_quietly(database, taps, begins, sender, messages):
    member = await taps("oWang", "show")
    await waits(database, member, begins)
    (one,) = await database.write(actions.begin)
    await database.write(HOLDING.forget, member)
    for end in (actions.sent, lambda tx, it: actions.postpone(tx, it, "-1", "")):
        await database.write(end, one.id)
    for end in (actions.refuse, actions.held_up):
        await database.write(end, one.id, "43101", "")
    await database.write(lambda tx: actions.give_up(tx, one.id, "40003", "", whose="member"))
    assert await messages() == []


async def test_the_app_holds_it(app: Quart):
    assert HOLDING in app.extensions["holdings"]
