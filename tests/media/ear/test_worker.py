"""How loud a second of AAC is, decoded by itself."""

import pytest

from media.ear.wire import Stretch
from media.ear.worker import loudness
from media.loudness import FLOOR, Level
from media.packets import AudioConfig


@pytest.mark.parametrize(
    ("volume", "rate", "layout", "decibels"),
    [
        (0.1, 48_000, "stereo", -20.0),
        (0.1, 44_100, "stereo", -20.0),
        (0.01, 48_000, "mono", -40.0),
        (0.5, 48_000, "5.1", -6.0),
    ],
)
def test_a_second_of_aac_is_measured_within_a_decibel(aac, volume, rate, layout, decibels):
    level = loudness(aac(volume, 1.0, rate, layout))
    assert level.power == pytest.approx(decibels, abs=1)
    assert level.peak == pytest.approx(decibels, abs=1.5)


def test_a_second_of_silence_is_the_floor(aac):
    assert loudness(aac(0.0)) == Level(FLOOR, FLOOR)


def test_what_is_broken_in_the_middle_leaves_the_rest_measured(aac):
    whole = aac(0.1)
    broken = [b"\xff" * 40 if number == 20 else frame for number, frame in enumerate(whole.frames)]
    assert loudness(Stretch(whole.config, broken)).power == pytest.approx(-20, abs=1.5)


@pytest.mark.parametrize("frames", [[], [b""], [b"\xff" * 400], [b"\0"] * 50])
def test_what_is_no_aac_has_no_loudness_or_none_to_speak_of(frames):
    level = loudness(Stretch(AudioConfig("aac", b"\x11\x90", 48_000, 2), frames))
    assert level is None or level.power <= 0


def test_a_configuration_that_lies_does_no_harm(aac):
    sound = aac(0.1)
    for extradata in (b"", b"\xff\xff", b"\x11\x90" * 50):
        loudness(Stretch(AudioConfig("aac", extradata, 1, 77), sound.frames))
