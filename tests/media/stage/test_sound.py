"""Nobody hears himself, everybody hears the others, and each at the moment he spoke."""

import numpy as np

from media.packets import TIMESCALE
from media.stage.sound import RATE, TICK, Voice, mixed


def tone(value: int, samples: int = TICK) -> np.ndarray:
    return np.full((samples, 2), value, np.int16)


def ticks(samples: int) -> int:
    return samples * TIMESCALE // RATE


def heard(voice: Voice, until: int, start: int = 0) -> np.ndarray:
    return np.concatenate([voice.take(place) for place in range(start, until, TICK)])


def test_everybody_is_in_the_mix_and_nobody_hears_himself():
    whole, apart = mixed({"host": tone(100), "lin": tone(20), "wu": tone(3)}, ["host", "lin", "wu"])
    assert set(whole.flat) == {123}
    assert {who: set(sound.flat) for who, sound in apart.items()} == {"host": {23}, "lin": {103}, "wu": {120}}


def test_who_says_nothing_hears_all_the_others():
    _, apart = mixed({"host": tone(100)}, ["muted"])
    assert set(apart["muted"].flat) == {100}


def test_a_loud_crowd_is_clipped_and_does_not_turn_over():
    whole, apart = mixed({"a": tone(30_000), "b": tone(30_000), "c": tone(-30_000)}, ["c", "a"])
    assert set(whole.flat) == {30_000}
    assert set(apart["c"].flat) == {32_767}
    assert set(apart["a"].flat) == {0}


def test_an_empty_stage_is_silent():
    whole, apart = mixed({}, ())
    assert whole.shape == (TICK, 2)
    assert not whole.any()
    assert apart == {}


def test_what_is_put_is_taken_at_its_time():
    voice = Voice()
    voice.put(tone(7), ticks(TICK * 2))
    sound = heard(voice, TICK * 4)
    assert list(np.flatnonzero(sound[:, 0])[[0, -1]]) == [TICK * 2, TICK * 3 - 1]


def test_pieces_that_wobble_a_little_in_time_are_joined_without_a_gap():
    voice = Voice()
    for n in range(50):
        voice.put(tone(7), ticks(TICK * (n + 5)) + (n % 7 - 3) * 400)
    sound = heard(voice, TICK * 60)[:, 0]
    spoken = np.flatnonzero(sound)
    assert len(spoken) == 50 * TICK
    assert spoken[-1] - spoken[0] == 50 * TICK - 1


def test_a_gap_of_the_speaker_is_silence_and_no_echo_of_what_lay_there():
    voice = Voice()
    voice.put(tone(7, RATE), ticks(TICK))
    heard(voice, RATE + TICK)
    voice.put(tone(9), ticks(RATE * 2))
    sound = heard(voice, RATE * 2 + TICK, RATE + TICK)[:, 0]
    assert set(sound) == {0, 9}


def test_what_comes_too_late_is_left_out_and_the_rest_is_heard():
    voice = Voice()
    heard(voice, TICK * 10)
    voice.put(tone(7, TICK * 2), ticks(TICK * 9))
    assert (voice.take(TICK * 10)[:, 0] == 7).all()
    voice.put(tone(5), ticks(TICK * 2))
    assert not voice.take(TICK * 11).any()


def test_a_ring_goes_round_without_end_and_without_growing():
    voice = Voice()
    total = 0
    for n in range(500):
        voice.put(tone(1), ticks(TICK * (n + 4)))
        total += int(voice.take(TICK * n)[:, 0].sum())
    assert total == 496 * TICK


def test_sound_of_a_far_future_is_not_kept():
    voice = Voice()
    voice.put(tone(7), ticks(RATE * 60))
    assert not heard(voice, RATE * 3 // TICK * TICK).any()
