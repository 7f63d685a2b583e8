import pytest

from media.rtmp import sound
from media.rtmp.errors import BadTag


@pytest.mark.parametrize(
    ("config", "rate", "channels"),
    [
        ("1190", 48000, 2),
        ("1208", 44100, 1),
        ("1210", 44100, 2),
        ("1188", 48000, 1),
        ("1590", 8000, 2),
        ("119056e500", 48000, 2),  # as ffmpeg writes it, with a sync extension
        ("2b8a0800", 22050, 1),  # HE-AAC that names its extension: the core counts
        ("1780bb8010", 96000, 2),  # a rate that is spelt out
    ],
)
def test_aac_says_its_rate_and_channels(config, rate, channels):
    found = sound.aac(bytes.fromhex(config))
    assert (found.sample_rate, found.channels, found.codec) == (rate, channels, "aac")


def test_opus_is_48_khz_with_or_without_its_magic():
    body = bytes.fromhex("01 02 3801 80bb0000 0000 00")
    assert sound.opus(b"OpusHead" + body) == sound.opus(body)
    assert sound.opus(body).channels == 2
    assert sound.opus(body).sample_rate == 48000


@pytest.mark.parametrize(
    ("frame", "rate", "channels"),
    [("fffb9064", 44100, 2), ("fffb94c4", 48000, 1), ("fff380c4", 22050, 1), ("ffe388c4", 8000, 1)],
)
def test_mp3_says_its_rate_and_channels_in_each_frame(frame, rate, channels):
    found = sound.mp3(bytes.fromhex(frame))
    assert (found.sample_rate, found.channels) == (rate, channels)


@pytest.mark.parametrize(
    ("read", "data"),
    [
        (sound.aac, ""),
        (sound.aac, "17"),
        (sound.aac, "1690"),  # a reserved rate
        (sound.aac, "1780000010"),  # 0 Hz
        (sound.opus, "4f707573"),
        (sound.mp3, "00000000"),
        (sound.mp3, "fffb9c64"),  # a reserved rate
        (sound.mp3, "ff"),
    ],
)
def test_what_is_no_configuration_is_a_bad_tag(read, data):
    with pytest.raises(BadTag):
        read(bytes.fromhex(data))
