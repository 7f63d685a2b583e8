"""The envelopes of docs/ROOM.md, byte for byte, and what a browser makes of a shared deflated frame."""

import json
import zlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.protocol import OPEN

from appliance.errors import TooMany
from chat import frames
from chat.frames import Frame, Welcome


def read(wire: bytes, *, deflate: bool) -> str:
    """What a client that agreed to no context takeover hears."""
    client = ClientProtocol(_uri(), state=OPEN)
    if deflate:
        client.extensions = [PerMessageDeflate(True, True, 15, 15)]
    client.receive_data(wire)
    (frame,) = client.events_received()
    return bytes(frame.data).decode()


def _uri():
    from websockets.uri import parse_uri  # noqa: PLC0415 - only these tests play a client

    return parse_uri("ws://shop/")


def test_a_welcome_says_where_one_is():
    said = Welcome(epoch="k3f", n=120, now=5, edge=None, delay=0, gap=False, viewers=7, likes=901)
    assert json.loads(frames.welcome(said)) == {
        "type": "welcome", "epoch": "k3f", "n": 120, "now": 5, "edge": None, "delay": 0, "gap": False,
        "viewers": 7, "likes": 901,
    }  # fmt: skip


def test_facts_are_told_with_their_moment_and_the_pictures():
    assert frames.told(121, 10, 8, [b'{"type":"A"}', b'{"type":"B"}']) == (
        b'{"n":121,"at":10,"edge":8,"events":[{"type":"A"},{"type":"B"}]}'
    )
    assert frames.told(121, 10, None, [b"{}"]) == b'{"n":121,"at":10,"events":[{}]}'
    assert frames.told(121, 10, 8, [b"{}"], 5000) == b'{"n":121,"at":10,"edge":8,"delay":5000,"events":[{}]}'


def test_what_is_one_members_own_comes_without_a_number():
    assert frames.yours([b"{}", b"{}"]) == b'{"yours":[{},{}]}'


def test_an_answer_bears_the_reference_it_answers():
    class Count(msgspec.Struct):
        count: int

    assert frames.answer("7", Count(3)) == b'{"ref":"7","ok":{"count":3}}'
    assert frames.answer("7", None) == b'{"ref":"7","ok":{}}'


@pytest.mark.parametrize(
    ("language", "title"), [("zh", "操作太频繁，请 2 秒后再试"), ("en", "Too many tries, please wait 2 seconds")]
)
def test_a_problem_is_told_in_the_readers_language(language, title):
    told = json.loads(frames.refusal("7", TooMany(retry_after=2), language))
    assert told["ref"] == "7"
    assert (told["problem"]["title"], told["problem"]["status"]) == (title, 429)


@given(st.text(max_size=70_000))
def test_every_text_arrives_as_it_was_written_plain_and_deflated(text):
    body = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode()
    frame = Frame(body)
    assert read(frame.plain, deflate=False) == body.decode()
    assert read(frame.deflated, deflate=True) == body.decode()


def test_deflating_makes_chat_small_and_leaves_alone_what_it_would_not():
    chatter = frames.told(1, 1, 1, [b'{"type":"CommentSaid","room":"r1","text":"%d"}' % number for number in range(20)])
    frame = Frame(chatter)
    assert len(frame.deflated) < len(frame.plain) / 3
    assert frame.deflated is frame.deflated
    short = Frame(b'{"ref":"1","ok":{}}')
    assert short.deflated is short.plain


def test_what_cannot_be_squeezed_goes_plain():
    noise = zlib.compress(bytes(range(256)) * 8, 9) + bytes(range(0, 256, 3))
    frame = Frame(noise.hex().encode()[:100])
    assert len(frame.deflated) <= len(frame.plain)
