import av
import numpy as np
import pytest

from media.aac import FRAME_SAMPLES
from media.slate.silence import silence

RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


@pytest.mark.parametrize("channels", range(1, 7))
@pytest.mark.parametrize("rate", RATES)
def test_a_decoder_hears_exact_zeros(rate: int, channels: int) -> None:
    config, frame = silence(rate, channels)
    decoder = av.CodecContext.create("aac", "r")
    decoder.extradata = config.extradata
    heard = [sound for _ in range(4) for sound in decoder.decode(av.Packet(frame))]
    assert {(sound.sample_rate, sound.layout.nb_channels, sound.samples) for sound in heard} == {
        (rate, channels, FRAME_SAMPLES)
    }
    assert not np.concatenate([sound.to_ndarray() for sound in heard], axis=1).any()


def test_the_configuration_says_what_it_is() -> None:
    config, _ = silence(48_000, 2)
    assert (config.codec, config.extradata, config.sample_rate, config.channels) == ("aac", b"\x11\x90", 48_000, 2)


@pytest.mark.parametrize(("rate", "channels"), [(47_999, 2), (48_000, 0), (48_000, 7)])
def test_what_aac_cannot_say_is_refused(rate: int, channels: int) -> None:
    with pytest.raises(ValueError, match=str(rate)):
        silence(rate, channels)
