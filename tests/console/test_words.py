"""How amounts and times are said."""

import pytest

from console.words import percent, size, span


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0:00:00"), (59.9, "0:00:59"), (3725, "1:02:05"), (90_000, "25:00:00"), (-3, "0:00:00")]
)
def test_a_span_is_hours_minutes_seconds(seconds, said):
    assert span(seconds) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 B"), (1536, "2 KB"), (5 * 2**20, "5.0 MB"), (3.5 * 2**30, "3.5 GB"), (2 * 2**40, "2.00 TB")],
)
def test_a_size_is_in_the_unit_a_person_would_choose(count, said):
    assert size(count) == said


def test_a_share_is_whole_percents():
    assert percent(0.256) == "26%"
