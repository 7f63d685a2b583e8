"""Who grabs as a guest and turns out to be a member keeps the place, and who leaves for good leaves it to others."""

import pytest

from appliance.events import MemberDeleted, MembersMerged
from store.promotions.flash_sales import actions
from tests.store.promotions.flash_sales.conftest import claims

LINE = "1.2.3.4"


@pytest.fixture
def told(desk):
    """Who is gone, as the desk hears it."""
    return desk._hear


@pytest.fixture
def merged(database, told):
    """``await merged("guest", "m1")``: what the guest had is the member's."""

    async def one(guest: str, member: str) -> None:
        told(MembersMerged(guest=guest, member=member))
        await database.write(actions.adopt, guest, member)

    return one


async def test_a_guest_who_logs_in_waits_on_in_the_same_place(on_sale, grab, desk, clock, heard, merged, eventually):
    sale = await on_sale(quantity=2)
    assert await grab(sale, "m1", "m2", "guest", "m4") == ["won", "won", "queued", "queued"]
    await merged("guest", "m3")
    assert list(desk._stalls[sale].queue) == ["m3", "m4"]
    assert await grab(sale, "m3") == ["queued"]
    await clock.advance(5 * 60)
    await desk.look()
    await eventually(lambda: set(claims(heard)) == {"m1", "m2", "m3", "m4"})


async def test_who_waits_as_a_member_already_waits_once(on_sale, grab, desk, merged):
    sale = await on_sale(quantity=2)
    assert await grab(sale, "m1", "m3", "m2", "guest") == ["won", "won", "queued", "queued"]
    await merged("guest", "m2")
    assert list(desk._stalls[sale].queue) == ["m2"]


async def test_who_holds_a_piece_as_a_member_does_not_wait_for_another(on_sale, grab, desk, merged):
    sale = await on_sale(quantity=1)
    assert await grab(sale, "m1", "guest") == ["won", "queued"]
    await merged("guest", "m1")
    assert list(desk._stalls[sale].queue) == []


async def test_what_a_guest_won_is_told_the_member_who_grabs_again(on_sale, grab, merged, rows):
    sale = await on_sale(quantity=1)
    assert await grab(sale, "guest", "m2") == ["won", "queued"]
    await merged("guest", "m1")
    assert await grab(sale, "m1") == ["won"]
    assert (await rows(sale))["claims"] == [("m1", "won")]


async def test_the_second_piece_of_one_person_goes_to_who_waits(on_sale, grab, desk, heard, merged, eventually):
    sale = await on_sale(quantity=2)
    assert await grab(sale, "m1", "guest", "m3") == ["won", "won", "queued"]
    await merged("guest", "m1")
    await desk.look()
    await eventually(lambda: "m3" in claims(heard))
    assert await grab(sale, "m1") == ["won"]


async def test_on_a_line_one_person_counts_once(on_sale, grab, desk, merged):
    sale = await on_sale(quantity=40, pieces=40)
    await grab(sale, "guest", line=LINE)
    await merged("guest", "m1")
    assert desk._stalls[sale].lines.members == {"m1": (LINE, 1)}


async def test_who_is_deleted_waits_no_longer(on_sale, grab, desk, told):
    sale = await on_sale(quantity=1)
    assert await grab(sale, "m1", "m2", line=LINE) == ["won", "queued"]
    told(MemberDeleted(member="m2"))
    stall = desk._stalls[sale]
    assert (list(stall.queue), list(stall.lines.members)) == ([], ["m1"])


async def test_what_went_back_is_not_the_piece_that_was_won_after_it(on_sale, grab, desk, heard):
    sale = await on_sale(quantity=1)
    await grab(sale, "m1")
    stall = desk._stalls[sale]
    stall.lost("m1", "before")
    assert list(stall.held) == ["m1"]
    stall.lost("m1", claims(heard)["m1"])
    assert list(stall.held) == []


async def test_a_guest_who_logs_in_while_asked_for_keeps_the_place_when_nothing_was_left(on_sale, grab, desk, merged):
    sale = await on_sale(quantity=1)
    assert await grab(sale, "m1", "guest") == ["won", "queued"]
    stall = desk._stalls[sale]
    stall._called.add("guest")
    asked = stall._ask("guest", 1)
    await merged("guest", "m2")
    assert await asked is None
    assert list(stall.queue) == ["m2"]
