"""Two hubs of one house: whoever sits at either hears the same, and who is there adds up."""

import asyncio

import pytest

from appliance.events import CommentRecalled, FlashPieceLost, LikesCounted, ViewerKicked


@pytest.fixture
async def two(buses, a_box):
    """Two boxes that hear each other, each with an edge and a hub."""
    boxes = [a_box(bus) for bus in buses]
    for box in boxes:
        await box.start()
    yield boxes
    for box in boxes:
        await box.stop()


async def test_both_tell_the_same_facts_in_the_same_order(two, said, eventually):
    viewers = [await box.sit(f"m{number}") for number, box in enumerate(two)]
    for number in range(30):
        two[number % 2].bus.publish(said(f"{number}"))
        await eventually(lambda: all(f"{number}" in viewer.texts for viewer in viewers))  # noqa: B023 - awaited here
        await two[0].seconds(0.3)
    two[0].bus.publish(CommentRecalled(room="r1", comment="1"))
    await eventually(lambda: all(viewer.events[-1]["type"] == "CommentRecalled" for viewer in viewers))
    for viewer in viewers:
        assert viewer.texts == [f"{number}" for number in range(30)]


async def test_counts_reach_both(two, eventually):
    viewers = [await box.sit("m1") for box in two]
    two[1].bus.publish(LikesCounted(room="r1", total=7))
    await eventually(lambda: all(viewer.events for viewer in viewers))
    assert [viewer.events[0]["total"] for viewer in viewers] == [7, 7]


async def test_what_is_ones_own_finds_its_member_wherever_they_sit(two, eventually):
    here, there, other = (
        await two[0].sit("m1"),
        await two[1].sit("m1"),
        await two[1].sit("m2"),
    )
    two[0].bus.publish(FlashPieceLost(room="r1", member="m1", sale="s1", claim="c1"))
    await eventually(lambda: here.frames[1:] and there.frames[1:])
    assert not other.frames[1:]


async def test_who_is_sent_out_leaves_both(two, eventually):
    seats = [await box.sit("m1") for box in two]
    two[1].bus.publish(ViewerKicked(room="r1", member="m1", by="s1"))
    await eventually(lambda: all(seat.code == 4403 for seat in seats))


async def test_who_is_there_adds_up_and_a_hub_that_falls_silent_has_nobody(two, eventually):
    here, there = two
    for number in range(3):
        await here.sit(f"h{number}")
    last = [await there.sit(f"t{number}") for number in range(2)][-1]

    async def passed():
        await here.seconds(1)
        return all(box.hub.presence.viewers("r1") == 5 for box in two)

    await eventually(passed)
    await there.hub.stop()  # killed: it takes leave of nobody

    async def faded():
        await here.clock.advance(1)
        await asyncio.sleep(0)
        return here.hub.presence.viewers("r1") == 3

    await eventually(faded)
    assert last.code is None


async def test_both_hubs_show_the_same_faces(two, eventually):
    for number, box in enumerate([*two, *two]):
        await box.sit(f"m{number}", avatar=f"/blobs/{number}.jpg")

    async def told():
        await two[0].seconds(1)
        here, there = (box.hub.presence.faces("r1") for box in two)
        return len(here) == 3 and here == there

    await eventually(told)


async def test_who_comes_back_to_the_other_hub_is_told_to_look_anew(two, said, eventually):
    here, there = two
    await there.sit("m2")
    viewer = await here.sit("m1")
    here.bus.publish(said("0"))
    await eventually(lambda: viewer.texts)
    back = await there.sit("m1", after=viewer.place)
    assert back.welcome["gap"] is True
