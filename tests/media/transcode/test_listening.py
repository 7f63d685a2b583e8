"""How loud decoded sound is: by the numbers, and out of what a host really sends."""

import numpy as np
import pytest

from media.loudness import FLOOR, Level
from media.packets import AudioConfig, Packet
from media.transcode.listening import Listener
from media.transcode.sounds import Sounds

RATE = 48_000


def sine(decibels: float, seconds: float = 1.0) -> np.ndarray:
    wave = 10 ** (decibels / 20) * np.sin(np.arange(round(seconds * RATE)) * 2 * np.pi * 440 / RATE)
    return wave.astype(np.float32)


def levels(left: np.ndarray, right: np.ndarray) -> list[Level]:
    """In pieces of 20 ms, as a decoder gives them."""
    listener = Listener(RATE)
    sound = np.stack([left, right])
    said = [listener.hear(sound[:, at : at + 960]) for at in range(0, sound.shape[1], 960)]
    return [level for level in said if level is not None]


@pytest.mark.parametrize("decibels", [0.0, -6.0, -20.0, -45.0, -70.0])
def test_a_sine_is_as_loud_as_it_is_high(decibels):
    (level,) = levels(sine(decibels), sine(decibels))
    assert level.power == pytest.approx(decibels, abs=0.1)
    assert level.peak == pytest.approx(decibels, abs=0.1)


def test_a_microphone_on_one_side_is_no_softer_for_that():
    wave, nothing = sine(-20.0), np.zeros(RATE, np.float32)
    (both,), (left,), (right,) = levels(wave, wave), levels(wave, nothing), levels(nothing, wave)
    assert both == left == right


def test_silence_is_the_floor():
    assert levels(np.zeros(RATE), np.zeros(RATE)) == [Level(FLOOR, FLOOR)]


def test_what_is_softer_than_the_floor_and_what_is_no_number_are_silence_too():
    assert levels(sine(-120.0), sine(-120.0)) == [Level(FLOOR, FLOOR)]
    broken = np.full(RATE, np.nan)
    assert levels(broken, broken)[0].power == FLOOR


def test_what_is_above_full_scale_is_full_scale():
    assert levels(2 * np.ones(RATE), np.zeros(RATE)) == [Level(0.0, 0.0)]


def test_each_second_is_told_by_itself():
    wave = np.concatenate([sine(-20.0), np.zeros(RATE), sine(-40.0, 0.9)])
    assert [level.power for level in levels(wave, wave)] == [-20.0, FLOOR]


def test_one_click_is_a_peak_and_no_loudness():
    wave = np.zeros(RATE)
    wave[24_000] = -1.0
    (level,) = levels(wave, wave)
    assert level.peak == 0.0
    assert level.power < -40


def heard(sound) -> list[Level]:
    said: list[AudioConfig | Packet | Level] = []
    sounds = Sounds(said.append)
    sounds.configure(sound.config)
    for packet in sound.packets:
        sounds.decode(packet)
    return [one for one in said if isinstance(one, Level)]


@pytest.mark.parametrize(
    ("codec", "rate", "layout", "decibels"),
    [
        ("libopus", 48_000, "stereo", -20.0),
        ("libmp3lame", 44_100, "stereo", -20.0),
        ("libopus", 48_000, "mono", -23.0),  # shared out to two channels, which is what the room hears
    ],
)
def test_what_a_host_sends_is_measured_within_a_decibel_as_the_room_hears_it(streams, codec, rate, layout, decibels):
    said = heard(streams.tone(4.2, codec, rate, layout, volume=0.1))
    assert len(said) in (3, 4)
    for level in said[1:]:
        assert level.power == pytest.approx(decibels, abs=1)
        assert level.peak == pytest.approx(decibels, abs=1)


def test_the_level_comes_with_each_second_however_long_the_frames_are(streams):
    for codec, rate in (("libopus", 48_000), ("libmp3lame", 44_100), ("aac", 48_000)):
        assert len(heard(streams.tone(3.3, codec, rate))) == 3


def test_a_sound_that_begins_again_with_other_channels_is_measured_from_there(streams):
    said: list[AudioConfig | Packet | Level] = []
    sounds = Sounds(said.append, keeps_mono=True)
    for seconds, layout, start in ((0.6, "mono", 0), (2.3, "stereo", 90_000)):
        sound = streams.tone(seconds, "libopus", 48_000, layout, start=start, volume=0.1)
        sounds.configure(sound.config)
        for packet in sound.packets:
            sounds.decode(packet)
    levels = [one.power for one in said if isinstance(one, Level)]
    assert levels == [pytest.approx(-20, abs=1)] * 2


def test_a_host_who_sends_silence_is_heard_as_silent(streams):
    assert {level.power for level in heard(streams.tone(3.2, "libopus", volume=0))} == {FLOOR}
