from hypothesis import given
from hypothesis import strategies as st

from media.webrtc.annexb import access_unit, config, joined, parameters, parted, payloads, split

SPS = bytes.fromhex("6742c00cda05067e7840000003004000000ca3c50aa8")
PPS = bytes.fromhex("68ce0fc8")
IDR, SLICE, AUD = b"\x65\x88" + b"i" * 40, b"\x41\x9a" + b"p" * 9, b"\x09\x10"
START = b"\0\0\0\1"


def test_a_keyframe_says_how_to_decode_it():
    unit = access_unit(START + SPS + START + PPS + START + IDR)
    assert unit.keyframe
    assert unit.data == len(IDR).to_bytes(4, "big") + IDR
    assert (unit.config.codec, unit.config.width, unit.config.height) == ("h264", 320, 180)
    assert unit.config.extradata[:4] == b"\x01" + SPS[1:4]


def test_a_picture_between_is_no_keyframe_and_says_nothing_about_itself():
    unit = access_unit(START + AUD + b"\0\0\1" + SLICE)
    assert (unit.keyframe, unit.config, unit.data) == (False, None, joined([SLICE]))


def test_what_holds_no_picture_is_none():
    assert access_unit(START + SPS + START + PPS) is None
    assert access_unit(b"") is None


def test_the_rest_of_a_picture_whose_beginning_was_lost_is_none():
    assert access_unit(b"rest" + START + IDR) is None


def test_parameter_sets_that_cannot_be_read_are_no_configuration():
    assert config([b"\x67", PPS]) is None
    assert not access_unit(START + b"\x67\x42" + START + PPS + START + IDR).config


def test_parameter_sets_come_out_of_a_configuration_as_they_went_in():
    assert parameters(config([SPS, PPS])) == [SPS, PPS]


@given(st.lists(st.binary(min_size=1, max_size=50).map(lambda body: b"\x41" + body.replace(b"\0", b"x"))))
def test_units_are_joined_and_parted_without_a_change(units: list[bytes]):
    assert parted(joined(units)) == units
    assert split(b"".join(START + unit for unit in units)) == units


@given(st.integers(1, 5000))
def test_a_long_unit_travels_in_pieces_that_a_receiver_puts_together(length: int):
    unit = b"\x65" + bytes(n % 251 for n in range(length))
    packets = payloads([unit], most=1000)
    assert max(map(len, packets)) <= 1000
    if len(packets) == 1:
        assert packets == [unit]
        return
    assert [packet[1] >> 6 for packet in packets] == [2, *[0] * (len(packets) - 2), 1]
    assert {packet[0] for packet in packets} == {0x60 | 28}
    assert bytes([packets[0][0] & 0xE0 | packets[0][1] & 31]) + b"".join(one[2:] for one in packets) == unit
