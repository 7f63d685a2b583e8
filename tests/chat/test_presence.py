"""Who is there is counted once, and who comes in is told."""

import asyncio

import msgspec
import pytest

from appliance.events import ViewersCame, ViewersCounted


@pytest.fixture
async def heard(box):
    found = []
    box.bus.listen(found.append, (ViewersCame, ViewersCounted), name="test")
    return found


async def playing(box, agent: str) -> None:
    reader, writer = await asyncio.open_connection(box.address.host, box.address.port)
    writer.write(f"GET /live/r1/index.m3u8 HTTP/1.1\r\nHost: shop\r\nUser-Agent: {agent}\r\n\r\n".encode())
    await reader.readuntil(b"#EXTM3U\n")
    writer.close()


def count(box) -> int:
    return box.hub.presence.viewers("r1")


async def test_who_sits_and_plays_the_picture_is_one_viewer(box):
    await playing(box, "m1")
    assert count(box) == 1
    await box.sit("m1")
    assert count(box) == 1
    await playing(box, "a player without a page")
    assert count(box) == 2


async def test_two_phones_behind_one_router_are_two_once_they_sit(box):
    await box.sit("m1", user_agent_header="phone")
    await box.sit("m2", user_agent_header="phone")
    await playing(box, "phone")
    assert count(box) == 2


async def test_two_pages_of_one_member_are_one_viewer(box):
    one, _ = await box.sit("m1"), await box.sit("m1")
    assert count(box) == 1
    await one.leave()
    assert count(box) == 1


async def test_the_shops_own_people_are_no_viewers(box):
    await box.sit("staff:s1", role="staff")
    assert count(box) == 0
    assert box.hub.seats == {"r1": 1}


async def test_the_count_is_told_every_few_seconds_and_once_more_when_all_have_left(box, heard, eventually):
    viewer = await box.sit("m1")
    await box.seconds(5)
    await eventually(lambda: ViewersCounted(room="r1", viewers=1) in heard)
    await eventually(lambda: any(event["type"] == "ViewersCounted" for event in viewer.events))
    await viewer.leave()
    await eventually(lambda: not box.hub.seats)
    await box.seconds(10)
    await eventually(lambda: heard[-1:] == [ViewersCounted(room="r1", viewers=0)])
    assert len([fact for fact in heard if isinstance(fact, ViewersCounted)]) == 2


async def test_the_count_brings_up_to_three_faces_of_who_is_there_and_none_of_guests_or_colleagues(
    box, heard, eventually
):
    await box.sit("staff:s1", role="staff", avatar="/blobs/s.jpg")
    await box.sit("guest")
    first = await box.sit("m1", avatar="/blobs/1.jpg")
    await box.sit("m1", avatar="/blobs/1.jpg")  # a second page of one member
    for number in (2, 3, 4):
        await box.sit(f"m{number}", avatar=f"/blobs/{number}.jpg")
    told = "/blobs/1.jpg", "/blobs/2.jpg", "/blobs/3.jpg"
    assert box.hub.presence.faces("r1") == told
    await box.seconds(5)
    await eventually(lambda: ViewersCounted(room="r1", viewers=5, faces=told) in heard)
    await eventually(lambda: any(event.get("faces") == list(told) for event in first.events))


async def test_a_face_goes_with_the_last_page_of_its_member(box, eventually):
    one, other = await box.sit("m1", avatar="/blobs/1.jpg"), await box.sit("m1", avatar="/blobs/1.jpg")
    await one.leave()
    assert box.hub.presence.faces("r1") == ("/blobs/1.jpg",)
    await other.leave()
    await eventually(lambda: box.hub.presence.faces("r1") == ())


async def test_those_who_come_in_are_named_together(box, heard, eventually):
    first = await box.sit("m1")
    await box.seconds(1)
    await eventually(lambda: heard)
    for number in range(5):
        await box.sit(f"g{number}")
    await box.sit("staff:s1", role="staff")
    await box.seconds(1)
    await eventually(lambda: len(heard) == 2)
    assert heard == [
        ViewersCame(room="r1", names=["m1"], count=1),
        ViewersCame(room="r1", names=["g0", "g1", "g2"], count=5),
    ]
    await eventually(lambda: [event["count"] for event in first.events if event["type"] == "ViewersCame"] == [1, 5])


async def test_who_was_just_here_does_not_come_in_again(box, heard, eventually):
    viewer = await box.sit("m1")
    place = viewer.place
    await box.seconds(1)
    await viewer.leave()
    await eventually(lambda: not box.hub.seats)
    await box.sit("m1")  # the page was loaded again
    await box.sit("m2", after=place)  # a blip of the network
    await box.seconds(1)
    assert [fact.names for fact in heard if isinstance(fact, ViewersCame)] == [["m1"]]


async def test_who_was_away_for_long_comes_in_again(box, heard, eventually):
    viewer = await box.sit("m1")
    await box.seconds(1)
    await viewer.leave()
    await eventually(lambda: not box.hub.seats)
    for _ in range(61):
        await box.clock.advance(1)
    await box.sit("m1")
    await box.seconds(1)
    await eventually(lambda: len([fact for fact in heard if isinstance(fact, ViewersCame)]) == 2)


async def test_who_comes_and_leaves_is_told_once_for_all_their_pages_and_never_of_colleagues(box, eventually):
    told = []
    ports = msgspec.structs.replace(
        box.hub.ports,
        came=lambda seat: told.append(("came", seat.viewer)),
        left=lambda seat: told.append(("left", seat.viewer)),
    )
    box.hub.ports = ports
    first, second = await box.sit("m1"), await box.sit("m1")
    colleague = await box.sit("staff:wang", role="staff")
    assert told == [("came", "m1")]
    await first.leave()
    await colleague.leave()
    await second.leave()
    await eventually(lambda: len(told) == 2)
    assert told == [("came", "m1"), ("left", "m1")]
