"""By whose link somebody came: once, for ever, and only who is new."""

from datetime import timedelta

import pytest

from appliance.events import InviteTermsSet
from store.invites import actions
from store.invites.terms import (
    CouponNotRunning,
    DaysOutOfRange,
    LeastOutOfRange,
    LimitOutOfRange,
    NothingPromised,
    PointsOutOfRange,
    Promise,
    Reward,
)
from store.members import actions as members


@pytest.fixture
def binds(database, code):
    async def bind(friend: str = "ben", by: str = code, device: str = "") -> str:
        return await database.write(actions.bind, by, friend, device)

    return bind


async def test_who_comes_by_a_link_is_that_inviters_friend(binds, invite, clock):
    assert await binds() == "bound"
    found = await invite()
    assert (found.inviter, found.state, found.order) == ("anna", "waiting", None)
    assert found.until == clock.now() + timedelta(days=30)


async def test_a_friend_is_bound_once_and_for_ever(binds, database, invite):
    await binds()
    other = await database.write(actions.code_for, "carl")
    assert await binds(by=other) == "known"
    assert (await invite()).inviter == "anna"


async def test_nobody_invites_themselves(binds):
    assert await binds("anna") == "oneself"


async def test_a_code_that_was_made_up_leads_to_nobody(binds):
    assert await binds(by="nobody") == "no-such-code"


async def test_who_has_been_here_longer_is_not_new(binds, database, clock):
    await database.write(members.know, "ben")
    await clock.advance(25 * 3600)
    assert await binds() == "not-new"


async def test_an_old_guests_id_tells_that_they_are_not_new(binds):
    assert await binds("0" * 20) == "not-new"


async def test_who_has_ordered_is_not_new(binds, pays):
    await pays("ben")
    assert await binds() == "not-new"


async def test_the_inviters_own_phone_is_no_friend_and_staff_see_why(binds, invite):
    assert await binds(device="phone-of-anna") == "void"
    assert ((await invite()).state, (await invite()).reason) == ("void", "device")


async def test_a_shop_that_promises_nothing_binds_nobody_and_makes_no_codes(binds, database, promises):
    await promises(enabled=False)
    assert (await binds(), await database.write(actions.code_for, "dora")) == ("off", "")


async def test_a_code_is_made_once(database, code):
    assert await database.write(actions.code_for, "anna") == code
    assert len(code) == 6


async def test_what_was_promised_then_holds_whatever_staff_change(binds, invite, promises):
    await binds()
    await promises(inviter=Reward(1), days=1)
    kept = (await invite()).promise
    assert (kept["inviter"]["points"], kept["days"]) == (100, 30)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"inviter": Reward(), "invitee": Reward()}, NothingPromised),
        ({"inviter": Reward(-1)}, PointsOutOfRange),
        ({"invitee": Reward(100_001)}, PointsOutOfRange),
        ({"least": -1}, LeastOutOfRange),
        ({"days": 0}, DaysOutOfRange),
        ({"per_day": 0}, LimitOutOfRange),
        ({"per_day": 9, "in_all": 8}, LimitOutOfRange),
        ({"in_all": 200_000}, LimitOutOfRange),
        ({"inviter": Reward(0, "no-such-coupon")}, CouponNotRunning),
    ],
)
async def test_what_makes_no_sense_is_refused(promises, change, problem):
    with pytest.raises(problem) as refused:
        await promises(**change)
    assert refused.value.facts["field"]


async def test_who_turned_it_on_is_written_down(database, bus, eventually):
    heard = []
    bus.listen(heard.append, (InviteTermsSet,), name="test")
    await database.write(actions.set_terms, Promise(), 10, "owner", enabled=True)
    await eventually(lambda: heard == [InviteTermsSet(enabled=True, by="owner")])
