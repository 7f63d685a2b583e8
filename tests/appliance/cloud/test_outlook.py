"""What viewers' pages meet at the play domain, in words that say what to set where."""

import asyncio
import json

import msgspec
import pytest

from appliance.clock import SystemClock
from appliance.cloud.outlook import NotServed, Outlook, trial
from appliance.cloud.terms import LiveUnusable, Terms, check_live, spare

PAGE = "https://shop.example.com"


@pytest.fixture
async def domain():
    """A play domain that answers as it is told: status, headers, and always the same content."""
    says = {"status": 200, "headers": {"access-control-allow-origin": "*"}}

    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        head = "".join(f"{name}: {value}\r\n" for name, value in says["headers"].items())
        said = f"HTTP/1.1 {says['status']} Said\r\n{head}content-length: 7\r\nconnection: close\r\n\r\n#EXTM3U"
        writer.write(said.encode())
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", says


async def read(address, page="http://shop"):
    async with Outlook(page) as outlook:
        return await outlook.read(f"{address}/live/x.m3u8")


async def test_what_a_page_may_read_is_read(domain):
    address, says = domain
    assert await read(address) == b"#EXTM3U"
    says["headers"] = {"access-control-allow-origin": "http://shop"}
    assert await read(address) == b"#EXTM3U"


@pytest.mark.parametrize(
    ("status", "headers", "words"),
    [
        (200, {}, "跨域"),
        (200, {"access-control-allow-origin": "http://another"}, "跨域"),
        (403, {"access-control-allow-origin": "*"}, "公共读"),
        (401, {}, "公共读"),
        (404, {}, "根目录"),
        (302, {}, "根目录"),
    ],
)
async def test_what_keeps_a_page_out_is_said_in_words(domain, status, headers, words):
    address, says = domain
    says |= {"status": status, "headers": headers}
    with pytest.raises(NotServed) as told:
        await read(address)
    assert words in told.value.sentence("zh")
    assert told.value.sentence("en").isascii()


async def test_a_domain_that_does_not_answer_is_told():
    with pytest.raises(NotServed) as told:
        await read("http://127.0.0.1:9")
    assert "打不开" in told.value.sentence("zh")


async def test_a_page_with_https_needs_a_domain_with_https(domain):
    with pytest.raises(NotServed) as told:
        await read(domain[0], PAGE)
    assert "https" in told.value.sentence("zh")


async def test_a_trial_passes_where_what_is_put_is_what_is_read(bucket, far):
    anybody = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}
    policy = {"Version": "2012-10-17", "Statement": [{**anybody, "Resource": f"arn:aws:s3:::{far.bucket}/*"}]}
    far._s3.put_bucket_policy(Bucket=far.bucket, Policy=json.dumps(policy))
    await trial(bucket, f"{far.endpoint}/{far.bucket}", "http://shop", SystemClock())
    assert far.names() == []


async def test_a_bucket_that_is_closed_fails_the_trial_and_nothing_is_left_there(bucket, far):
    with pytest.raises(NotServed):
        await trial(bucket, f"{far.endpoint}/{far.bucket}", "http://shop", SystemClock())
    assert far.names() == []


async def test_a_cdn_that_keeps_playlists_fails_the_trial(bucket, domain, monkeypatch):
    monkeypatch.setattr("appliance.cloud.outlook.FRESH_SECONDS", 0)
    with pytest.raises(NotServed) as told:
        await trial(bucket, domain[0], "http://shop", SystemClock())
    assert "旧的播放列表" in told.value.sentence("zh")


@pytest.mark.parametrize(
    ("live", "public", "field"),
    [
        ("all", "", "public"),
        ("all", "play.example.com", "public"),
        ("", "ftp://play.example.com", "public"),
        ("720p", "https://play.example.com/?key=1", "public"),
        ("large", "https://play.example.com", "live"),
    ],
)
def test_what_cannot_be_played_from_is_refused_at_its_field(storage, live, public, field):
    with pytest.raises(LiveUnusable) as told:
        check_live(Terms(storage=storage, live=live, public=public))
    assert told.value.facts["field"] == field


@pytest.mark.parametrize(("live", "public"), [("", ""), ("all", "https://a.b/jinbo"), ("720p", "http://127.0.0.1:9")])
def test_what_can_is_taken(storage, live, public):
    check_live(Terms(storage=storage, live=live, public=public))


def test_terms_from_before_have_no_live_show_there(storage):
    before = msgspec.json.encode({"storage": storage, "when": "night"})
    assert msgspec.json.decode(before, type=Terms).live == ""


@pytest.mark.parametrize(
    ("kilobits", "taken", "behind", "left"),
    [(0, 0, False, 0), (0, 3_000_000, False, 0), (8000, 3_000_000, False, 5000), (2000, 3_000_000, False, 64),
     (0, 3_000_000, True, 64), (8000, 0, True, 64)],
)  # fmt: skip
def test_live_shows_go_first_and_all_else_takes_what_is_left(kilobits, taken, behind, left):
    assert spare(kilobits, taken, behind=behind) == left
