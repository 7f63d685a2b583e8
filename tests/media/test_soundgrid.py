from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.aac import FRAME_SAMPLES
from media.packets import TIMESCALE
from media.soundgrid import SoundGrid

AAC = FRAME_SAMPLES * TIMESCALE // 48000


def stamp(seconds: float) -> int:
    """In whole milliseconds, as RTMP has it."""
    return round(seconds * 1000) * 90


def place(grid: SoundGrid, stamps: list[int]) -> list[tuple[int, int]]:
    return [span for span in map(grid.place, stamps) if span]


def even(spans: list[tuple[int, int]]) -> bool:
    return all(end == start for (_, end), (start, _) in pairwise(spans))


@pytest.mark.parametrize("rate", [48000, 44100, 32000, 22050, 8000])
def test_no_rate_leaves_its_grid_by_a_tick(rate):
    spans = place(SoundGrid(rate), [stamp(n * FRAME_SAMPLES / rate) for n in range(5000)])
    assert [start for start, _ in spans] == [n * FRAME_SAMPLES * TIMESCALE // rate for n in range(5000)]
    assert even(spans)


def test_a_grid_begins_where_its_first_frame_is_stamped():
    assert SoundGrid(48000).place(4711) == (4711, 4711 + AAC)


@pytest.mark.parametrize("burst", [2, 3, 4])
def test_frames_that_are_stamped_in_bursts_stay_even(burst):
    spans = place(SoundGrid(48000), [stamp(n // burst * burst * FRAME_SAMPLES / 48000) for n in range(1200)])
    assert len(spans) == 1200
    assert even(spans)


def test_a_gap_shows_as_a_gap():
    grid = SoundGrid(48000)
    spans = place(grid, [stamp(n * FRAME_SAMPLES / 48000) for n in range(100)])
    after = grid.place(stamp(100 * FRAME_SAMPLES / 48000 + 1.0))
    assert after[0] == pytest.approx(spans[-1][1] + TIMESCALE, abs=90)


def test_what_overlaps_is_refused_until_time_has_caught_up():
    grid = SoundGrid(48000)
    spans = place(grid, [stamp(n * FRAME_SAMPLES / 48000) for n in range(100)])
    again = [grid.place(stamp((60 + n) * FRAME_SAMPLES / 48000)) for n in range(60)]
    assert again[0] is None
    assert again[-1] is not None
    assert min(span[0] for span in again if span) >= spans[-1][1]


@pytest.mark.parametrize("factor", [1.001, 0.999])
def test_a_clock_that_runs_wrong_stays_within_a_few_frames_of_its_stamps(factor):
    grid = SoundGrid(48000)
    for n in range(5000):
        here = stamp(n * FRAME_SAMPLES / 48000 * factor)
        span = grid.place(here)
        assert span is None or abs(span[0] - here) < 4 * AAC
    assert grid.drift / TIMESCALE == pytest.approx(5000 * FRAME_SAMPLES / 48000 * (factor - 1), abs=0.03)


@settings(deadline=None)
@given(st.sampled_from([48000, 44100, 7350]), st.lists(st.integers(-200_000, 200_000), max_size=60))
def test_frames_never_overlap_whatever_their_stamps(rate, steps):
    grid, here, spans = SoundGrid(rate), 0, []
    for step in steps:
        here += step
        spans += [span for span in [grid.place(here)] if span]
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
