"""Facts reach whoever sits in their room; what viewers say is answered."""

import json

import msgspec
import pytest

from appliance.errors import Conflict
from appliance.events import CommentRecalled, FlashPieceLost, LikesCounted, ShelfCounted


async def test_who_sits_down_is_welcomed(box):
    viewer = await box.sit("m1")
    assert viewer.welcome == {
        "type": "welcome",
        "epoch": viewer.welcome["epoch"],
        "n": 0,
        "now": 1795348800000,
        "edge": 1795348798000,
        "gap": False,
        "viewers": 1,
        "likes": 901,
    }


@pytest.mark.parametrize("compression", ["deflate", None])
async def test_a_fact_reaches_everybody_in_its_room_and_nobody_else(box, said, eventually, compression):
    here = [await box.sit(f"m{number}", compression=compression) for number in range(3)]
    elsewhere = await box.sit("m9", room="r2")
    box.bus.publish(said("好" * 200))
    await eventually(lambda: all(viewer.texts == ["好" * 200] for viewer in here))
    assert elsewhere.events == []
    assert here[0].frames[1]["n"] == 1
    assert here[0].frames[1]["edge"] == 1795348798000


async def test_what_a_viewer_says_is_answered_by_who_was_asked_to(box, eventually):
    class Count(msgspec.Struct):
        count: int

    async def want(seat, body):
        product = json.loads(body)["product"]
        if product == "gone":
            raise Conflict
        return Count(len(seat.viewer + product))

    box.hub.hear("want", want, per_second=1, burst=3)
    viewer = await box.sit("m1")
    await viewer.say("want", product="p1", ref="a")
    await viewer.say("want", product="gone", ref="b")
    await viewer.say("want", product="p1")
    await viewer.say("want", product="p1", ref="d")
    await eventually(lambda: len(viewer.answers) == 3)
    assert viewer.answers["a"] == {"ref": "a", "ok": {"count": 4}}
    assert viewer.answers["b"]["problem"]["type"] == "urn:jinbo:problem:conflict"
    assert viewer.answers["d"]["problem"]["status"] == 429


async def test_the_clock_is_told_to_who_asks(box, eventually):
    viewer = await box.sit("m1")
    await viewer.say("ping", ref="1")
    await eventually(lambda: viewer.answers)
    assert viewer.answers["1"]["ok"] == {"now": 1795348800000}


async def test_what_is_meant_for_one_is_told_to_that_one_in_all_their_rooms(box, eventually):
    one, other_room, other = await box.sit("m1"), await box.sit("m1", room="r2"), await box.sit("m2")
    box.bus.publish(FlashPieceLost(room="r1", member="m1", sale="s1", claim="c1"))
    await eventually(lambda: one.frames[1:] and other_room.frames[1:])
    assert one.frames[1]["yours"][0]["claim"] == "c1"
    assert len(other.frames) == 1


async def test_facts_keep_their_order_and_their_numbers(box, said, eventually):
    viewer = await box.sit("m1")
    for number in range(5):
        box.bus.publish(said(f"{number}"))
    box.bus.publish(CommentRecalled(room="r1", comment="1"))
    await eventually(lambda: len(viewer.events) == 6)
    assert viewer.texts == ["0", "1", "2", "3", "4"]
    assert [frame["n"] for frame in viewer.frames[1:]] == [5, 6]


async def test_of_counts_only_the_newest_is_told(box, eventually):
    viewer = await box.sit("m1")
    for total in range(100):
        box.bus.publish(LikesCounted(room="r1", total=total))
        box.bus.publish(ShelfCounted(room="r1", product=f"p{total % 2}", available=total, sold=0))
    await eventually(lambda: len(viewer.events) == 3)
    assert {(event.get("product"), event.get("total", event.get("available"))) for event in viewer.events} == {
        (None, 99),
        ("p0", 98),
        ("p1", 99),
    }
    assert viewer.frames[1]["n"] == 0
