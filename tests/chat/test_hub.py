"""Facts reach whoever sits in their room; what viewers say is answered."""

import json

import msgspec
import pytest

from appliance.errors import Conflict
from appliance.events import (
    CommentRecalled,
    FlashPieceLost,
    FlashSaleCounted,
    FlashSaleRestocked,
    LikesCounted,
    ShelfCounted,
)
from chat.room import MOST_BYTES


async def test_who_sits_down_is_welcomed(box):
    viewer = await box.sit("m1")
    assert viewer.welcome == {
        "type": "welcome",
        "epoch": viewer.welcome["epoch"],
        "n": 0,
        "now": 1795348800000,
        "edge": 1795348798000,
        "delay": 0,
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


async def test_a_count_stands_where_it_was_said_among_what_is_urgent(box, said, eventually):
    viewer = await box.sit("m1")
    for fact in (
        said("0"),
        FlashSaleCounted(room="r1", sale="s1", left=5),
        FlashSaleCounted(room="r1", sale="s1", left=0),
        FlashSaleRestocked(room="r1", sale="s1", left=3),
        said("1"),
    ):
        box.bus.publish(fact)
    box.bus.publish(FlashSaleCounted(room="r1", sale="s2", left=9))
    await eventually(lambda: len(viewer.events) == 5)
    assert [event.get("left", event.get("text")) for event in viewer.events] == ["0", 0, 3, "1", 9]
    assert [(frame["n"], len(frame["events"])) for frame in viewer.frames[1:]] == [(1, 2), (2, 1), (3, 2)]


async def test_the_newest_count_is_told_though_something_urgent_came_between(box, eventually):
    viewer = await box.sit("m1")
    box.bus.publish(FlashSaleCounted(room="r1", sale="s1", left=0))
    box.bus.publish(FlashSaleRestocked(room="r1", sale="s1", left=3))
    box.bus.publish(FlashSaleCounted(room="r1", sale="s1", left=2))
    await eventually(lambda: len(viewer.events) == 2)
    assert [(event["type"], event["left"]) for event in viewer.events] == [
        ("FlashSaleRestocked", 3),
        ("FlashSaleCounted", 2),
    ]


async def test_a_burst_is_cut_into_frames_of_bounded_length(box, said, eventually):
    viewer = await box.sit("m1")
    for number in range(100):
        box.bus.publish(said(f"{number}" + "x" * 1000))
    await eventually(lambda: len(viewer.texts) == 100)
    assert [text[:2].rstrip("x") for text in viewer.texts] == [f"{number}" for number in range(100)]
    sizes = [sum(len(json.dumps(event)) for event in frame["events"]) for frame in viewer.frames[1:]]
    assert len(sizes) > 5
    assert max(sizes) <= MOST_BYTES * 1.1
    assert [frame["n"] for frame in viewer.frames[1:]][-1] == 100


async def test_a_busy_room_speaks_in_ticks_and_what_is_urgent_does_not_wait(box, said, eventually):
    viewer = await box.sit("m1")
    for number in range(40):
        box.bus.publish(said(f"{number}"))
    await eventually(lambda: len(viewer.texts) == 40)
    box.bus.publish(said("late"))
    box.bus.publish(LikesCounted(room="r1", total=1))
    await box.seconds(0.05)
    assert "late" not in viewer.texts
    box.bus.publish(CommentRecalled(room="r1", comment="1"))
    await eventually(lambda: len(viewer.events) == 43)
    assert [event["type"] for event in viewer.events][-3:] == ["CommentSaid", "LikesCounted", "CommentRecalled"]
    for number in range(3):
        box.bus.publish(said(f"tick {number}"))
    await box.seconds(0.15)
    await eventually(lambda: len(viewer.events) == 46)
    assert len(viewer.frames[-1]["events"]) == 3


async def test_a_burst_of_what_is_urgent_is_few_frames(box, eventually):
    viewer = await box.sit("m1")
    for number in range(200):
        box.bus.publish(CommentRecalled(room="r1", comment=f"{number}"))
        if number % 20 == 0:
            await box.seconds(0.025)
    await box.seconds(0.1)
    await eventually(lambda: len(viewer.events) == 200)
    assert len(viewer.frames) <= 8


@pytest.mark.parametrize(
    ("address", "line"),
    [("8.8.8.8", "8.8.8.8"), ("2a01:4f8:1:2::1", "2a01:4f8:1:2::/64"), ("192.168.1.9", ""), ("", "")],
)
async def test_who_answers_knows_whose_line_it_is_where_no_proxy_may_stand(box, eventually, address, line):
    lines = []

    async def want(seat, _body):
        lines.append(seat.line)

    box.hub.hear("want", want, per_second=1, burst=3)
    viewer = await box.sit("m1", additional_headers={"X-Forwarded-For": address} if address else {})
    await viewer.say("want")
    await eventually(lambda: lines)
    assert lines == [line]
