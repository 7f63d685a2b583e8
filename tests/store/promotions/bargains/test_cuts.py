"""How a price is cut into pieces: exactly, in every draw."""

from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.promotions.bargains.cuts import cuts

seeds = st.binary(min_size=16, max_size=16).map(bytes.hex)


@st.composite
def plans(draw) -> tuple[str, int, int]:
    count = draw(st.integers(1, 50))
    return draw(seeds), draw(st.integers(count, 10_000_000)), count


@given(plans())
def test_all_cuts_together_reach_the_floor_exactly_and_none_takes_nothing(plan):
    seed, total, count = plan
    found = cuts(seed, total, count)
    assert (len(found), sum(found), min(found) >= 1) == (count, total, True)


@given(plans())
def test_no_cut_before_the_last_reaches_the_floor(plan):
    seed, total, count = plan
    assert count == 1 or sum(cuts(seed, total, count)[:-1]) < total


@given(plans())
def test_the_same_seed_cuts_the_same_way(plan):
    cuts.cache_clear()
    before = cuts(*plan)
    cuts.cache_clear()
    assert cuts(*plan) == before


@given(seeds)
def test_with_a_fen_for_each_cut_every_cut_is_a_fen(seed):
    assert cuts(seed, 50, 50) == (1,) * 50


def test_early_cuts_take_more_and_no_two_draws_are_alike():
    drawn = [cuts(f"{number:032x}", 10_000, 10) for number in range(200)]
    means = [mean(one[place] for one in drawn) for place in range(10)]
    assert means[0] > 2 * means[9]
    assert means == sorted(means, reverse=True)
    assert len(set(drawn)) == 200


@given(plans())
def test_a_cut_is_never_more_than_three_times_what_its_place_gives_on_average(plan):
    """Nobody's single cut may take nearly everything where many are needed."""
    seed, total, count = plan
    if count >= 10:
        assert max(cuts(seed, total, count)) - 1 <= total * 15 // (3 * count) + 1


@pytest.mark.parametrize(("total", "count"), [(3, 4), (0, 1), (5, 0)])
def test_less_than_a_fen_for_a_cut_is_no_plan(total, count):
    with pytest.raises(ValueError, match="a fen"):
        cuts("00", total, count)
