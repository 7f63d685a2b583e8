import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtmp.chunks import FAR, Message, basic_header
from media.rtmp.errors import ProtocolError
from media.rtmp.reader import STREAM_LIMIT, ChunkReader
from media.rtmp.writer import ChunkWriter

STAMPS = st.one_of(st.integers(0, 3000), st.integers(FAR - 50, FAR + 50), st.integers(2**31 - 50, 2**32 - 1))
MESSAGES = st.builds(Message, st.sampled_from([8, 9, 18, 20]), st.sampled_from([0, 1]), STAMPS, st.binary(max_size=700))
NUMBERS = st.one_of(st.integers(2, 8), st.sampled_from([63, 64, 319, 320, 65599]))


def read(data: bytes, step: int = 0, reader: ChunkReader | None = None) -> list[Message]:
    reader = reader or ChunkReader()
    step = step or max(1, len(data))
    return [message for at in range(0, len(data), step) for message in reader.receive(data[at : at + step])]


def header(form: int, number: int, rest: str) -> bytes:
    return basic_header(form, number) + bytes.fromhex(rest)


@given(
    st.lists(st.tuples(NUMBERS, MESSAGES), max_size=12),
    st.integers(1, 300),
    st.booleans(),
    st.sampled_from([1, 2, 3, 7, 64, 1000, 0]),
)
def test_what_is_written_is_read_under_any_chunk_size_and_split(sent, size, repeat, step):
    writer, reader = ChunkWriter(size, repeat_extended=repeat), ChunkReader()
    reader.chunk_size = size
    data = b"".join(writer.write(message, number) for number, message in sent)
    assert read(data, step, reader) == [message for _, message in sent]


@given(st.lists(MESSAGES.filter(lambda message: message.body), min_size=2, max_size=4), st.data())
def test_messages_of_different_streams_may_interleave_chunk_by_chunk(sent, data):
    size = 64
    queues = [chunks_of(message, number, size) for number, message in enumerate(sent, start=4)]
    order: list[bytes] = []
    while any(queues):
        queue = data.draw(st.sampled_from([queue for queue in queues if queue]))
        order.append(queue.pop(0))
    reader = ChunkReader()
    reader.chunk_size = size
    assert sorted(read(b"".join(order), 0, reader), key=repr) == sorted(sent, key=repr)


def chunks_of(message: Message, number: int, size: int) -> list[bytes]:
    whole = ChunkWriter(size).write(message, number)
    stamp = 4 if message.timestamp >= FAR else 0
    first = 12 + stamp + min(size, len(message.body))
    chunks, at = [whole[:first]], first
    while at < len(whole):
        end = min(len(whole), at + 1 + stamp + size)
        chunks.append(whole[at:end])
        at = end
    return chunks


@pytest.mark.parametrize("size", [128, 4096, 65536])
def test_every_usual_chunk_size_carries_a_keyframe(size):
    frame = Message(9, 1, 40, bytes(range(256)) * 800)
    writer = ChunkWriter()
    change = writer.write(Message(1, 0, 0, size.to_bytes(4, "big")), 2)
    writer.chunk_size = size
    assert read(change + writer.write(frame, 6), 1000)[1] == frame


@pytest.mark.parametrize(("number", "size"), [(2, 1), (63, 1), (64, 2), (319, 2), (320, 3), (65599, 3)])
def test_a_basic_header_has_one_to_three_bytes(number, size):
    assert len(basic_header(0, number)) == size
    message = Message(9, 1, 5, b"frame")
    assert read(ChunkWriter().write(message, number), 1) == [message]


@pytest.mark.parametrize("step", [1, 5, 0])
@pytest.mark.parametrize("repeat", [True, False])
def test_form_3_may_repeat_the_extended_timestamp_or_not(repeat, step):
    writer = ChunkWriter(128, repeat_extended=repeat)
    sent = [Message(9, 1, FAR - 40 + 33 * n, bytes([n]) * 500) for n in range(6)]
    assert read(b"".join(writer.write(message, 6) for message in sent), step) == sent


