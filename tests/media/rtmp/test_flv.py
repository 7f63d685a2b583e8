import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.packets import AudioConfig, Packet, VideoConfig
from media.rtmp.errors import BadTag
from media.rtmp.flv import Tags


def test_a_picture_has_its_time_in_ticks_and_its_offset(tag):
    tags = Tags()
    config = tags.video(0, tag.config())
    assert config == [VideoConfig("h264", tag.config()[5:], 160, 96)]
    body = tag.picture(keyframe=True, offset=66)
    assert tags.video(40, body) == [Packet("video", 3600, body[5:], True, 66 * 90)]
    assert not tags.video(80, tag.picture())[0].keyframe


def test_an_offset_may_be_negative_from_a_publisher_that_lies(tag):
    tags = Tags()
    tags.video(0, tag.config())
    assert tags.video(40, tag.picture(offset=-20))[0].offset == -1800


def test_sound_is_raw_aac_and_always_a_key(tag):
    tags = Tags()
    assert tags.audio(0, tag.CONFIG_SOUND) == [AudioConfig("aac", tag.ASC, 48000, 2)]
    assert tags.audio(21, tag.sound()) == [Packet("audio", 1890, tag.sound()[2:], True)]


def test_media_before_their_sequence_header_are_passed_over(tag):
    tags = Tags()
    assert tags.video(0, tag.picture(keyframe=True)) == []
    assert tags.audio(0, tag.sound()) == []


def test_a_repeated_sequence_header_changes_nothing_and_a_new_one_does(tag):
    tags = Tags()
    assert tags.video(0, tag.config()) != []
    assert tags.video(5, tag.config()) == []
    assert tags.video(9, tag.config(240, 128))[0].width == 240
    assert tags.audio(0, tag.CONFIG_SOUND) != []
    assert tags.audio(9, tag.CONFIG_SOUND) == []
    assert tags.audio(9, b"\xaf\x00\x12\x10")[0].sample_rate == 44100


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x17",
        b"\x17\x02\x00\x00\x00",  # end of sequence
        b"\x17\x01\x00\x00\x00",  # a frame without data
        b"\x57\x00",  # a command frame
        b"\x12\x00\x00\x00\x00\x00\x00",  # Sorenson
        b"\xd0hvc1\x00",  # an enhanced command frame
        b"\x90vvc1\x00\x00\x00",  # a codec we do not know
        b"\x94avc1meta",  # metadata
        b"\x92hvc1",  # end of sequence
    ],
)
def test_video_that_is_no_picture_is_passed_over(body, tag):
    tags = Tags()
    tags.video(0, tag.config())
    assert tags.video(0, body) == []


@pytest.mark.parametrize("body", [b"", b"\xaf", b"\xaf\x01", b"\x10\x00\x00", b"\x90ac-3\x00", b"\x94mp4a\x00"])
def test_audio_that_is_no_sound_is_passed_over(body, tag):
    tags = Tags()
    tags.audio(0, tag.CONFIG_SOUND)
    assert tags.audio(0, body) == []


def test_enhanced_avc_has_an_offset_or_none_by_its_packet_type(tag):
    tags = Tags()
    assert tags.video(0, b"\x90avc1" + tag.config()[5:])[0].codec == "h264"
    assert tags.video(0, b"\x91avc1\x00\x00\x42frame") == [Packet("video", 0, b"frame", True, 0x42 * 90)]
    assert tags.video(0, b"\xa3avc1frame") == [Packet("video", 0, b"frame", False)]


def test_a_modifier_in_front_of_a_tag_is_stepped_over(tag):
    tags = Tags()
    tags.video(0, tag.config())
    nanoseconds = b"\x97" + b"\x02" + b"\0\0\1" + b"\x03"
    assert tags.video(0, nanoseconds + b"avc1frame")[0].data == b"frame"
    long = b"\x97" + b"\xff" + (299).to_bytes(2, "big") + bytes(300) + b"\x03"
    assert tags.video(0, long + b"avc1frame")[0].data == b"frame"


def test_of_several_video_tracks_the_first_counts(tag):
    tags = Tags()
    tags.video(0, tag.config())
    assert tags.video(0, b"\x96" + b"\x03" + b"avc1" + b"\x00" + b"frame")[0].data == b"frame"
    assert tags.video(0, b"\x96" + b"\x03" + b"avc1" + b"\x01" + b"other") == []
    many = b"\x96" + b"\x13" + b"avc1" + b"\x00\x00\x00\x05frame" + b"\x01\x00\x00\x05other"
    assert tags.video(0, many)[0].data == b"frame"


def test_of_several_audio_tracks_the_first_counts(tag):
    tags = Tags()
    assert tags.audio(0, b"\x95" + b"\x00mp4a\x00" + tag.ASC)[0].sample_rate == 48000
    assert tags.audio(0, b"\x95" + b"\x01mp4a\x00sound")[0].data == b"sound"
    assert tags.audio(0, b"\x95" + b"\x01mp4a\x01other") == []


def test_enhanced_opus_is_heard():
    tags = Tags()
    head = bytes.fromhex("01 02 3801 80bb0000 0000 00")
    assert tags.audio(0, b"\x90OpusOpusHead" + head) == [AudioConfig("opus", head, 48000, 2)]
    assert tags.audio(20, b"\x91Opussound") == [Packet("audio", 1800, b"sound", True)]


@pytest.mark.parametrize(("head", "codec"), [("7e", "pcm_alaw"), ("8e", "pcm_mulaw"), ("b6", "speex")])
def test_sound_without_a_sequence_header_configures_itself_once(head, codec):
    tags = Tags()
    config, packet = tags.audio(0, bytes.fromhex(head) + b"sound")
    assert config.codec == codec
    assert packet.data == b"sound"
    assert len(tags.audio(20, bytes.fromhex(head) + b"sound")) == 1


@pytest.mark.parametrize("head", [b"\x2f", b"\xef", b"\x91.mp3"])
def test_mp3_configures_itself_by_its_frames(head):
    config, packet = Tags().audio(0, head + bytes.fromhex("fffb9064") + b"sound")
    assert (config.codec, config.sample_rate, config.channels) == ("mp3", 44100, 2)
    assert packet.data.endswith(b"sound")


@pytest.mark.parametrize("body", [b"\x17\x00\x00\x00\x00\x01", b"\x1c\x00\x00\x00\x00\x01", b"\x96\x03avc"])
def test_a_torn_header_is_a_bad_tag(body):
    with pytest.raises(BadTag):
        Tags().video(0, body)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2**32 - 1), st.binary(max_size=60)), max_size=6))
def test_any_bytes_are_a_tag_or_a_bad_tag(bodies):
    tags = Tags()
    for video, stamp, body in bodies:
        with contextlib.suppress(BadTag):
            (tags.video if video else tags.audio)(stamp, body)
