"""What becomes of a single host's sound on its way to the room."""

import itertools

import av
import numpy as np
import pytest

from media.loudness import Level
from media.packets import AudioConfig, Packet
from media.webrtc.fan import Fan
from media.webrtc.solo import Solo


def spoken(layout: str, count: int) -> list[bytes]:
    """A tone of half of full scale, in Opus."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format, encoder.bit_rate = 48_000, layout, "flt", 96_000
    wave = (0.5 * np.sin(np.arange(960) * 2 * np.pi * 500 / 48_000)).astype(np.float32)
    channels = encoder.layout.nb_channels
    packets = []
    for number in range(count + 1):
        frame = av.AudioFrame.from_ndarray(wave.repeat(channels).reshape(1, -1), "flt", layout)
        frame.sample_rate, frame.pts = 48_000, number * 960
        packets += encoder.encode(frame)
    return [bytes(one) for one in packets[:count]]


def told_of(frames: list[bytes]) -> list[object]:
    told: list[object] = []
    solo = Solo(told.append, Fan(lambda: None))
    for number, frame in enumerate(frames):
        solo.sound(frame, number * 1800)
    return told


@pytest.mark.parametrize(("layout", "channels"), [("mono", 1), ("stereo", 2)])
def test_sound_keeps_its_channels_and_its_loudness(layout, channels):
    told = told_of(spoken(layout, 120))
    (config,) = [one for one in told if isinstance(one, AudioConfig)]
    assert (config.codec, config.sample_rate, config.channels) == ("aac", 48_000, channels)
    levels = [one for one in told if isinstance(one, Level)]
    assert levels[-1].power == pytest.approx(-6, abs=0.3)
    packets = [one for one in told if isinstance(one, Packet)]
    assert {later.dts - earlier.dts for earlier, later in itertools.pairwise(packets)} == {1920}


def test_who_has_sent_two_channels_is_not_taken_for_one_again():
    told = told_of([*spoken("mono", 30), *spoken("stereo", 30), *spoken("mono", 30)])
    assert [one.channels for one in told if isinstance(one, AudioConfig)] == [1, 2]
    packets = [one for one in told if isinstance(one, Packet)]
    assert all(later.dts > earlier.dts for earlier, later in itertools.pairwise(packets))
    assert packets[-1].dts == pytest.approx(89 * 1800, abs=6000)  # three frames are on their way in the encoder


def test_a_hole_in_a_microphone_s_sound_is_filled():
    sent = spoken("mono", 60)
    told: list[object] = []
    solo = Solo(told.append, Fan(lambda: None))
    for number, frame in enumerate(sent):
        if number not in (20, 21):
            solo.sound(frame, number * 1800)
    packets = [one for one in told if isinstance(one, Packet)]
    assert {later.dts - earlier.dts for earlier, later in itertools.pairwise(packets)} == {1920}
