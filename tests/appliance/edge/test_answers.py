import msgspec
import pytest

from appliance.edge.answers import explained, refusal, shaped, text
from appliance.edge.problems import Crowded, MethodRefused
from appliance.edge.requests import Request
from appliance.errors import NotFound, Unavailable
from media.hls import answers as origins

TEN = text(200, "video/mp4", b"0123456789")


def asked(method=b"GET", **headers):
    return Request(
        method, b"/", {name.replace("_", "-").encode(): value for name, value in headers.items()}, False, False
    )


@pytest.mark.parametrize(
    ("wish", "body", "told"),
    [
        (b"bytes=0-3", b"0123", b"bytes 0-3/10"),
        (b"bytes=4-", b"456789", b"bytes 4-9/10"),
        (b"bytes=-3", b"789", b"bytes 7-9/10"),
        (b"bytes=-99", b"0123456789", b"bytes 0-9/10"),
        (b"bytes=8-99", b"89", b"bytes 8-9/10"),
        (b"bytes=9-9", b"9", b"bytes 9-9/10"),
    ],
)
def test_a_range_is_a_part_of_the_body(wish, body, told):
    part = shaped(asked(range=wish), TEN)
    assert part.head.startswith(b"HTTP/1.1 206 Partial Content\r\n")
    assert bytes(part.body) == body
    assert b"\r\ncontent-range: " + told + b"\r\n" in part.head
    assert b"\r\ncontent-length: %d\r\n" % len(body) in part.head
    assert part.head.count(b"content-length") == 1
    assert part.head.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("wish", [b"bytes=10-", b"bytes=99-100", b"bytes=-0"])
def test_a_range_beyond_the_end_is_not_there(wish):
    part = shaped(asked(range=wish), TEN)
    assert part.status == 416
    assert b"content-range: bytes */10\r\n" in part.head


@pytest.mark.parametrize(
    "wish", [b"bytes=", b"bytes=-", b"bytes=5-2", b"bytes=0-1,4-5", b"lines=0-1", b"bytes=x-y", b""]
)
def test_a_range_nobody_understands_gets_the_whole(wish):
    assert shaped(asked(range=wish), TEN) is TEN


def test_a_range_with_a_condition_gets_the_whole():
    assert shaped(asked(range=b"bytes=0-1", if_range=b'"x"'), TEN) is TEN


def test_a_part_is_not_a_copy():
    big = text(200, "video/mp4", bytes(1 << 20))
    part = shaped(asked(range=b"bytes=1-"), big)
    assert isinstance(part.body, memoryview)
    assert part.body.obj is big.body


def test_head_is_the_same_without_the_body():
    answer = shaped(asked(b"HEAD"), TEN)
    assert (answer.head, answer.body) == (TEN.head, b"")


def test_a_problem_is_told_in_the_viewers_language():
    zh, en = (msgspec.json.decode(refusal(NotFound(), language).body) for language in ("zh", "en"))
    assert (zh["title"], en["title"]) == ("没有找到", "Not found")
    assert zh["type"] == en["type"] == "urn:jinbo:problem:not-found"


def test_a_problem_says_when_to_come_back_and_what_is_allowed():
    assert b"\r\nretry-after: 10\r\n" in refusal(Crowded(retry_after=10), "zh").head
    assert b"\r\nallow: GET, HEAD, OPTIONS\r\n" in refusal(MethodRefused(), "zh").head


def test_the_origins_silent_refusals_get_words_and_its_answers_stay():
    english = explained(asked(accept_language=b"en-GB"), origins.refusal(NotFound()))
    assert msgspec.json.decode(english.body)["title"] == "Not found"
    assert b"\r\nretry-after: 1\r\n" in explained(asked(), origins.refusal(Unavailable(retry_after=1))).head
    assert explained(asked(), TEN) is TEN
    told = text(400, "text/plain", b"no")
    assert explained(asked(), told) is told
