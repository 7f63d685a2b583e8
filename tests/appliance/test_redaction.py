import pytest

from appliance.redaction import redact, redact_value


@pytest.mark.parametrize(
    "text",
    [
        "GET /play/eyJ.SECRET-x/live/r1/index.m3u8",
        "/rooms/r1?token=SECRET&x=1",
        "?key=SECRET",
        "stream_key=SECRET, room=r1",
        "play_token='SECRET'",
        '{"password": "SECRET", "login": "owner"}',
        "{'password': 'SECRET'}",
        '{"password":"SEC\\"SECRET"}',
        "{b'cookie': b'SECRET=1'}",
        "Authorization: Bearer SECRET",
        "authorization: SECRET",
        "Cookie: jinbo_session=SECRET; other=SECRET",
        "Set-Cookie: jinbo_session=SECRET; HttpOnly",
        "Bearer SECRET",
        "Basic U0VDUkVUSECRET==",
        "rtmp://shop:1935/live/SECRET",
        "rtmps://shop/live/SECRET?x=y",
        "POST /whip/SECRET",
        "postgresql://root:SECRET@db/jinbo",
        "redis://:SECRET@127.0.0.1:6379/0",
        "app_secret=SECRET",
        "GET /live/r1?csrf_token=SECRET HTTP/1.1",
    ],
)
def test_secrets_are_hidden(text):
    assert "SECRET" not in redact(text)
    assert "***" in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "publishing in room 01jd0000000000000000 from 10.0.0.7",
        "GET /live/r1/720p/17.4.m4s 200",
        "http://192.168.1.5:8081/live/r1/index.m3u8?_HLS_msn=3&_HLS_part=1",
        "keyframe every 2.0 s, keyframes=3",
        "the stream key was rotated",
        "12:30:05 token bucket is full",
        "rtmp://127.0.0.1:1935/live",
    ],
)
def test_what_is_no_secret_stays(text):
    assert redact(text) == text


def test_fields_are_hidden_by_their_name_however_deep():
    value = {"shop": {"stream_key": "x", "password": "", "room": "r1"}, "list": [{"Cookie": "y"}], "token": 5, "n": 1.5}
    assert redact_value(value) == {
        "shop": {"stream_key": "***", "password": "", "room": "r1"},
        "list": [{"Cookie": "***"}],
        "token": "***",
        "n": 1.5,
    }


def test_a_long_line_is_searched_in_time():
    assert redact("a=" * 50_000)
    assert redact("cookie" * 20_000)
