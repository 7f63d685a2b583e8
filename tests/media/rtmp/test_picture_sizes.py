"""The sizes that we read must be those that real encoders wrote."""

import io
from fractions import Fraction

import av
import numpy as np
import pytest

from media.rtmp import av1, avc, hevc, vp9
from media.rtmp.bits import Bits
from media.rtmp.errors import BadTag
from tests.media.encoding import ordinary_thread


def encoded(codec: str, width: int, height: int, options: dict[str, str], pixels: str = "yuv420p"):
    """The container's configuration record and the first packet, as libavformat writes them into MP4."""
    file = io.BytesIO()
    with ordinary_thread(), av.open(file, "w", format="mp4") as box:
        stream = box.add_stream(codec, rate=30, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, pixels
        for n in range(3):
            frame = av.VideoFrame.from_ndarray(np.full((height, width, 3), n * 40, np.uint8), format="rgb24")
            frame.pts, frame.time_base = n, Fraction(1, 30)
            box.mux(stream.encode(frame))
        box.mux(stream.encode(None))
    file.seek(0)
    with av.open(file) as box:
        packet = next(box.demux(video=0))
        return bytes(box.streams.video[0].codec_context.extradata or b""), bytes(packet)


X265 = {"preset": "ultrafast", "x265-params": "log-level=none"}


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (640, 360), (162, 90), (1080, 1920), (854, 480)])
@pytest.mark.parametrize("profile", ["baseline", "high"])
def test_h264_sizes_are_read_with_their_crop(width, height, profile):
    record, _ = encoded("libx264", width, height, {"preset": "ultrafast", "profile": profile})
    assert avc.size(record) == (width, height)


@pytest.mark.parametrize("pixels", ["yuv444p", "yuv422p"])
def test_h264_of_other_chroma_is_read(pixels):
    record, _ = encoded("libx264", 162, 90, {"preset": "ultrafast"}, pixels)
    assert avc.size(record) == (162, 90)


def test_interlaced_h264_counts_both_fields():
    record, _ = encoded("libx264", 720, 576, {"preset": "ultrafast", "x264-params": "interlaced=1"})
    assert avc.size(record) == (720, 576)


def test_h264_with_scaling_lists_is_read():
    record, _ = encoded("libx264", 322, 180, {"preset": "medium", "x264-params": "cqm=jvt"})
    assert avc.size(record) == (322, 180)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (322, 182)])
def test_h265_sizes_are_read_with_their_crop(width, height):
    record, _ = encoded("libx265", width, height, X265)
    assert hevc.size(record) == (width, height)


def test_av1_sizes_are_read():
    record, _ = encoded("libsvtav1", 322, 182, {"preset": "12", "svtav1-params": "lp=1"})
    assert av1.size(record) == (322, 182)


def test_vp9_tells_its_size_in_the_keyframe():
    _, frame = encoded("libvpx-vp9", 322, 182, {"deadline": "realtime", "cpu-used": "8"})
    assert vp9.size(frame) == (322, 182)


@pytest.mark.parametrize("size", [avc.size, hevc.size, av1.size, vp9.size])
@pytest.mark.parametrize("data", [b"", b"\1" * 6, bytes(200), b"\xff" * 200])
def test_a_record_that_is_none_is_a_bad_tag(size, data):
    with pytest.raises(BadTag):
        size(data)


@pytest.mark.parametrize(("codec", "size"), [("libx264", avc.size), ("libx265", hevc.size)])
def test_a_torn_record_is_a_bad_tag(codec, size):
    record, _ = encoded(codec, 322, 182, X265 if codec == "libx265" else {})
    with pytest.raises(BadTag):
        size(record[:12])


def test_exp_golomb_codes_read_as_the_standard_lists_them():
    assert [Bits(bytes([code])).unsigned() for code in (0b10000000, 0b01000000, 0b01100000, 0b00100000)] == [0, 1, 2, 3]
    assert [Bits(bytes([code])).signed() for code in (0b10000000, 0b01000000, 0b01100000, 0b00100000)] == [0, 1, -1, 2]


def test_an_endless_exp_golomb_code_is_a_bad_tag():
    with pytest.raises(BadTag):
        Bits(bytes(8)).unsigned()
