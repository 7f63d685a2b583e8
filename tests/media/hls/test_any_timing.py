"""Whatever a publisher's clock does, the playlist obeys the rules."""

import sys

import msgspec
import pytest
from hypothesis import HealthCheck, currently_in_test_context, given, note, settings
from hypothesis import strategies as st

from appliance.clock import ManualClock
from media.hls.origin import Origin

STEPS = st.one_of(
    st.integers(1, 9000),
    st.sampled_from([0, 1, 1500, 3000, 3003, 3600, 3750]),
    st.integers(9000, 400_000),
    st.integers(-5000, 0),
)


@pytest.fixture
def fresh(show, variants, rules):
    """A show, one frame and one tone of it, and a new room with its judge."""

    def make():
        made = show(seconds=1, fps=10, gop=20, width=160)
        origin = Origin(ManualClock())
        source = origin.open("r1", variants("source")).rendition("source")
        judge = rules.Judge(lambda uri: origin.ask("r1", f"source/{uri}", b"", print).body)
        frames = (
            next(p for p in made.packets if p.track == "video"),
            next(p for p in made.packets if p.track == "audio"),
        )
        return made, *frames, origin, source, judge

    return make


PLACES = st.sets(st.integers(0, 59), max_size=3)


SHOWS = given(st.lists(STEPS, min_size=20, max_size=60), st.sets(st.integers(0, 59), max_size=20), PLACES, PLACES)
CALM = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}


def test_a_frame_that_stands_so_long_that_its_part_is_never_named_is_in_its_segment(fresh):
    obeys(fresh, [3000, 300_000, 400_000, 3000, 20_000], keyframes=set(), turns=set(), flushes=set())


@settings(max_examples=10, **CALM)
@SHOWS
def test_any_timing_makes_a_playlist_that_obeys_the_rules(fresh, steps, keyframes, turns, flushes):
    obeys(fresh, steps, keyframes, turns, flushes)


@pytest.mark.proof
def test_hundreds_of_timings_make_playlists_that_obey_the_rules(fresh, capsys):
    counted = []

    @settings(max_examples=300, **CALM)
    @SHOWS
    def many(steps, keyframes, turns, flushes):
        counted.append(obeys(fresh, steps, keyframes, turns, flushes))

    many()
    with capsys.disabled():
        sys.stdout.write(f"\n{len(counted)} timings, {sum(counted)} playlists, no rule broken\n")


def obeys(fresh, steps, keyframes, turns, flushes):
    """Write frames at these steps of time; returns how many playlists were judged."""
    if currently_in_test_context():  # in Hypothesis's own report Schemathesis' plugin leaves the values out
        note(f"obeys(fresh, {steps=}, {keyframes=}, {turns=}, {flushes=})")
    made, picture, tone, origin, source, judge = fresh()
    now, heard, edge = 0, 0, 0
    source.begin(made.video, made.audio)
    for number, step in enumerate(steps):
        if number in turns:
            source.begin(made.video, made.audio)
        if number in flushes:
            source.flush()
        now += step
        keyframe = number in keyframes or number == 0 or number in turns
        source.write(msgspec.structs.replace(picture, dts=now, keyframe=keyframe))
        while heard < now:
            source.write(msgspec.structs.replace(tone, dts=heard))
            heard += 1920
        if source.edge != edge:
            edge = source.edge
            judge.see(origin.ask("r1", "source/index.m3u8", b"", print).body.decode())
    return judge.seen
