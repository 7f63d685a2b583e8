"""A guest's frames are shown evenly, however unevenly they come, and mouth and voice together."""

import random
from itertools import pairwise

from media.packets import TIMESCALE
from media.stage.playout import LEAST, MOST, Playout

MS = TIMESCALE // 1000


def test_frames_that_come_evenly_are_shown_after_the_shortest_wait():
    playout = Playout()
    assert [playout.due("video", n * 3000, 50_000 + n * 3000) for n in range(3)] == [
        50_000 + LEAST + n * 3000 for n in range(3)
    ]


def test_frames_that_come_unevenly_are_shown_evenly():
    playout, random_ways = Playout(), random.Random(5)
    shown = [playout.due("video", n * 3000, n * 3000 + random_ways.randrange(60) * MS) for n in range(200)]
    steps = {b - a for a, b in pairwise(shown[50:])}
    assert steps == {3000}


def test_a_first_frame_that_came_late_is_no_measure_for_the_rest():
    playout = Playout()
    assert playout.due("video", 0, 100 * MS) == 100 * MS + LEAST
    assert playout.due("video", 3000, 3000) == 3000 + LEAST


def test_who_is_far_away_is_waited_for_longer_but_not_for_ever():
    playout = Playout()
    playout.due("video", 0, 0)
    playout.due("video", 3000, 3000 + 200 * MS)
    assert 200 * MS < playout.delay < 230 * MS
    playout.due("video", 6000, 6000 + 3000 * MS)
    assert playout.delay == MOST


def test_mouth_and_voice_of_one_moment_are_shown_at_one_moment_whatever_way_each_took():
    playout = Playout()
    for n in range(100):
        playout.due("video", n * 1800, n * 1800 + 5 * MS)
        playout.due("audio", n * 1800, n * 1800 + 60 * MS)
    picture = playout.due("video", 180_000, 180_000 + 60 * MS)
    sound = playout.due("audio", 180_000, 180_000 + 5 * MS)
    assert picture == sound


def test_a_clock_that_runs_slow_is_followed():
    playout = Playout()
    for n in range(3000):
        due = playout.due("video", n * 3000, n * 3003)  # a thousandth, a hundred seconds long
    assert abs(due - (2999 * 3003 + LEAST)) < 25 * MS
    assert playout.delay < LEAST + 25 * MS


def test_a_clock_that_jumps_begins_anew():
    playout = Playout()
    playout.due("video", 0, 0)
    assert playout.due("video", 900 * TIMESCALE, 3000) == 3000 + LEAST


def test_a_voice_that_comes_too_late_for_its_mouth_is_heard_all_the_same():
    """A busy phone, or a sender whose two clocks do not agree."""
    playout = Playout()
    for n in range(500):
        picture, sound = playout.due("video", n * 1800, n * 1800), playout.due("audio", n * 1800, n * 1800 + 600 * MS)
        assert picture <= n * 1800 + MOST
        assert sound > n * 1800 + 600 * MS


def test_a_voice_that_comes_in_time_again_is_laid_to_its_mouth_again():
    playout = Playout()
    for n in range(3000):
        late = 600 * MS if n < 1000 else 10 * MS
        picture, sound = playout.due("video", n * 1800, n * 1800), playout.due("audio", n * 1800, n * 1800 + late)
    assert picture == sound


def test_a_camera_that_is_off_does_not_hold_the_voice_to_the_clock_it_had():
    playout = Playout()
    playout.due("video", 0, 0)
    for n in range(30_000):
        due = playout.due("audio", n * 1800, n * 1800 + n // 2)  # it runs slow by 0.17 s in ten minutes
    assert due - (29_999 * 1800 + 29_999 // 2) <= LEAST
    assert playout.delay == LEAST
