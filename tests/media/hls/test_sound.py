"""Sound keeps its own grid."""

from media.hls.sound import Sound
from media.packets import Packet

SILENCE = b"silence"


def frame(dts, duration=1920):
    return Packet("audio", dts, b"x", keyframe=True, duration=duration)


def taken(sound, until):
    run = sound.take(until)
    return run.start, run.fields[::2]


def test_the_newest_frame_is_held_until_the_next_tells_where_it_ends():
    sound = Sound(48_000, SILENCE)
    sound.add(frame(0))
    assert sound.take(9000).payload == []
    sound.add(frame(1920))
    assert taken(sound, 9000) == (0, [1024])
    sound.release(3840)
    assert taken(sound, 3840) == (1024, [1024])


def test_sound_is_there_until_the_part_ends_though_the_next_frame_has_not_come():
    sound = Sound(48_000, SILENCE)
    sound.add(frame(0))
    sound.add(frame(1920))
    assert taken(sound, 3000) == (0, [1024, 1024])
    sound.add(frame(3840 + 500))
    sound.add(frame(5760))
    assert taken(sound, 7000) == (2048, [1024, 1024])


def test_milliseconds_are_snapped_to_the_grid():
    sound = Sound(44_100, SILENCE)
    for number in range(100):
        sound.add(frame(round(number * 1024 / 44.1) * 90, 2070))
    assert taken(sound, 99 * 2089) == (0, [1024] * 99)


def test_a_hole_is_filled_with_silence():
    sound = Sound(48_000, SILENCE)
    for dts in (0, 1920, 1920 * 5 + 90, 1920 * 6 + 90):
        sound.add(frame(dts))
    run = sound.take(1920 * 7)
    assert run.payload == [b"x", b"x", SILENCE, SILENCE, SILENCE, b"x", b"x"]
    assert run.fields[::2] == [1024, 1024, 1024, 1024, 1024 + 48, 1024, 1024]


def test_a_host_whose_sound_stops_is_seen_on_in_silence():
    sound = Sound(48_000, SILENCE)
    for number in range(10):
        sound.add(frame(number * 1920))
    assert len(taken(sound, 19_200)[1]) == 10
    assert sound.take(19_200 + 90_000).payload == []
    run = sound.take(19_200 + 90_000 + 18_000)
    assert set(run.payload) == {SILENCE}
    assert sum(run.fields[::2]) == (90_000 + 18_000) * 48 // 90
    assert sum(sound.take(19_200 + 90_000 + 36_000).fields[::2]) == 9600
    sound.add(frame(19_200 + 90_000 + 36_000))
    assert sound.take(19_200 + 90_000 + 36_000 + 1920).payload == [b"x"]


def test_sound_that_comes_a_little_after_its_picture_is_waited_for():
    sound = Sound(48_000, SILENCE)
    heard = []
    for number in range(100):
        sound.add(frame(number * 1920))
        heard += sound.take(number * 1920 + 45_000).payload
    assert set(heard) == {b"x"}
    assert len(heard) == 99


def test_the_sound_ends_and_begins_with_its_picture():
    sound = Sound(48_000, SILENCE)
    sound.add(frame(0))
    sound.release(19_200)
    assert sum(sound.take(19_200).fields[::2]) == 10_240
    later = Sound(48_000, SILENCE)
    later.begin(19_200)
    later.add(frame(28_800))
    later.add(frame(28_800 + 1920))
    run = later.take(28_800 + 1920)
    assert (run.start, sum(run.fields[::2])) == (10_240, 6144)


def test_sound_that_was_there_before_its_picture_begins_with_it():
    sound = Sound(48_000, SILENCE)
    for number in range(4):
        sound.add(frame(number * 1920))
    sound.begin(1000)
    run = sound.take(1920 * 3)
    assert run.start == 533
    assert run.fields[::2] == [2048 - 533, 1024]


def test_frames_of_the_past_are_dropped():
    sound = Sound(48_000, SILENCE)
    for dts in (19_200, 0, 1920, 21_120, 23_040):
        sound.add(frame(dts))
    assert taken(sound, 23_040) == (10_240, [1024, 1024])


def test_frames_without_a_length_last_1024_samples():
    sound = Sound(48_000, SILENCE)
    for number in range(3):
        sound.add(frame(number * 1920, 0))
    assert taken(sound, 3840) == (0, [1024, 1024])


def test_only_what_begins_before_the_end_of_a_part_is_taken():
    sound = Sound(48_000, SILENCE)
    for number in range(10):
        sound.add(frame(number * 1920))
    assert taken(sound, until=3 * 1920) == (0, [1024] * 3)
    assert taken(sound, until=3 * 1920 + 1) == (3 * 1024, [1024])


def test_sound_without_a_picture_is_forgotten_in_the_end():
    sound = Sound(48_000, SILENCE)
    for number in range(5000):
        sound.add(frame(number * 1920))
    start, lengths = taken(sound, 4999 * 1920)
    assert len(lengths) == 1024
    assert start == (5000 - 1 - 1024) * 1024


def test_what_came_before_an_epoch_began_is_not_in_it():
    sound = Sound(48_000, SILENCE)
    for number in range(10):
        sound.add(frame(number * 1920))
    sound.begin(5 * 1920)
    assert taken(sound, 9 * 1920)[0] == 5 * 1024
