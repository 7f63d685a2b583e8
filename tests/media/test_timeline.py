from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.packets import TIMESCALE, Packet
from media.timeline import Timeline

DAY = 86_400 * TIMESCALE
FRAME = 3000
AAC = 1920  # 1024 samples at 48 kHz


def picture(seconds: float, keyframe: bool = False, offset: int = 0) -> Packet:
    return Packet("video", round(seconds * TIMESCALE), b"picture", keyframe, offset)


def sound(seconds: float) -> Packet:
    return Packet("audio", round(seconds * 1000) * 90, b"sound", keyframe=True)


def put(timeline: Timeline, packets: list[Packet]) -> list[Packet]:
    return [placed for packet in packets for placed in timeline.place(packet)]


def show(start: float, seconds: float, *, apart: float = 0.0, fps: float = 30.0) -> list[Packet]:
    """Interleaved as publishers send; sound is stamped `apart` seconds later than the picture."""
    pictures = [picture(start + n / fps, n == 0) for n in range(round(seconds * fps))]
    sounds = [sound(start + apart + n * 1024 / 48000) for n in range(round(seconds * 48000 / 1024))]
    base = {"video": start, "audio": start + apart}
    return sorted(pictures + sounds, key=lambda packet: packet.dts - base[packet.track] * TIMESCALE)


def track(packets: list[Packet], name: str) -> list[Packet]:
    return [packet for packet in packets if packet.track == name]


def rises(packets: list[Packet]) -> bool:
    return all(
        earlier.dts < later.dts and earlier.dts + earlier.duration <= later.dts
        for name in ("video", "audio")
        for earlier, later in pairwise(track(packets, name))
    )


def test_a_source_lands_on_the_edge_whatever_its_clock_says():
    timeline = Timeline(start=500)
    timeline.begin(48000)
    placed = put(timeline, show(4711.0, 1.0))
    assert min(packet.dts for packet in placed) == 500
    assert rises(placed)


def test_one_source_follows_another_without_gap_or_overlap():
    timeline = Timeline()
    timeline.begin(48000)
    first = put(timeline, show(100.0, 2.0))
    first += timeline.begin(44100)
    edge = timeline.edge
    assert edge == max(packet.dts + packet.duration for packet in first)
    second = put(timeline, show(3.0, 2.0)) + timeline.flush()
    assert min(packet.dts for packet in second) == edge
    assert rises(first + second)


def test_a_picture_waits_for_the_next_one_to_know_its_length():
    timeline = Timeline()
    timeline.begin(None)
    assert timeline.place(picture(0.0, keyframe=True)) == []
    assert [packet.duration for packet in timeline.place(picture(0.040))] == [3600]
    assert [packet.duration for packet in timeline.flush()] == [3600]
    assert timeline.flush() == []


def test_a_variable_frame_rate_keeps_its_times():
    times = [0.0, 0.033, 0.1, 0.101, 0.9, 2.5]
    timeline = Timeline()
    timeline.begin(None)
    placed = put(timeline, [picture(10 + time) for time in times]) + timeline.flush()
    assert [packet.dts for packet in placed] == [round(time * TIMESCALE) for time in times]
    assert [packet.duration for packet in placed[:-1]] == [later.dts - here.dts for here, later in pairwise(placed)]


def test_sound_and_picture_keep_their_distance():
    timeline = Timeline()
    timeline.begin(48000)
    placed = put(timeline, [picture(10.0, keyframe=True), sound(10.5), picture(10.033)])
    assert [packet.dts for packet in placed] == [45_000, 0]


def test_sound_from_before_the_first_picture_is_trimmed():
    timeline = Timeline()
    timeline.begin(48000)
    assert put(timeline, [picture(10.0), sound(9.9)]) == []
    assert put(timeline, [sound(10.0)])[0].dts == 0


def test_a_first_picture_from_before_the_sound_is_kept():
    timeline = Timeline()
    timeline.begin(48000)
    placed = put(timeline, [sound(10.0), picture(9.98, keyframe=True), picture(10.1)])
    assert [(packet.track, packet.dts) for packet in placed] == [("audio", 0), ("video", 0)]


@pytest.mark.parametrize("apart", [21 * 86_400.0, -21 * 86_400.0, 10.0])
def test_tracks_on_very_different_bases_begin_together(apart):
    timeline = Timeline()
    timeline.begin(48000)
    packets = show(30 * 86_400.0, 2.0, apart=apart)
    assert not any(timeline.jumps(packet) or timeline.place(packet) is None for packet in packets)
    timeline = Timeline()
    timeline.begin(48000)
    placed = put(timeline, packets)
    firsts = [track(placed, name)[0].dts for name in ("video", "audio")]
    assert abs(firsts[0] - firsts[1]) <= AAC
    assert rises(placed)


def test_a_track_that_begins_late_finds_its_place():
    timeline = Timeline()
    timeline.begin(48000)
    put(timeline, [sound(10 + n * 1024 / 48000) for n in range(400)])
    placed = put(timeline, [picture(18.6, keyframe=True), picture(18.633)])
    assert placed[0].dts == round(8.6 * TIMESCALE)


def test_sound_stands_on_its_grid_though_stamped_in_milliseconds():
    timeline = Timeline()
    timeline.begin(48000)
    placed = put(timeline, [sound(n * 1024 / 48000) for n in range(1000)])
    assert [packet.dts for packet in placed] == [n * AAC for n in range(1000)]
    assert {packet.duration for packet in placed} == {AAC}
    assert abs(timeline.drift) < 0.001


