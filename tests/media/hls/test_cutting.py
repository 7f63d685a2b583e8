"""Where parts and segments end."""

import itertools

import pytest

from media.hls.cutting import PART_LEAST, PART_TARGET, TARGET_SECONDS, Rhythm, part_is_full
from media.packets import TIMESCALE


@pytest.mark.parametrize(("fps", "frames"), [(24, 5), (25, 5), (30, 6), (50, 10), (60, 12)])
def test_a_part_takes_a_whole_number_of_usual_frames(fps, frames):
    frame = TIMESCALE // fps
    lengths = itertools.count(frame, frame)
    assert next(length for length in lengths if part_is_full(length, frame)) == frames * frame
    assert PART_LEAST <= frames * frame <= PART_TARGET


def segments(interval: float, total: float = 60) -> list[tuple[float, bool]]:
    """Length and independence of each segment when parts last 0.2 s and keyframes are `interval` seconds apart."""
    rhythm, found, start, keyed = Rhythm(), [], 0, True
    step, gap = TIMESCALE // 10, round(interval * TIMESCALE)
    keyframes = set(range(0, int(total * TIMESCALE), gap))
    rhythm.keyframe(0)
    for now in sorted(keyframes | set(range(0, int(total * TIMESCALE), 2 * step)))[1:]:
        ends = rhythm.ends_at_part(start, now) and now not in keyframes
        if now in keyframes:
            ends = rhythm.ends_at_keyframe(now - start, independent=keyed)
            rhythm.keyframe(now)
        if ends:
            found.append(((now - start) / TIMESCALE, keyed))
            start, keyed = now, now in keyframes
    return found


@pytest.mark.parametrize(("interval", "length"), [(0.5, 2), (1, 2), (2, 2), (2.5, 2.5), (3, 3)])
def test_segments_of_usual_shows_begin_with_keyframes_and_last_some_two_seconds(interval, length):
    assert set(segments(interval)) == {(length, True)}


@pytest.mark.parametrize("interval", [3.3, 3.5, 4, 4.5, 5, 6, 7, 8.33, 10, 20])
def test_far_keyframes_are_cut_evenly_and_each_begins_a_segment(interval):
    found = segments(interval, total=12 * interval)
    assert max(length for length, _ in found) < TARGET_SECONDS + 0.5
    assert sum(keyed for _, keyed in found) == pytest.approx(12, abs=1)
    settled = [length for length, _ in found[len(found) // 3 :]]
    assert min(settled) > 1


def test_irregular_keyframes_never_make_a_segment_too_long():
    rhythm, start = Rhythm(), 0
    keyframes = {0, 5, 7, 26, 27, 90, 91, 92, 140}
    for tenth in range(300):
        now = tenth * TIMESCALE // 10
        if tenth in keyframes:
            if rhythm.ends_at_keyframe(now - start, independent=True):
                start = now
            rhythm.keyframe(now)
        elif rhythm.ends_at_part(start, now):
            start = now
        assert now - start < 3.5 * TIMESCALE
