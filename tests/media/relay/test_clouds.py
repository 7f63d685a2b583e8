"""Addresses signed as each cloud's documentation shows."""

from datetime import UTC, datetime, timedelta

import pytest

from media.relay import clouds
from media.relay.clouds import Aliyun, OutletUnusable, Plain, Tencent

TENCENT = Tencent(
    push_domain="push.example.com",
    push_key="5d41402abc4b2a76b9719d911017c592",
    play_domain="play.example.com",
    play_key="5d41402abc4b2a76b9719d911017c592",
)
ALIYUN = Aliyun(push_domain="push.example.com", push_key="aliyunliveexp1234", play_domain="p.example.com", app="video")


def at(unix: int) -> datetime:
    return datetime.fromtimestamp(unix, UTC) - clouds.PUSH_LASTS


def test_tencents_push_address_is_signed_as_its_documentation_shows():
    signed = clouds.push_address(TENCENT, "jinbo_1", at(0x5867D600))
    assert signed == ("rtmp://push.example.com/live/jinbo_1?txSecret=3b996daff47c584de9ef1bac42cfe9f1&txTime=5867D600")


def test_tencents_sha256_is_another_digest_of_the_same():
    cloud = Tencent(push_domain="push.example.com", push_key=TENCENT.push_key, digest="sha256")
    secret = clouds.push_address(cloud, "jinbo_1", at(0x5867D600)).partition("txSecret=")[2].partition("&")[0]
    assert (secret[:8], secret[-8:]) == ("f5fe63f9", "0dd9c7f3")


def test_aliyuns_push_address_is_signed_as_its_documentation_shows():
    signed = clouds.push_address(ALIYUN, "standard", at(1622194197))
    assert signed.endswith("/video/standard?auth_key=1622194197-0-0-5552ff52b5e4e20387c6dc18afce206b")


def test_a_cloud_without_a_key_is_pushed_to_unsigned():
    assert clouds.push_address(Tencent(push_domain="p.example.com"), "r", at(9)) == "rtmp://p.example.com/live/r"


def test_any_address_is_pushed_to_as_it_was_given_with_its_stream_key_behind():
    plain = Plain(url="rtmps://live.example.com/app/", stream_key="a?b=c")
    assert clouds.push_address(plain, "room", at(9)) == "rtmps://live.example.com/app/a?b=c"


def test_a_page_that_asks_again_is_given_the_same_play_address_and_has_twelve_hours_at_least():
    noon = datetime(2026, 11, 28, 12, 0, 1, tzinfo=UTC)
    first = clouds.play_address(TENCENT, "r", noon)
    assert first.startswith("https://play.example.com/live/r.m3u8?txSecret=")
    assert clouds.play_address(TENCENT, "r", noon + timedelta(hours=11)) == first
    later = noon + timedelta(hours=11, minutes=59)
    until = datetime.fromtimestamp(int(clouds.play_address(TENCENT, "r", later).rpartition("=")[2], 16), UTC)
    assert until - later >= timedelta(hours=12)


def test_a_cloud_without_a_play_domain_is_not_played_from():
    assert clouds.play_address(Tencent(push_domain="p.example.com"), "r", at(9)) == ""
    assert clouds.play_address(Plain(url="rtmp://x/y"), "r", at(9)) == ""


def test_only_a_signed_play_address_keeps_others_out():
    assert clouds.keeps_out(TENCENT)
    assert not clouds.keeps_out(ALIYUN)
    assert not clouds.keeps_out(Plain(url="rtmp://x/y", play_url="https://x/y.m3u8"))


@pytest.mark.parametrize(
    ("cloud", "field"),
    [
        (Tencent(push_domain=""), "push_domain"),
        (Tencent(push_domain="rtmp://push.example.com"), "push_domain"),
        (Aliyun(push_domain="push.example.com", play_domain="a b"), "play_domain"),
        (Aliyun(push_domain="push.example.com", app="a/b"), "app"),
        (Plain(url="https://x/y"), "url"),
        (Plain(url="rtmp://x"), "url"),
        (Plain(url="rtmp://["), "url"),
        (Plain(url="rtmp://x:port/y"), "url"),
        (Plain(url="rtmp://x/y", play_url="https://["), "play_url"),
        (Plain(url="rtmp://x/y", play_url="ftp://x"), "play_url"),
    ],
)
def test_what_cannot_be_an_address_is_refused_at_its_field(cloud, field):
    with pytest.raises(OutletUnusable) as refused:
        clouds.check(cloud)
    assert refused.value.facts["field"] == field


@pytest.mark.parametrize("cloud", [TENCENT, ALIYUN, Plain(url="rtmps://x:444/y", play_url="http://127.0.0.1/a.m3u8")])
def test_what_can_be_is_taken(cloud):
    clouds.check(cloud)
