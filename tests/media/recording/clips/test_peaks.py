"""Where a show was livelier than usual: found by its own measure, and by nothing that is usual in it."""

import random
from itertools import pairwise

import pytest

from media.recording.clips.peaks import MOST, STEP, Count, Taken, peaks

HOUR = 360


def chance(seed, mean, steps=HOUR):
    """So many in each step as come by chance (Poisson)."""
    dice = random.Random(seed)
    return [sum(dice.random() < mean / 100 for _ in range(100)) for _ in range(steps)]


def flat(comments=5, likes=40, orders=0, steps=HOUR):
    return {"comments": [comments] * steps, "likes": [likes] * steps, "orders": [orders] * steps}


def with_burst(counts, kind, at, of=(10, 25, 40, 25, 10)):
    for step, more in enumerate(of, at):
        counts[kind][step] += more
    return counts


def test_a_show_that_is_always_the_same_has_no_peak():
    assert peaks(flat()) == []


def test_an_empty_show_has_no_peak():
    assert peaks({}) == []
    assert peaks({"comments": [], "likes": [], "orders": []}) == []
    assert peaks(flat(0, 0, 0)) == []


@pytest.mark.parametrize("mean", [0.3, 2, 12])
def test_what_comes_by_chance_is_no_peak(mean):
    for seed in range(8):
        counts = {kind: chance(f"{kind}{seed}", mean) for kind in ("comments", "likes", "orders")}
        assert peaks(counts) == [], seed


def test_one_burst_is_one_peak_that_reaches_back_to_before_it_rose():
    [found] = peaks(with_burst(flat(), "comments", 100))
    assert found.top == 101 * STEP
    assert 100 * STEP - 30 <= found.since < 100 * STEP
    assert 105 * STEP <= found.until <= 107 * STEP
    assert found.counts == (Count("comments", 105, 15),)
    assert found.within == ""


def test_the_same_counts_give_the_same_peaks():
    counts = with_burst({kind: chance(kind, 4) for kind in ("comments", "likes", "orders")}, "comments", 200)
    assert peaks(counts) == peaks({kind: list(of) for kind, of in reversed(counts.items())})


def test_a_burst_in_a_noisy_show_is_found_where_it_is():
    for seed in range(8):
        counts = {
            kind: chance(f"{kind}{seed}", mean) for kind, mean in (("comments", 6), ("likes", 50), ("orders", 0.2))
        }
        [found] = peaks(with_burst(counts, "comments", 180))
        assert found.since < 182 * STEP < found.until


def test_a_few_orders_at_once_are_a_peak_where_orders_are_rare():
    [found] = peaks(with_burst(flat(), "orders", 50, (2, 2, 1)))
    assert found.counts == (Count("orders", 5, 0),)


def test_one_eager_thumb_is_no_peak():
    assert peaks(with_burst(flat(0, 0, 0), "likes", 50, (60, 30))) == []


def test_what_stands_out_is_told_the_strongest_first():
    counts = with_burst(with_burst(flat(), "comments", 100), "orders", 101, (1, 2, 1))
    [found] = peaks(counts)
    assert [one.kind for one in found.counts] == ["comments", "orders"]


def test_a_burst_at_the_very_start_begins_with_the_show():
    [found] = peaks(with_burst(flat(), "comments", 0, (40, 30, 10)))
    assert (found.since, found.top) == (0, 0)
    assert 20 <= found.until <= 60


def test_a_burst_at_the_very_end_ends_with_the_show():
    [found] = peaks(with_burst(flat(), "comments", HOUR - 3, (10, 30, 40)))
    assert found.until == HOUR * STEP


def test_of_many_peaks_the_highest_are_told_in_the_order_of_the_show():
    counts = flat()
    for number in range(9):
        with_burst(counts, "comments", 20 + 35 * number, (20 + 5 * number, 40 + 5 * number, 20))
    found = peaks(counts)
    assert len(found) == MOST
    assert [one.top // 350 for one in found] == [4, 5, 6, 7, 8]
    assert all(one.until <= other.since for one, other in pairwise(found))


def test_a_long_climb_is_told_by_what_leads_up_to_its_top():
    climb = [min(step, 60) for step in range(80)] + [0] * 4
    [found] = [one for one in peaks(with_burst(flat(), "comments", 100, climb)) if one.score > 9]
    assert found.until - found.since <= 120
    assert found.since <= found.top < found.until


def test_a_show_of_a_minute_has_no_usual():
    assert peaks(with_burst(flat(steps=9), "comments", 2)) == []


def test_a_peak_that_a_clip_shows_already_says_which():
    counts = with_burst(flat(), "comments", 100)
    assert peaks(counts, [Taken("w1", 960, 1080)])[0].within == "w1"
    assert peaks(counts, [Taken("w1", 0, 1000)])[0].within == "", "it ends before the peak"
    assert peaks(counts, [Taken("w1", 400, 1900)])[0].within == "", "so long a film does not show it yet"
