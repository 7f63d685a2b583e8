"""In a full room every word is told ten thousand times: what is old at once is told less often."""

import pytest

from appliance.events import CommentRecalled, FlashSaleCounted
from chat.room import Room

SEATS = 10_000


class Seated:
    """A seat that keeps what it is told."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.tell = lambda frame: self.frames.append(frame.plain)


@pytest.fixture
def viewer() -> Seated:
    return Seated()


@pytest.fixture
async def room(clock, viewer) -> Room:
    room = Room("r1", clock, lambda _room: None)
    await clock.advance(10)
    seated = {viewer: None, **{object(): None for _ in range(SEATS - 1)}}
    room.sittings = seated
    room._tell = viewer.tell
    return room


def left(count: int) -> FlashSaleCounted:
    return FlashSaleCounted(room="r1", sale="s1", left=count)


async def test_a_count_waits_half_a_second_for_the_next_ones(room, clock):
    began = clock.monotonic()
    for count in range(5):
        room.hear(left(count))
        assert room.due == began + 0.5
        await clock.advance(0.05)


async def test_what_is_told_at_last_is_the_newest(room, viewer):
    for count in (500, 20, 0):
        room.hear(left(count))
    room.flush()
    assert [b'"left":0' in frame for frame in viewer.frames] == [True]
    assert room.due is None


async def test_talk_does_not_wait_and_takes_the_count_along(room, clock, said):
    room.hear(left(3))
    room.hear(said("好"))
    assert room.due <= clock.monotonic()
    room.flush()
    room.hear(left(2))
    assert room.due == clock.monotonic() + 0.5


async def test_a_count_behind_talk_is_told_with_it(room, clock, said):
    room.hear(said("好"))
    room.hear(left(3))
    assert room.due <= clock.monotonic()


async def test_what_is_urgent_does_not_wait(room, clock):
    room.hear(left(3))
    room.hear(CommentRecalled(room="r1", comment="c1"))
    assert room.due <= clock.monotonic()


async def test_in_a_small_room_nothing_waits(room, clock):
    room.sittings = dict(list(room.sittings.items())[:500])
    room.hear(left(3))
    assert room.due <= clock.monotonic()
