"""Sound keeps its own grid."""

from media.hls.sound import Sound
from media.packets import Packet


def frame(dts, duration=1920):
    return Packet("audio", dts, b"x", keyframe=True, duration=duration)


def taken(sound, until=1 << 40):
    run = sound.take(until)
    return run.start, run.fields[::2]


def test_the_newest_frame_is_held_until_the_next_tells_where_it_ends():
    sound = Sound(48_000)
    sound.add(frame(0))
    assert sound.take(9000).payload == []
    sound.add(frame(1920))
    assert taken(sound) == (0, [1024])
    sound.release()
    assert taken(sound) == (1024, [1024])


def test_milliseconds_are_snapped_to_the_grid():
    sound = Sound(44_100)
    for number in range(100):
        sound.add(frame(round(number * 1024 / 44.1) * 90, 2070))
    assert taken(sound) == (0, [1024] * 99)


def test_a_hole_is_bridged_by_the_frame_before_it():
    sound = Sound(48_000)
    for dts in (0, 1920, 1920 * 10, 1920 * 11):
        sound.add(frame(dts))
    assert taken(sound) == (0, [1024, 9 * 1024, 1024])


def test_frames_of_the_past_are_dropped():
    sound = Sound(48_000)
    for dts in (19_200, 0, 1920, 21_120, 23_040):
        sound.add(frame(dts))
    assert taken(sound) == (10_240, [1024, 1024])


def test_frames_without_a_length_last_1024_samples():
    sound = Sound(48_000)
    for number in range(3):
        sound.add(frame(number * 1920, 0))
    assert taken(sound) == (0, [1024, 1024])


def test_only_what_begins_before_the_end_of_a_part_is_taken():
    sound = Sound(48_000)
    for number in range(10):
        sound.add(frame(number * 1920))
    assert taken(sound, until=3 * 1920) == (0, [1024] * 3)
    assert taken(sound, until=3 * 1920 + 1) == (3 * 1024, [1024])


def test_sound_without_a_picture_is_forgotten_in_the_end():
    sound = Sound(48_000)
    for number in range(5000):
        sound.add(frame(number * 1920))
    start, lengths = taken(sound)
    assert len(lengths) == 1024
    assert start == (5000 - 1 - 1024) * 1024


def test_what_came_before_an_epoch_began_is_not_in_it():
    sound = Sound(48_000)
    for number in range(10):
        sound.add(frame(number * 1920))
    sound.forget(5 * 1920)
    assert taken(sound)[0] == 5 * 1024
