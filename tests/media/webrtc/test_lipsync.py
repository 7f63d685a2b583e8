import pytest

from media.packets import TIMESCALE
from media.webrtc.lipsync import FORGIVEN, Lipsync


def test_what_comes_at_the_same_time_is_laid_at_the_same_time():
    sync = Lipsync()
    assert sync.place("audio", 4_000_000, 10.0) == 0
    assert sync.place("video", 77, 10.0) == 0
    assert sync.place("video", 77 + 3000, 10.9) == 3000
    assert sync.place("audio", 4_000_960, 10.9) == 1800


def test_a_track_that_comes_later_is_laid_later():
    sync = Lipsync()
    sync.place("audio", 0, 10.0)
    assert sync.place("video", 500_000, 10.5) == TIMESCALE // 2


@pytest.mark.parametrize("late", [0.3, -0.3])
def test_when_the_sender_has_told_its_clock_the_sound_is_moved_to_the_picture(late: float):
    """The first picture took long to encode, or the first sound was held back."""
    sync = Lipsync()
    sync.place("audio", 0, 10.0)
    sync.place("video", 0, 10.0 + max(late, 0))
    before = sync.place("video", 90_000, 11.0)
    sync.report("video", 0, 1000.0)
    sync.report("audio", 0, 1000.0 - late + max(late, 0))
    assert sync.place("video", 90_000, 11.0) == before
    assert before - sync.place("audio", 48_000, 11.0) == (late - max(late, 0)) * TIMESCALE


def test_a_difference_that_no_ear_hears_moves_nothing():
    sync = Lipsync()
    sync.place("audio", 0, 10.0)
    sync.place("video", 0, 10.0)
    sync.report("video", 0, 5.0)
    sync.report("audio", 0, 5.0 + 0.9 * FORGIVEN / TIMESCALE)
    assert sync.place("audio", 0, 10.0) == 0


def test_reports_that_come_before_the_first_frame_are_remembered():
    sync = Lipsync()
    sync.report("video", 0, 5.0)
    sync.report("audio", 0, 5.2)
    sync.place("video", 0, 10.0)
    assert sync.place("audio", 0, 10.0) == 0.2 * TIMESCALE