def test_form_3_may_repeat_the_time_itself_behind_an_extended_delta():
    first = header(0, 6, "000064 000001 09 01000000") + b"a"
    delta = FAR + 7
    second = header(1, 6, "ffffff 000100 09") + delta.to_bytes(4, "big") + b"b" * 128
    rest = header(3, 6, "") + (100 + delta).to_bytes(4, "big") + b"b" * 128
    assert read(first + second + rest)[1] == Message(9, 1, 100 + delta, b"b" * 256)


def test_a_payload_that_begins_like_the_stamp_but_differs_is_kept():
    stamp = (FAR + 1).to_bytes(4, "big")
    body = b"x" * 128 + stamp[:3] + b"y" + b"z" * 20
    data = ChunkWriter(128, repeat_extended=False).write(Message(9, 1, FAR + 1, body), 6)
    assert read(data, 1)[0].body == body


def test_form_3_after_a_delta_repeats_the_delta():
    data = (
        header(0, 4, "0003e8 000001 08 01000000")
        + b"a"
        + header(2, 4, "000014")
        + b"b"
        + (header(3, 4, "") + b"c")
        + (header(3, 4, "") + b"d")
    )
    assert [message.timestamp for message in read(data)] == [1000, 1020, 1040, 1060]


@pytest.mark.parametrize(("begin", "then"), [(20, 40), (5_000_000, 5_000_000)])
def test_form_3_after_form_0_is_a_step_when_it_can_be_one_else_the_same_instant(begin, then):
    data = header(0, 4, begin.to_bytes(3, "big").hex() + "000001 08 01000000") + b"a" + header(3, 4, "") + b"b"
    assert [message.timestamp for message in read(data)] == [begin, then]


def test_a_stream_may_begin_with_form_1_as_librtmp_does():
    assert read(header(1, 2, "000000 000004 03") + bytes(4)) == [Message(3, 0, 0, bytes(4))]


def test_a_new_header_in_the_middle_of_a_message_begins_anew():
    torn = header(0, 6, "000000 000400 09 01000000") + bytes(128)
    whole = ChunkWriter().write(Message(9, 1, 40, b"new"), 6)
    assert read(torn + whole) == [Message(9, 1, 40, b"new")]


def test_an_abort_forgets_what_has_arrived():
    torn = header(0, 6, "000000 000400 09 01000000") + bytes(128)
    abort = ChunkWriter().write(Message(2, 0, 0, (6).to_bytes(4, "big")), 2)
    again = header(0, 6, "000000 000002 09 01000000") + b"ok"
    assert read(torn + abort + again)[-1].body == b"ok"


def test_an_empty_message_is_a_message():
    assert read(ChunkWriter().write(Message(9, 1, 0, b""), 6)) == [Message(9, 1, 0, b"")]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (header(3, 9, "00"), "begins with form 3"),
        (header(2, 9, "000000"), "begins with form 2"),
        (ChunkWriter().write(Message(1, 0, 0, bytes(4)), 2), "chunk size of 0"),
        (b"".join(header(0, n, "000000 000001 09 00000000") + b"x" for n in range(2, STREAM_LIMIT + 3)), "too many"),
    ],
)
def test_what_cannot_be_a_chunk_stream_is_refused(data, why):
    with pytest.raises(ProtocolError, match=why):
        read(data)


def test_a_message_over_the_limit_is_refused_before_it_arrives():
    with pytest.raises(ProtocolError, match="2000 bytes"):
        ChunkReader(message_limit=1000).receive(header(0, 6, "000000 0007d0 09 01000000"))


def test_unfinished_messages_together_have_a_limit():
    reader = ChunkReader(message_limit=1000)
    reader.chunk_size = 400
    torn = [header(0, number, "000000 0003e0 09 01000000") + bytes(400) for number in range(4, 8)]
    with pytest.raises(ProtocolError, match="unfinished"):
        reader.receive(b"".join(torn))


def test_memory_is_given_back_when_messages_finish_or_are_torn():
    reader = ChunkReader(message_limit=1000)
    reader.chunk_size = 400
    whole = ChunkWriter(400).write(Message(9, 1, 0, bytes(0x3E0)), 6)
    for _ in range(20):
        assert reader.receive(header(0, 6, "000000 0003e0 09 01000000") + bytes(400)) == []
        assert len(reader.receive(whole)) == 1
