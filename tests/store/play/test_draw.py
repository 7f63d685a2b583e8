"""The draw: the same for everybody who recomputes it, fair, and exact."""

import hashlib
from collections import Counter

from hypothesis import given
from hypothesis import strategies as some

from appliance.keys import Keys
from store.play import draw
from store.play.draw import Drawn

KEYS = Keys(b"k" * 32)
seeds = some.binary(min_size=32, max_size=32).map(bytes.hex)
members = some.lists(some.text("abcdef0123456789", min_size=1, max_size=8), unique=True, max_size=30)


def entries_of(who: list[str]) -> list[Drawn]:
    return [Drawn(place, draw.mark(KEYS, "r", member), -1) for place, member in enumerate(who, start=1)]


@given(seeds, members)
def test_everybody_who_entered_has_exactly_one_rank(seed, who):
    entries = entries_of(who)
    assert Counter(draw.winners(seed, entries)) == Counter(entry.mark for entry in entries)


@given(seeds, members)
def test_the_same_seed_and_entries_give_the_same_draw(seed, who):
    assert draw.winners(seed, entries_of(who)) == draw.winners(seed, entries_of(who))


@given(seeds)
def test_the_commitment_is_that_of_the_seeds_bytes(seed):
    assert draw.commitment(seed) == hashlib.sha256(bytes.fromhex(seed)).hexdigest()


@given(seeds, some.lists(some.sampled_from("abcdefgh"), unique=True, min_size=2, max_size=8))
def test_another_order_of_arrival_is_another_draw(seed, who):
    turned = entries_of(who[::-1])
    assert draw.digest(entries_of(who)) != draw.digest(turned)


@given(seeds, some.lists(some.integers(0, 3), min_size=1, max_size=30))
def test_only_who_was_right_can_win_a_quiz(seed, choices):
    entries = [Drawn(place, draw.mark(KEYS, "r", str(place)), choice) for place, choice in enumerate(choices, start=1)]
    right = {entry.mark for entry in entries if entry.choice == 2}
    assert set(draw.winners(seed, entries, answer=2)) == right


@given(seeds, some.integers(1, 60).flatmap(lambda count: some.tuples(some.just(count), some.integers(count, 100_000))))
def test_red_packets_hold_every_point_and_none_is_empty(seed, counted):
    count, points = counted
    found = draw.packets(seed, points, count)
    assert (len(found), sum(found)) == (count, points)
    assert min(found) >= max(1, points // (2 * count))


@given(some.integers(1, 100_000), some.integers(1, 300))
def test_shared_points_are_all_given_and_differ_by_one_at_most(points, winners):
    parts = draw.shares(points, winners)
    assert sum(parts) == points
    assert len(parts) == min(points, winners)
    assert max(parts) - min(parts) <= 1
    assert parts == sorted(parts, reverse=True)


def test_nobody_has_better_chances_for_coming_early():
    """Over 4,000 draws each of ten wins about 400 times: chi-square with nine degrees, far below 1 in a million."""
    entries = entries_of([f"m{number}" for number in range(10)])
    firsts = Counter(draw.winners(f"{number:064x}", entries)[0] for number in range(4_000))
    assert len(firsts) == 10
    assert sum((count - 400) ** 2 / 400 for count in firsts.values()) < 45


def test_no_packet_is_larger_for_coming_first():
    drawn = [draw.packets(f"{number:064x}", 10_000, 10) for number in range(2_000)]
    means = [sum(found[place] for found in drawn) / len(drawn) for place in range(10)]
    assert all(950 < mean < 1_050 for mean in means), means


def test_a_mark_cannot_be_made_by_who_knows_the_round_and_the_member():
    mark = draw.mark(KEYS, "round", "member")
    assert len(mark) == draw.MARK
    assert mark == draw.mark(KEYS, "round", "member")
    assert mark != draw.mark(Keys(b"o" * 32), "round", "member")
    assert len({mark, draw.mark(KEYS, "other", "member"), draw.mark(KEYS, "round", "other")}) == 3
    assert mark not in {hashlib.sha256(f"round{by}member".encode()).hexdigest()[: draw.MARK] for by in (":", "/", "")}
