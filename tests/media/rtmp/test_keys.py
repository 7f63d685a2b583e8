import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtmp import keys


@pytest.mark.parametrize(
    ("app", "address", "name"),
    [
        ("live", "rtmp://host/live", "KEY"),
        ("live/", "rtmp://host:1935/live/", "KEY"),
        ("/live", "rtmp://host//live", "/KEY"),
        ("live", "", "KEY/"),
        ("live", "", "live/KEY"),
        ("live/KEY", "rtmp://host/live/KEY", ""),
        ("live/KEY/", "", "/"),
        ("live", "", "KEY?token=x"),
        ("live", "", "?key=KEY"),
        ("live", "", "anything?a=b&key=KEY"),
        ("live?key=KEY", "", "anything"),
        ("live?key=KEY", "", ""),
        ("", "rtmp://host/live", "KEY"),
        ("", "rtmp://[::1]:1935/live/KEY", ""),
        ("live", "", "flv:KEY"),
        ("live", "", "mp4:KEY"),
        ("live/_definst_", "", "KEY"),
        ("live", "", "%4BEY"),
    ],
)
def test_the_key_is_found_wherever_a_publisher_writes_it(app, address, name):
    assert keys.is_ours(app, address)
    assert keys.stream_key(app, address, name) == "KEY"


@pytest.mark.parametrize(("app", "name"), [("live", ""), ("live/", "/"), ("live", "live"), ("live", "?key=")])
def test_no_key_is_no_key(app, name):
    assert keys.stream_key(app, "rtmp://host/live", name) == ""


@pytest.mark.parametrize(
    ("app", "address"), [("vod", "rtmp://h/vod"), ("", "rtmp://host"), ("", ""), ("livestream", ""), ("x/live", "")]
)
def test_another_app_is_not_ours(app, address):
    assert not keys.is_ours(app, address)


def test_only_the_head_of_a_key_is_ever_spoken():
    assert keys.spoken("abcdefgh") == "abcd…"


@given(st.text(), st.text(), st.text())
def test_any_text_is_survived(app, address, name):
    keys.is_ours(app, address)
    keys.stream_key(app, address, name)
