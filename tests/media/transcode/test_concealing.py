import itertools

import av
import numpy as np
import pytest

from media.packets import TIMESCALE, AudioConfig, Packet
from media.transcode.concealing import Concealer
from media.transcode.sounds import Sounds

OPUS = AudioConfig("opus", b"\x01\x02\0\0\x80\xbb\0\0\0\0\0", 48_000, 2)
TICKS = TIMESCALE // 50


def tone(samples: int = 960) -> av.AudioFrame:
    wave = np.sin(np.arange(samples) * 2 * np.pi * 440 / 48_000).astype(np.float32)
    frame = av.AudioFrame.from_ndarray(np.stack([wave, wave]), "fltp", "stereo")
    frame.sample_rate = 48_000
    return frame


def opus(count: int) -> list[Packet]:
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48_000, "stereo", "flt"
    resampler = av.AudioResampler("flt", "stereo", 48_000)
    packets = []
    for number in range(count + 1):
        frame = tone()
        frame.pts = number * 960
        for ready in resampler.resample(frame):
            packets += encoder.encode(ready)
    return [Packet("audio", n * TICKS, bytes(one), keyframe=True) for n, one in enumerate(packets[:count])]


def heard(packets: list[Packet]) -> tuple[float, np.ndarray]:
    """Seconds of AAC that came out, and what they sound like."""
    said: list[Packet | AudioConfig] = []
    sounds = Sounds(said.append)
    sounds.configure(OPUS)
    for packet in packets:
        sounds.decode(packet)
    config = next(one for one in said if isinstance(one, AudioConfig))
    decoder = av.CodecContext.create("aac", "r")
    decoder.extradata = config.extradata
    decoder.sample_rate, decoder.layout = 48_000, "stereo"
    frames = [frame for one in said if isinstance(one, Packet) for frame in decoder.decode(av.Packet(one.data))]
    spans = [one for one in said if isinstance(one, Packet)]
    assert all(later.dts - earlier.dts == 1920 for earlier, later in itertools.pairwise(spans))
    return len(spans) * 1024 / 48_000, np.concatenate([frame.to_ndarray()[0] for frame in frames])


def test_where_packets_are_lost_the_sound_goes_on_and_keeps_its_time():
    sent = opus(150)
    lossy = [packet for n, packet in enumerate(sent) if n % 20 not in (7, 8)]
    whole, _ = heard(sent)
    seconds, wave = heard(lossy)
    assert seconds == pytest.approx(whole, abs=0.05)
    middle = wave[9600:-9600]
    loudness = np.abs(middle[: len(middle) // 480 * 480]).reshape(-1, 480).max(axis=1)
    assert loudness.min() > 0.1


def test_a_long_gap_is_no_sound_that_was_lost():
    sent = opus(100)
    said: list[Packet | AudioConfig] = []
    sounds = Sounds(said.append)
    sounds.configure(OPUS)
    for packet in (*sent[:50], *sent[80:]):
        sounds.decode(packet)
    stamps = [one.dts for one in said if isinstance(one, Packet)]
    assert max(later - earlier for earlier, later in itertools.pairwise(stamps)) > TIMESCALE // 2


def test_it_fades_and_does_not_click():
    concealer = Concealer()
    assert concealer.frame(48_000) is None
    concealer.heard(tone())
    last = tone().to_ndarray()[0]
    first, second = (concealer.frame(48_000).to_ndarray()[0] for _ in range(2))
    assert first[0] == pytest.approx(last[-1], abs=0.01)
    assert second[0] == pytest.approx(first[-1], abs=0.05)
    assert np.abs(second).max() < np.abs(first).max() < 1.01


def test_what_comes_again_is_what_the_next_gap_is_filled_with():
    concealer = Concealer()
    for volume in (1.0, 0.25):
        frame = av.AudioFrame.from_ndarray((tone().to_ndarray() * volume).astype(np.float32), "fltp", "stereo")
        frame.sample_rate = 48_000
        concealer.heard(frame)
        filled = concealer.frame(48_000)
        assert filled is not None
        assert np.abs(filled.to_ndarray()).max() == pytest.approx(volume, abs=0.05)
