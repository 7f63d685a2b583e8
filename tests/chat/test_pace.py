"""A quiet room speaks at once, a busy one in ticks."""

import pytest

from chat.pace import Beat


def at_rate(per_second: float, seconds: float = 5.0) -> tuple[Beat, float]:
    beat, now = Beat(), 0.0
    while now < seconds:
        beat.heard(now)
        now += 1 / per_second
    return beat, now


@pytest.mark.parametrize(
    ("per_second", "interval"), [(2, 0.0), (8, 0.0), (20, 0.1), (80, 0.1), (150, 0.25), (2000, 0.25)]
)
def test_the_tick_grows_with_what_is_said(per_second, interval):
    beat, now = at_rate(per_second)
    assert beat.interval(now) == interval


def test_a_room_nobody_speaks_in_is_quiet():
    assert Beat().interval(5.0) == 0.0


def test_a_room_that_calms_down_speaks_at_once_again():
    beat, now = at_rate(150)
    assert beat.interval(now + 1) == 0.1
    assert beat.interval(now + 4) == 0.0


def test_a_burst_makes_a_room_busy_at_once():
    beat = Beat()
    for _ in range(101):
        beat.heard(1.0)
    assert beat.interval(1.0) == 0.25


def test_a_count_waits_only_where_it_is_told_to_a_crowd():
    assert Beat.patience(500) == 0.0
    assert 0.02 < Beat.patience(501) < 0.03
    assert Beat.patience(10_000) == 0.5
