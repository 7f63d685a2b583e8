from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.edge.problems import BodyRefused, HeadTooLarge, RequestUnreadable
from appliance.edge.requests import HEARD, Reader

GET = b"GET /live/r1/index.m3u8?_HLS_msn=3 HTTP/1.1\r\nHost: shop\r\nUser-Agent: Weixin\r\n\r\n"


def test_a_request_is_its_method_target_and_headers():
    (request,) = Reader().feed(GET)
    assert (request.method, request.target) == (b"GET", b"/live/r1/index.m3u8?_HLS_msn=3")
    assert request.headers == {b"host": b"shop", b"user-agent": b"Weixin"}
    assert not request.last


@given(st.lists(st.integers(1, 3 * len(GET) - 1)))
def test_requests_are_the_same_however_the_bytes_are_cut(cuts):
    reader, stream = Reader(), GET * 3
    edges = sorted({0, *cuts, len(stream)})
    found = [request for start, end in pairwise(edges) for request in reader.feed(stream[start:end])]
    assert [request.target for request in found] == [b"/live/r1/index.m3u8?_HLS_msn=3"] * 3
    assert all(request.headers[b"user-agent"] == b"Weixin" for request in found)
    assert not reader.ended
    assert not reader.midway


def test_a_beginning_is_told_from_rest():
    reader = Reader()
    reader.feed(GET + b"GET /")
    assert reader.midway
    reader.feed(b" HTTP/1.1\r\nHost: a\r\n\r\n")
    assert not reader.midway


@pytest.mark.parametrize(
    ("head", "last", "spoken"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", False, False),
        (b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", True, False),
        (b"GET / HTTP/1.0\r\n\r\n", True, False),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", False, True),
        (b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", True, False),
    ],
)
def test_the_connection_stays_as_its_version_and_the_viewer_wish(head, last, spoken):
    (request,) = Reader().feed(head)
    assert (request.last, request.spoken) == (last, spoken)


def test_after_the_last_request_nothing_is_read():
    reader = Reader()
    assert len(reader.feed(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + GET)) == 1
    assert reader.feed(GET) == []
    assert reader.refusal is None


@pytest.mark.parametrize(
    "body", [b"Content-Length: 5\r\n\r\nhello", b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"]
)
def test_a_body_is_refused(body):
    reader = Reader()
    assert reader.feed(b"GET / HTTP/1.1\r\nHost: a\r\n" + body) == []
    assert isinstance(reader.refusal, BodyRefused)


def test_an_empty_body_is_no_body():
    assert len(Reader().feed(b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")) == 1


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00",
        b"\0" * 100,
        b"GET /\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_what_is_not_http_is_refused(garbage):
    reader = Reader()
    assert reader.feed(garbage) == []
    assert isinstance(reader.refusal, RequestUnreadable)


@pytest.mark.parametrize("size", [1, 100, 1000, 8192, 100_000])
@pytest.mark.parametrize(
    "shape", [b"GET /%s HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nX: %s\r\n\r\n"]
)
def test_a_long_head_is_refused_however_it_arrives(size, shape):
    reader = Reader(8192)
    stream = shape % (b"a" * 9000)
    found = [request for at in range(0, len(stream), size) for request in reader.feed(stream[at : at + size])]
    assert found == []
    assert isinstance(reader.refusal, HeadTooLarge)


def test_many_short_headers_are_a_long_head_too():
    reader = Reader(8192)
    assert reader.feed(b"GET / HTTP/1.1\r\nHost: a\r\n" + b"".join(b"x%d: y\r\n" % n for n in range(2000))) == []
    assert isinstance(reader.refusal, HeadTooLarge)


def test_many_requests_at_once_are_no_long_head():
    assert len(Reader(8192).feed(GET * 500)) == 500


def test_a_refused_beginning_does_not_undo_what_was_whole():
    reader = Reader()
    assert len(reader.feed(GET + b"\x00\x01")) == 1
    assert reader.refusal is not None


@given(st.lists(st.binary(max_size=300)))
def test_no_bytes_make_the_reader_fall(pieces):
    reader = Reader()
    for piece in pieces:
        reader.feed(piece)


def test_what_was_heard_before_is_not_read_again_and_means_the_same():
    heard = {}
    first, second = Reader(heard=heard), Reader(heard=heard)
    [request] = first.feed(GET)
    assert second.feed(GET) == [request]
    assert second.feed(GET) == [request]
    assert list(heard) == [GET]


def test_only_a_whole_request_of_a_connection_that_stays_is_remembered():
    heard = {}
    for words in (GET[:-2], GET + GET, GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"), b"junk\r\n\r\n"):
        Reader(heard=heard).feed(words)
    assert heard == {}


def test_half_a_request_is_never_taken_for_a_whole_one():
    reader = Reader(heard={GET[5:]: "never"})
    assert reader.feed(GET[:5]) == []
    assert [request.target for request in reader.feed(GET[5:])] == [b"/live/r1/index.m3u8?_HLS_msn=3"]


def test_what_is_remembered_is_bounded():
    heard = {}
    reader = Reader(heard=heard)
    for number in range(HEARD + 10):
        reader.feed(GET.replace(b"index", b"%d" % number))
    assert len(heard) <= HEARD
