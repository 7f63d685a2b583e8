"""Who comes back after a blip has missed nothing that matters."""

import pytest

from appliance.events import CommentRecalled, FlashPieceLost, LikesCounted, ShelfCounted
from chat import memory
from chat.own import KEPT


async def told(box, viewer, eventually, fact):
    seen = len(viewer.frames)
    box.bus.publish(fact)
    await eventually(lambda: len(viewer.frames) > seen)


async def test_what_was_missed_comes_first_and_in_order(box, said, eventually):
    away, stays = await box.sit("m1"), await box.sit("m2")
    await told(box, away, eventually, said("before"))
    place = away.place
    await away.leave()
    for number in range(3):
        await told(box, stays, eventually, said(f"{number}"))
    await told(box, stays, eventually, CommentRecalled(room="r1", comment="1"))
    back = await box.sit("m1", after=place)
    await told(box, back, eventually, said("after"))
    assert back.welcome["gap"] is False
    assert back.welcome["n"] == 5
    assert [event["type"] for event in back.events] == [*["CommentSaid"] * 3, "CommentRecalled", "CommentSaid"]
    assert back.texts == ["0", "1", "2", "after"]
    assert [frame["n"] for frame in back.frames[1:]] == [2, 3, 4, 5, 6]


async def test_missed_facts_keep_the_moment_at_which_they_were_said(box, said, eventually):
    box.delay = 30
    stays = await box.sit("m2")
    await told(box, stays, eventually, said("0"))
    when, edge = stays.frames[1]["at"], stays.frames[1]["edge"]
    await box.seconds(3)
    box.moment, box.delay = box.clock.now(), 0
    back = await box.sit("m1", after=f"{stays.welcome['epoch']}.0")
    await eventually(lambda: back.texts)
    assert (back.frames[1]["at"], back.frames[1]["edge"], back.frames[1]["delay"]) == (when, edge, 30_000)
    assert back.welcome["edge"] > edge


async def test_who_comes_or_comes_back_knows_how_long_the_picture_is_held_back(box, eventually):
    box.delay = 30
    stays = await box.sit("m2")
    await told(box, stays, eventually, ShelfCounted(room="r1", product="p1", available=5, sold=1))
    back = await box.sit("m1", after=f"{stays.welcome['epoch']}.0")
    await eventually(lambda: back.events)
    assert [frame["delay"] for frame in (stays.welcome, stays.frames[1], *back.frames)] == [30_000] * 4


async def test_of_counts_one_gets_the_newest_of_what_goes_on(box, eventually):
    stays = await box.sit("m2")
    await told(box, stays, eventually, ShelfCounted(room="r1", product="p1", available=5, sold=1))
    await told(box, stays, eventually, LikesCounted(room="r1", total=7))
    await told(box, stays, eventually, ShelfCounted(room="r1", product="p1", available=0, sold=6))
    back = await box.sit("m1", after=f"{stays.welcome['epoch']}.0")
    await eventually(lambda: back.events)
    assert [(event["type"], event["available"]) for event in back.events] == [("ShelfCounted", 0)]


@pytest.mark.parametrize("after", ["other.3", "k", "", ".", "1.2.3", "x" * 500, "%s.99", "%s.-1", "%s.1e3", "%s.²"])
async def test_a_place_that_never_was_is_a_gap_and_no_fault(box, said, eventually, after):
    stays = await box.sit("m2")
    await told(box, stays, eventually, said("0"))
    place = after.replace("%s", stays.welcome["epoch"])
    back = await box.sit("m1", after=place)
    assert back.welcome["gap"] is bool(after)
    await told(box, back, eventually, said("1"))
    assert back.texts == ["1"]


async def test_more_than_the_room_remembers_is_a_gap(box, eventually, monkeypatch):
    monkeypatch.setattr(memory, "MOST_LASTING", 200)
    stays = await box.sit("m2")
    for number in range(5):
        await told(box, stays, eventually, CommentRecalled(room="r1", comment=f"{number}" * 50))
        await box.seconds(0.1)
    back = await box.sit("m1", after=f"{stays.welcome['epoch']}.0")
    assert back.welcome["gap"] is True


async def test_what_is_ones_own_comes_again_after_a_blip(box, eventually):
    away = await box.sit("m1")
    place = away.place
    await away.leave()
    box.bus.publish(FlashPieceLost(room="r1", member="m1", sale="s1", claim="c1"))
    box.bus.publish(FlashPieceLost(room="r1", member="m2", sale="s1", claim="c2"))
    await box.seconds(1)
    back = await box.sit("m1", after=place)
    await eventually(lambda: back.frames[1:])
    assert [fact["claim"] for frame in back.frames[1:] for fact in frame["yours"]] == ["c1"]


async def test_what_is_ones_own_does_not_come_back_for_ever(box, said, eventually):
    away = await box.sit("m1")
    place = away.place
    await away.leave()
    box.bus.publish(FlashPieceLost(room="r1", member="m1", sale="s1", claim="c1"))
    await box.seconds(1)
    await box.clock.advance(KEPT)
    back = await box.sit("m1", after=place)
    await told(box, back, eventually, said("0"))
    assert not any("yours" in frame for frame in back.frames)


async def test_a_room_is_remembered_while_it_is_empty_and_then_forgotten(box, said):
    viewer = await box.sit("m1")
    await viewer.leave()
    await box.seconds(6)
    assert "r1" in box.hub.register.rooms
    for _ in range(700):
        await box.clock.advance(1)
    assert "r1" not in box.hub.register.rooms
