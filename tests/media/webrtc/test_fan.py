"""Each watcher has a line of his own: who is slow loses pictures up to a keyframe, and costs nobody else any."""

import asyncio

import pytest

from media.webrtc.fan import MOST, Fan


@pytest.fixture
def asked() -> list[str]:
    """One for each time that a keyframe was wanted."""
    return []


@pytest.fixture
def fan(asked) -> Fan:
    return Fan(lambda: asked.append("keyframe"))


def show(fan: Fan, *stamps: int, key: int | None = None) -> None:
    for stamp in stamps:
        fan.send("video", [b"picture"], stamp, keyframe=stamp == key)


async def waiting(watcher, track="video") -> list[int]:
    """The stamps of what lies in his line, taken out."""
    stamps = []
    while watcher._lines[track]:
        stamps.append((await watcher.following(track))[1])
    return stamps


async def test_who_joins_asks_for_a_keyframe_and_sees_nothing_before_it(fan, asked):
    watcher = fan.join()
    assert asked == ["keyframe"]
    show(fan, 1, 2, 3, 4, key=3)
    assert await waiting(watcher) == [3, 4]


async def test_frames_come_as_they_were_sent_each_track_for_itself(fan):
    watcher = fan.join()
    fan.send("video", [b"a", b"b"], 10, keyframe=True)
    fan.send("audio", [b"sound"], 20, keyframe=True)
    assert await watcher.following("audio") == ([b"sound"], 20)
    assert await watcher.following("video") == ([b"a", b"b"], 10)


async def test_sound_is_heard_before_the_first_keyframe(fan):
    watcher = fan.join()
    fan.send("audio", [b"sound"], 1, keyframe=False)
    assert await waiting(watcher, "audio") == [1]


async def test_who_is_slow_loses_his_line_and_goes_on_with_the_next_keyframe(fan, asked):
    slow = fan.join()
    asked.clear()
    show(fan, *range(MOST["video"]), key=0)
    assert (slow.left_out, asked) == (0, [])
    show(fan, 1000, 1001)
    assert (slow.left_out, asked) == (1, ["keyframe"])
    assert await waiting(slow) == []
    show(fan, 2000, 2001, key=2000)
    assert await waiting(slow) == [2000, 2001]
    assert asked == ["keyframe"], "asked once, however many were left out"


async def test_a_keyframe_that_finds_the_line_full_is_the_one_to_go_on_with(fan):
    slow = fan.join()
    show(fan, *range(MOST["video"]), key=0)
    show(fan, 1000, 1001, key=1000)
    assert slow.left_out == 1
    assert await waiting(slow) == [1000, 1001]


async def test_a_slow_watcher_costs_nobody_else_a_picture(fan):
    slow, quick = fan.join(), fan.join()
    seen = []
    for stamp in range(3 * MOST["video"]):
        show(fan, stamp, key=0)
        seen += await waiting(quick)
    assert seen == list(range(3 * MOST["video"]))
    assert (slow.left_out, quick.left_out) == (1, 0)
    assert len(slow._lines["video"]) == 0


async def test_sound_that_nobody_takes_does_not_pile_up_and_asks_for_no_keyframe(fan, asked):
    slow = fan.join()
    show(fan, 0, 1, key=0)
    asked.clear()
    for stamp in range(MOST["audio"] + 1):
        fan.send("audio", [b"sound"], stamp, keyframe=True)
    assert await waiting(slow, "audio") == [MOST["audio"]]
    assert (slow.left_out, asked) == (0, [])
    assert await waiting(slow) == [0, 1], "the pictures stay"


async def test_who_waits_is_woken_by_a_frame(fan):
    watcher = fan.join()
    following = asyncio.create_task(watcher.following("video"))
    await asyncio.sleep(0)
    show(fan, 7, key=7)
    assert (await asyncio.wait_for(following, 5))[1] == 7


async def test_who_leaves_is_told_that_it_is_over_and_is_sent_nothing_more(fan):
    watcher, other = fan.join(), fan.join()
    show(fan, 1, key=1)
    following = asyncio.create_task(watcher.following("audio"))
    await asyncio.sleep(0)
    fan.leave(watcher)
    assert await asyncio.wait_for(following, 5) is None
    show(fan, 2, key=2)
    assert await watcher.following("video") is None, "nor what lay there already"
    assert await waiting(other) == [1, 2]
    assert fan.watched
    fan.leave(other)
    assert not fan.watched
