import pytest

from appliance.edge.routes import Route, route


@pytest.mark.parametrize(
    ("target", "place"),
    [
        (b"/live/r1/index.m3u8", Route("picture", "r1", "index.m3u8", playlist=True)),
        (b"/live/r1/720p/17.4.m4s", Route("picture", "r1", "720p/17.4.m4s")),
        (
            b"/live/r1/index.m3u8?_HLS_msn=1&_HLS_part=2",
            Route("picture", "r1", "index.m3u8", query=b"_HLS_msn=1&_HLS_part=2", playlist=True),
        ),
        (b"/play/a.b-c_d/live/r1/index.m3u8", Route("picture", "r1", "index.m3u8", "a.b-c_d", playlist=True)),
        (b"/live/r1/a%2Em3u8", Route("picture", "r1", "a.m3u8", playlist=True)),
        (b"http://shop:8081/live/r1/index.m3u8", Route("picture", "r1", "index.m3u8", playlist=True)),
        (b"/replay/r1/b1/720p/0001.mp4", Route("replay", "r1", "b1/720p/0001.mp4")),
        (b"/play/a.b/replay/r1/b1/index.m3u8", Route("replay", "r1", "b1/index.m3u8", "a.b", playlist=True)),
        (b"/rooms/r1?token=x", Route("room", "r1", query=b"token=x")),
        (b"/healthz", Route("health")),
        (b"/metrics", Route("metrics")),
    ],
)
def test_a_target_names_a_place(target, place):
    assert route(target) == place


@pytest.mark.parametrize(
    "target",
    [
        *(
            b"/",
            b"",
            b"*",
            b"/live",
            b"/live/",
            b"/live/r1",
            b"/live/r1/",
            b"/live//index.m3u8",
            b"/live/r1/../index.m3u8",
        ),
        *(b"/live/%00/index.m3u8", b"/live/r1/%2e%2e/x", b"/live/r 1/x", b"/play//live/r1/x", b"/play/t/rooms/r1"),
        *(b"/live/" + b"r" * 65 + b"/x", b"/live/r1/" + b"x" * 201, b"/HEALTHZ", b"/healthz/", "/live/房/x".encode()),
    ],
)
def test_any_other_target_is_nowhere(target):
    assert route(target).place == "nowhere"
