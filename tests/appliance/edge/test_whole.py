"""A short frame that came by itself is read as the parser would read it, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame, Opcode

from appliance.edge.handshake import opened
from appliance.edge.whole import DEFLATED, PONG, TEXT, ends_whole, inflated, whole

bodies = some.binary(max_size=300) | some.just(b"x" * 70_000)
frames = some.builds(Frame, some.sampled_from([Opcode.TEXT, Opcode.BINARY, Opcode.CONT]), bodies, fin=some.booleans())
frames |= some.builds(Frame, some.sampled_from([Opcode.PING, Opcode.PONG]), some.binary(max_size=125))
short = some.binary(max_size=125)


def sent(frame: Frame) -> bytes:
    return frame.serialize(mask=True)


@given(short, some.sampled_from([(Opcode.TEXT, TEXT), (Opcode.PONG, PONG)]))
def test_a_short_frame_is_read_as_the_parser_reads_it(body: bytes, kinds: tuple[Opcode, int]):
    opcode, kind = kinds
    raw = sent(Frame(opcode, body))
    parser = opened((), 4096)
    parser.receive_data(raw)
    (parsed,) = parser.events_received()
    assert whole(raw) == (kind, bytes(parsed.data)) == (kind, body)


@given(short, some.integers(1, 131), some.binary(min_size=1))
def test_a_piece_of_one_or_more_than_one_is_left_to_the_parser(body: bytes, cut: int, more: bytes):
    raw = sent(Frame(Opcode.TEXT, body))
    assert whole(raw[:-cut]) is None
    assert whole(raw + more) is None


@pytest.mark.parametrize(
    "frame",
    [
        Frame(Opcode.TEXT, b"x" * 126),
        Frame(Opcode.TEXT, b"half", fin=False),
        Frame(Opcode.CONT, b"half"),
        Frame(Opcode.BINARY, b"x"),
        Frame(Opcode.PING, b""),
        Frame(Opcode.CLOSE, b"\x03\xe8"),
    ],
)
def test_what_is_long_or_odd_is_left_to_the_parser(frame: Frame):
    assert whole(sent(frame)) is None


def test_reserved_bits_are_left_to_the_parser():
    raw = sent(Frame(Opcode.TEXT, b"x"))
    assert whole(bytes((raw[0] | 0x20,)) + raw[1:]) is None


def test_what_bears_no_mask_is_left_to_the_parser():
    assert whole(Frame(Opcode.TEXT, b"hello").serialize(mask=False)) is None
    assert whole(Frame(Opcode.TEXT, b"h" * 120).serialize(mask=False)) is None
    assert whole(b"") is None


def test_a_length_that_is_told_in_two_bytes_is_no_short_one():
    raw = b"\x81\xfe" + b"\x00\x7e" + b"\0\0\0\0" + b"x" * 124
    assert len(raw) == 6 + 126
    assert whole(raw) is None


@given(some.lists(frames, max_size=5))
def test_whole_frames_end_where_a_frame_ends(some_frames: list[Frame]):
    assert ends_whole(b"".join(map(sent, some_frames)))


@given(some.lists(frames, max_size=3), frames, some.data())
def test_what_ends_within_a_frame_is_seen(before: list[Frame], last: Frame, data: some.DataObject):
    raw = sent(last)
    kept = data.draw(some.integers(1, len(raw) - 1))
    assert not ends_whole(b"".join(map(sent, before)) + raw[:kept])


def deflate() -> PerMessageDeflate:
    return PerMessageDeflate(
        remote_no_context_takeover=True, local_no_context_takeover=True, remote_max_window_bits=15,
        local_max_window_bits=15,
    )  # fmt: skip


@given(some.text(max_size=60))
def test_a_deflated_text_is_inflated_by_itself(text: str):
    extension = deflate()
    raw = Frame(Opcode.TEXT, text.encode()).serialize(mask=True, extensions=[deflate()])
    read = whole(raw)
    if read is not None:  # what does not become shorter may become too long
        assert read.kind == DEFLATED
        for _ in range(2):
            assert inflated(read.body, (extension,), 4096) == text.encode()


def test_what_cannot_be_inflated_is_left_to_the_parser():
    bomb = deflate().encode(Frame(Opcode.TEXT, b"0" * 100_000)).data
    assert inflated(bomb, (deflate(),), 4096) is None
    assert inflated(b"\xff\xfe\xfd", (deflate(),), 4096) is None
    assert inflated(b"x", (), 4096) is None
