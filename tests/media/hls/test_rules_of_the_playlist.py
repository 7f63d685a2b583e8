"""Every snapshot of real shows, of every frame rate and keyframe interval, before the strict judge."""

import itertools

import msgspec
import pytest

from media.packets import TIMESCALE


@pytest.mark.parametrize("fps", [12, 15, 24, 25, 30, 50, 60])
def test_every_usual_frame_rate_fits_the_part_target(fps, show, source, judge, play):
    made = show(seconds=6, fps=fps, gop=2 * fps, width=160)
    source.begin(made.video, made.audio)
    play(made)
    assert judge.seen >= 5 * 5


@pytest.mark.parametrize("gop", [0.5, 1, 1.5, 2, 3, 3.4, 4, 5, 8, 10])
def test_every_keyframe_interval_keeps_the_target_duration(gop, show, source, judge, play):
    made = show(seconds=20, fps=10, gop=int(gop * 10), width=160)
    source.begin(made.video, made.audio)
    play(made)
    lengths = [segment.length for segment in judge.last.segments if segment.uri]
    assert max(lengths) < 3.5
    assert sum(lengths) / len(lengths) >= 1, "the clock's seconds stay ahead of the media sequence"


def test_a_keyframe_far_from_the_last_still_begins_a_segment(show, source, judge, play):
    made = show(seconds=24, fps=10, gop=50, width=160)
    source.begin(made.video, made.audio)
    play(made)
    keyed = [segment for segment in judge.last.segments if segment.parts and segment.parts[0].independent]
    inside = [part for segment in judge.last.segments for part in segment.parts[1:] if part.independent]
    assert keyed
    assert not inside


def test_frames_that_are_reordered_keep_their_offsets(show, source, judge, play):
    made = show(seconds=6, bframes=2, width=160)
    assert any(packet.offset for packet in made.packets)
    source.begin(made.video, made.audio)
    play(made)


@pytest.mark.parametrize("rate", [44_100, 22_050, 48_000])
def test_sound_stays_on_its_grid_whatever_the_milliseconds_of_rtmp_say(rate, show, source, judge, play):
    made = show(seconds=6, rate=rate, width=160)
    rounded = [msgspec.structs.replace(p, dts=p.dts // 90 * 90, duration=p.duration // 90 * 90) for p in made.packets]
    source.begin(made.video, made.audio)
    play(msgspec.structs.replace(made, packets=rounded))


def test_a_phone_of_varying_frame_rate_keeps_the_part_target(show, source, judge, play):
    made = show(seconds=8, fps=30, gop=60, width=160)
    steps = itertools.cycle([3000, 1500, 9000, 2700, 4500, 30_000, 3000, 3000, 50_000, 700])
    clock = itertools.accumulate(steps)
    varying = [msgspec.structs.replace(p, dts=next(clock)) for p in made.packets if p.track == "video"]
    sound = [p for p in made.packets if p.track == "audio"]
    mixed = sorted([*varying, *sound], key=lambda packet: packet.dts)
    source.begin(made.video, made.audio)
    play(msgspec.structs.replace(made, packets=mixed))


def test_one_frame_a_second_is_announced_part_by_part(show, source, judge, play):
    made = show(seconds=20, fps=1, gop=2, width=160)
    source.begin(made.video, made.audio)
    play(made)
    assert judge.seen >= 15


def test_a_long_show_stays_within_its_window(show, source, judge, play):
    made = show(seconds=8, fps=10, gop=20, width=160)
    source.begin(made.video, made.audio)
    for round_ in range(20):
        play(made, round_ * made.length)
    assert judge.last.segments[0].msn > 1795348800 + 60
    assert len(judge.last.segments) < 14
    assert source.bytes_held < 70 / 8 * sum(len(packet.data) for packet in made.packets)


def test_a_delta_update_leaves_out_only_what_is_old(show, source, viewer, judge, play):
    made = show(seconds=8, fps=10, gop=20, width=160)
    source.begin(made.video, made.audio)
    for round_ in range(5):
        play(made, round_ * made.length, query="_HLS_skip=YES")
    assert judge.last.skipped > 0
    assert len(viewer.text(query="_HLS_skip=YES")) < len(viewer.text())


def test_a_host_who_comes_back_continues_the_same_playlist(show, source, judge, play):
    first = show(seconds=5, width=160)
    second = show(seconds=30, fps=10, gop=20, rate=44_100, width=320)
    source.begin(first.video, first.audio)
    play(first)
    source.begin(second.video, second.audio)
    play(second, 7 * TIMESCALE)
    inits = {segment.map for segment in judge.last.segments}
    assert len(inits) == 1, "the first epoch has left the window by now"
    assert judge.last.sequence == 1


def test_twenty_returns_count_the_discontinuities(show, source, judge, play):
    made = show(seconds=3, fps=10, gop=20, width=160)
    for round_ in range(20):
        source.begin(made.video, made.audio)
        play(made, round_ * made.length)
    assert judge.last.segments[-1].sequence == 19


def test_what_is_flushed_is_announced_at_once(show, source, viewer, judge, play):
    made = show(seconds=3, width=160)
    source.begin(made.video, made.audio)
    play(made)
    source.flush()
    judge.see(viewer.text())
    assert source.edge == made.length
    play(made, made.length)
