"""A video is an MP4 that does not tell where it was filmed."""

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.catalogue.video import MOST_BYTES, VideoTooLarge, VideoUnreadable, cleaned


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


HEAD = box(b"ftyp", b"isom" + bytes(4) + b"isommp41")
PLACE = box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7+39.1255+117.1901/"))
FILM = HEAD + box(b"moov", box(b"mvhd", bytes(100)) + box(b"trak", box(b"tkhd", bytes(20)) + PLACE) + PLACE)


def test_the_place_is_gone_and_nothing_else_has_moved():
    film = FILM + box(b"mdat", b"picture")
    clean = cleaned(film)
    assert len(clean) == len(film)
    assert b"39.1255" not in clean
    assert clean.endswith(b"picture")
    assert clean.count(b"free") == 2
    assert cleaned(clean) == clean


def test_a_large_box_with_a_long_size_is_read_too():
    long = struct.pack(">I4sQ", 1, b"uuid", 16 + 9) + b"+39.1255+"
    assert b"39.1255" not in cleaned(FILM + long)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"GIF89a",
        b"<svg onload='x()'/>",
        box(b"ftyp", b"evil" + bytes(8)) + box(b"moov", b""),
        HEAD,
        HEAD + struct.pack(">I4s", 4000, b"moov"),
        HEAD + struct.pack(">I4s", 3, b"moov"),
        FILM + b"\0\0",
        b"\x1aE\xdf\xa3 webm",
    ],
)
def test_what_is_no_mp4_is_refused(raw):
    with pytest.raises(VideoUnreadable) as refused:
        cleaned(raw, "video")
    assert refused.value.facts == {"field": "video"}


def test_a_film_too_large_is_not_even_looked_at():
    with pytest.raises(VideoTooLarge):
        cleaned(bytes(MOST_BYTES + 1))


@given(st.binary(max_size=200))
def test_no_bytes_make_it_stumble(noise):
    with contextlib.suppress(VideoUnreadable):
        assert len(cleaned(FILM + noise)) == len(FILM + noise)


def test_boxes_in_boxes_without_end_are_not_followed():
    nested = b""
    for _ in range(3000):
        nested = box(b"moov", nested)
    assert cleaned(FILM + nested)
