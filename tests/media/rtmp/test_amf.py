import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtmp import amf

TEXT = st.text(max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT.filter(bool), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(VALUES, max_size=4))
def test_what_is_encoded_is_decoded(values):
    assert amf.decode(amf.encode(*values)) == values


@given(st.binary(max_size=300))
def test_any_bytes_decode_to_something(data):
    amf.decode(data)


@given(st.lists(VALUES, min_size=1, max_size=4), st.integers(0, 200))
def test_a_torn_command_still_tells_its_first_values(values, cut):
    data = amf.encode(*values)[:cut]
    found = amf.decode(data)
    assert found == values[: len(found)]


def test_a_long_string_has_its_own_marker():
    text = "播" * 30_000
    assert amf.encode(text)[0] == 12
    assert amf.decode(amf.encode(text)) == [text]


def test_a_number_is_a_double():
    assert amf.decode(bytes.fromhex("00 3ff0000000000000")) == [1.0]
    assert math.isnan(amf.decode(struct.pack(">Bd", 0, math.nan))[0])


@pytest.mark.parametrize(
    ("data", "values"),
    [
        ("06", [None]),  # undefined
        ("0d", [None]),  # unsupported
        ("07 0001 05", [None, None]),  # a reference
        ("0b 408f400000000000 0000", [1000.0]),  # a date
        ("0f 00000002 3c61", ["<a"]),  # XML
        ("08 00000000 0001 61 0101 000009", [{"a": True}]),  # an array whose count lies
        ("08 00000009 0001 61 0101 000009", [{"a": True}]),
        ("10 0001 54 0001 61 0101 000009", [{"a": True}]),  # a typed object
        ("0a 00000002 0101 05", [[True, None]]),
        ("03 0001 61 02 0002 c3ff 000009", [{"a": "\ufffd\ufffd"}]),  # no UTF-8
    ],
)
def test_the_rarer_values_are_understood(data, values):
    assert amf.decode(bytes.fromhex(data)) == values


@pytest.mark.parametrize("tail", ["09", "000009", "29", "11 0a0b01", "04", "0e", "ff"])
def test_what_we_do_not_know_ends_the_reading_and_is_not_fatal(tail):
    assert amf.decode(amf.encode("onFCPublish", 0.0) + bytes.fromhex(tail))[:2] == ["onFCPublish", 0.0]


def test_a_tower_of_arrays_is_not_climbed():
    assert amf.decode(bytes.fromhex("0a00000001") * 5000) == []


def test_an_array_that_claims_to_be_huge_costs_nothing():
    assert amf.decode(bytes.fromhex("0a ffffffff") + b"\x05" * 60_000) == []


def test_an_object_without_an_end_is_unreadable():
    assert amf.decode(bytes.fromhex("03 0001 61 0101")) == []
