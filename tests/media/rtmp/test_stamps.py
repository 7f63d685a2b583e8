from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from media.rtmp.stamps import Unwrap

DAY = 86_400_000


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(-5000, 60_000), max_size=30), st.sampled_from([31, 32]))
def test_steps_survive_the_wrap_of_either_size(start, steps, bits):
    unwrap = Unwrap()
    wrap = 1 << bits
    truth = start % wrap
    last = unwrap.milliseconds("video", truth)
    for step in steps:
        truth += step
        now = unwrap.milliseconds("video", truth % wrap)
        assert now - last == step
        last = now


def test_time_goes_on_through_2_to_the_31():
    unwrap = Unwrap()
    stamps = [2**31 - 20, 2**31 - 1, 19, 39]
    moments = [unwrap.milliseconds("audio", stamp) for stamp in stamps]
    assert [later - earlier for earlier, later in pairwise(moments)] == [19, 20, 20]


def test_a_track_that_begins_after_the_wrap_stands_beside_the_other():
    unwrap = Unwrap()
    unwrap.milliseconds("video", 2**31 - 5)
    assert unwrap.milliseconds("audio", 10) == 2**31 + 10


def test_tracks_on_different_bases_stay_on_them():
    unwrap = Unwrap()
    assert unwrap.milliseconds("video", 10_000) == 10_000
    assert unwrap.milliseconds("audio", 21 * DAY) == 21 * DAY
    assert unwrap.milliseconds("video", 10_033) == 10_033
    assert unwrap.milliseconds("audio", 21 * DAY + 21) == 21 * DAY + 21
