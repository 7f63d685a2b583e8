"""What we write as FLV is what our own reader reads."""

from media.packets import TIMESCALE, Packet
from media.relay import tags
from media.rtmp.flv import Tags


def test_a_stream_survives_its_way_through_tags(host):
    read = Tags()
    assert read.video(0, tags.header(host.video)) == [host.video]
    assert read.audio(0, tags.header(host.audio)) == [host.audio]
    for packet in host.packets(30):
        stamp = packet.dts // tags.TICKS
        [back] = (read.video if packet.track == "video" else read.audio)(stamp, tags.coded(packet))
        assert (back.track, back.data, back.keyframe, back.offset) == (
            packet.track, packet.data, packet.keyframe, packet.offset,
        )  # fmt: skip


def test_a_picture_that_is_shown_before_it_is_decoded_says_so():
    read = Tags()
    read.video(0, bytes.fromhex("1700000000") + bytes.fromhex("0142c00cffe100086742c00cda0a364001000468ce0fc8"))
    [back] = read.video(0, tags.coded(Packet("video", 0, b"\0\0\0\1\x41", offset=-TIMESCALE // 10)))
    assert back.offset == -TIMESCALE // 10


def test_the_facts_before_a_stream_name_its_size_and_sound(host):
    said = tags.about(host.video, host.audio)
    assert b"onMetaData" in said
    assert b"width" in said
