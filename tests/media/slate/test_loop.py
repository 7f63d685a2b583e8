from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.packets import TIMESCALE, AudioConfig, Packet, VideoConfig
from media.slate.loop import Loop, Slate
from media.slate.silence import silence

HOUR = 3600 * TIMESCALE
PICTURE = 9000


@pytest.fixture
def still() -> Slate:
    return made_of(silence(48_000, 2)[0])


def made_of(audio: AudioConfig) -> Slate:
    pictures = [Packet("video", n * PICTURE, b"%d" % n, keyframe=n == 0, duration=PICTURE) for n in range(20)]
    sound = Packet("audio", 0, silence(audio.sample_rate, audio.channels)[1], keyframe=True)
    return Slate(VideoConfig("h264", b"", 16, 16), audio, (*pictures, sound), 20 * PICTURE)


def seams(packets: list[Packet]) -> set[int]:
    return {later.dts - earlier.dts - earlier.duration for earlier, later in pairwise(packets)}


@given(st.lists(st.integers(0, 3 * TIMESCALE), max_size=30), st.integers(0, 10**12))
def test_however_the_time_is_cut_every_packet_comes_once(steps: list[int], origin: int) -> None:
    loop = Loop(made_of(silence(48_000, 2)[0]), origin)
    cuts = [origin]
    for step in steps:
        cuts.append(cuts[-1] + step)
    whole = loop.between(origin, cuts[-1])
    assert [packet for start, end in pairwise(cuts) for packet in loop.between(start, end)] == whole


def test_pictures_follow_each_other_without_a_gap_over_the_turn_of_the_loop(still: Slate) -> None:
    pictures = Loop(still, 777).between(777, 777 + 10 * still.duration, "video")
    assert len(pictures) == 200
    assert seams(pictures) == {0}


def test_a_keyframe_stands_every_two_seconds_from_the_first_picture_on(still: Slate) -> None:
    pictures = Loop(still, 90).between(0, 7 * TIMESCALE, "video")
    assert [packet.dts for packet in pictures if packet.keyframe] == [90, 180_090, 360_090, 540_090]


@pytest.mark.parametrize("rate", [48_000, 44_100, 32_000, 22_050])
def test_sound_neither_drifts_nor_leaves_a_gap_at_any_rate(rate: int) -> None:
    sound = Loop(made_of(silence(rate, 1)[0]), 5).between(5, 5 + HOUR, "audio")
    assert seams(sound) == {0}
    assert abs(sound[-1].dts - 5 - (len(sound) - 1) * 1024 * TIMESCALE / rate) <= 0.5


def test_sound_may_begin_where_the_hosts_sound_ended(still: Slate) -> None:
    packets = Loop(still, 1000, audio_from=400).between(0, TIMESCALE)
    assert packets[0] == Packet("audio", 400, silence(48_000, 2)[1], keyframe=True, duration=1920)
    assert next(packet for packet in packets if packet.track == "video").dts == 1000


def test_both_tracks_come_in_decoding_order(still: Slate) -> None:
    times = [packet.dts for packet in Loop(still, 3).between(0, 5 * TIMESCALE)]
    assert times == sorted(times)


def test_nothing_plays_before_its_beginning(still: Slate) -> None:
    assert Loop(still, TIMESCALE).between(0, TIMESCALE) == []


def test_a_loop_that_ran_for_a_year_still_answers_at_once(still: Slate) -> None:
    year = 365 * 24 * HOUR
    assert {packet.track for packet in Loop(still, 0).between(year, year + TIMESCALE)} == {"video", "audio"}
