import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtmp import amf, messages
from media.rtmp.chunks import Message
from media.rtmp.errors import ProtocolError
from media.rtmp.messages import Command, PeerBandwidth, UserControl, WindowSize


@pytest.mark.parametrize(
    "control",
    [
        WindowSize(2_500_000),
        UserControl(messages.PING_REQUEST, 4711),
        Command("publish", 5.0, (None, "key", "live"), 1),
        Command("connect", 1.0, ({"app": "live"},)),
    ],
)
def test_what_is_said_is_understood(control):
    assert messages.parse(messages.serialise(control)) == control


def test_bandwidth_is_dynamic_unless_said_otherwise():
    assert messages.serialise(PeerBandwidth(1000)).body == bytes.fromhex("000003e802")


def test_an_amf_3_command_is_amf_0_behind_a_format_byte():
    body = b"\0" + amf.encode("createStream", 4.0, None)
    assert messages.parse(Message(messages.COMMAND_3, 0, 0, body)) == Command("createStream", 4.0, (None,))


@pytest.mark.parametrize("body", [b"", b"\x05", amf.encode(1.0, 2.0), b"\xff\xff"])
def test_a_command_without_a_name_is_passed_over(body):
    assert messages.parse(Message(messages.COMMAND, 0, 0, body)) is None


def test_a_command_without_a_transaction_has_number_0():
    assert messages.parse(Message(messages.COMMAND, 0, 0, amf.encode("x", "y"))) == Command("x", 0.0, ())


@pytest.mark.parametrize("kind", [messages.USER_CONTROL, messages.WINDOW_SIZE])
def test_control_messages_that_end_too_early_are_passed_over(kind):
    assert messages.parse(Message(kind, 0, 0, b"\0")) is None


@pytest.mark.parametrize("kind", [messages.DATA, messages.DATA_3, 16, 19, 99])
def test_metadata_and_unknown_messages_are_passed_over(kind):
    assert messages.parse(Message(kind, 1, 0, b"whatever")) is None


def test_an_endless_command_is_refused():
    with pytest.raises(ProtocolError):
        messages.parse(Message(messages.COMMAND, 0, 0, bytes(messages.COMMAND_LIMIT + 1)))


def test_a_missing_or_odd_argument_reads_as_no_text():
    command = Command("publish", 5.0, (None, 3.0))
    assert command.text(1) == ""
    assert command.text(7) == ""


def tag(kind: int, stamp: int, body: bytes) -> bytes:
    size = len(body).to_bytes(3, "big")
    time = (stamp & 0xFFFFFF).to_bytes(3, "big") + bytes([stamp >> 24])
    return bytes([kind]) + size + time + bytes(3) + body + (11 + len(body)).to_bytes(4, "big")


def test_an_aggregate_holds_tags_counted_from_its_own_time():
    body = tag(9, 0x1000010, b"picture") + tag(8, 0x1000020, b"sound")
    assert messages.split(Message(messages.AGGREGATE, 1, 500, body)) == [
        Message(9, 1, 500, b"picture"),
        Message(8, 1, 516, b"sound"),
    ]


@given(st.binary(max_size=200))
def test_any_aggregate_ends(body):
    messages.split(Message(messages.AGGREGATE, 1, 0, body))