def test_sound_that_overlaps_what_was_heard_is_dropped():
    timeline = Timeline()
    timeline.begin(48000)
    put(timeline, [sound(n * 1024 / 48000) for n in range(100)])
    again = put(timeline, [sound((60 + n) * 1024 / 48000) for n in range(60)])
    assert 18 <= len(again) <= 30
    assert timeline.dropped == 60 - len(again)


def test_without_a_rate_sound_stays_where_it_is_stamped():
    timeline = Timeline()
    timeline.begin(None)
    placed = put(timeline, [sound(1.0), sound(1.02), sound(1.02), sound(1.06)]) + timeline.flush()
    assert [packet.dts for packet in placed] == [0, 1800, 1801, 5400]
    assert [packet.duration for packet in placed] == [1800, 1, 3599, 3599]


@pytest.mark.parametrize(("given", "kept"), [(-1800, 0), (0, 0), (5940, 5940), (2**23 * 90, 3 * TIMESCALE)])
def test_presentation_never_lies_before_decoding_nor_hours_behind(given, kept):
    timeline = Timeline()
    timeline.begin(None)
    assert put(timeline, [picture(1.0, offset=given), picture(1.04)])[0].offset == kept


def test_the_edge_counts_what_is_shown_after_it_is_decoded():
    timeline = Timeline()
    timeline.begin(None)
    put(timeline, [picture(0.0, offset=6000), picture(0.04, offset=6000)])
    timeline.flush()
    assert timeline.edge == 3600 + 3600 + 6000


def test_small_steps_back_are_absorbed():
    timeline = Timeline()
    timeline.begin(None)
    packets = [picture(time) for time in (5.0, 5.04, 5.02, 5.03, 5.08)]
    assert not any(timeline.jumps(packet) for packet in packets)
    placed = put(timeline, packets) + timeline.flush()
    assert len(placed) == 5
    assert rises(placed)


@pytest.mark.parametrize(("to", "jumps"), [(12.9, False), (13.2, True), (9.5, False), (8.8, True), (0.0, True)])
def test_three_seconds_forward_or_one_back_is_a_jump(to, jumps):
    timeline = Timeline()
    timeline.begin(None)
    put(timeline, [picture(10.0, keyframe=True)])
    assert timeline.jumps(picture(to)) is jumps


def test_a_first_packet_never_jumps():
    timeline = Timeline()
    timeline.begin(None)
    assert not timeline.jumps(picture(99.0))
    timeline.place(picture(99.0))
    assert not timeline.jumps(sound(5000.0))


def test_sound_that_comes_back_after_a_long_silence_is_no_jump():
    timeline = Timeline()
    timeline.begin(48000)
    put(timeline, [sound(0.0)] + [picture(n / 30) for n in range(300)])
    assert not timeline.jumps(sound(10.0))
    assert put(timeline, [sound(10.0)])[0].dts == pytest.approx(10 * TIMESCALE, abs=AAC)


def test_after_a_jump_the_strays_of_the_old_time_are_dropped():
    timeline = Timeline()
    timeline.begin(48000)
    put(timeline, show(0.0, 1.0))
    epochs = 0
    placed = []
    strays = [sound(1.003), sound(1.024), sound(1.045)]
    for packet in [picture(60.0, keyframe=True), *strays, *show(60.04, 1.0)]:
        if timeline.jumps(packet):
            epochs += 1
            placed += timeline.begin(48000)
        placed += timeline.place(packet)
    assert epochs == 1
    assert timeline.dropped == 3
    assert rises(placed)


def test_an_unasked_jump_still_keeps_time_rising():
    timeline = Timeline()
    timeline.begin(48000)
    assert rises(put(timeline, show(50.0, 1.0) + show(0.0, 1.0) + show(5000.0, 1.0)))


SOURCES = st.lists(
    st.tuples(
        st.sampled_from([48000, 44100, 22050, None]),
        st.lists(
            st.tuples(st.sampled_from(["video", "audio"]), st.integers(-400_000, 400_000), st.integers(-9000, 20_000)),
            max_size=30,
        ),
    ),
    max_size=5,
)


@settings(deadline=None)
@given(SOURCES, st.booleans())
def test_time_rises_in_each_track_whatever_sources_say(sources, asks):
    timeline = Timeline(start=1000)
    placed: list[Packet] = []
    for rate, steps in sources:
        placed += timeline.begin(rate)
        dts = 0
        for name, step, offset in steps:
            dts += step
            packet = Packet(name, dts, b"", keyframe=True, offset=offset)
            if asks and timeline.jumps(packet):
                placed += timeline.begin(rate)
            placed += timeline.place(packet)
    placed += timeline.flush()
    assert rises(placed)
    assert all(packet.offset >= 0 and packet.dts >= 1000 for packet in placed)
    ends = [packet.dts + packet.offset + packet.duration for packet in placed]
    assert timeline.edge == max([1000, *ends])


@settings(deadline=None)
@given(st.integers(0, 40 * DAY), st.integers(1, 200))
def test_nothing_is_lost_from_a_decent_source(start, count):
    timeline = Timeline()
    timeline.begin(48000)
    packets = [picture(start / TIMESCALE + n / 30) for n in range(count)]
    assert len(put(timeline, packets) + timeline.flush()) == count
    assert timeline.dropped == 0
