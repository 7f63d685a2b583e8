import logging

import msgspec
import pytest

from appliance.edge import Limits


async def test_a_playlist_is_served_as_the_origin_made_it(viewer, shelf):
    answer = await viewer.get("/live/r1/index.m3u8")
    made = shelf.files["r1", "index.m3u8"]
    assert (answer.status, answer.body) == (200, made.body)
    assert answer.headers["content-type"] == "application/vnd.apple.mpegurl"
    assert answer.headers["date"].endswith("gmt")
    assert "connection" not in answer.headers


async def test_one_connection_serves_many_requests(viewer):
    assert [(await viewer.get("/live/r1/index.m3u8")).status for _ in range(20)] == [200] * 20


async def test_a_segment_is_served_whole_and_in_parts(viewer, shelf):
    whole = shelf.files["r1", "720p/1.m4s"].body
    assert (await viewer.get("/live/r1/720p/1.m4s")).body == whole
    part = await viewer.get("/live/r1/720p/1.m4s", "Range: bytes=1000-1999")
    assert (part.status, part.body) == (206, whole[1000:2000])


async def test_head_gives_the_length_and_no_body(viewer):
    answer = await viewer.get("/live/r1/720p/1.m4s", method="HEAD")
    assert (answer.status, answer.headers["content-length"]) == (200, str(1 << 20))
    assert (await viewer.get("/live/r1/index.m3u8")).status == 200


async def test_head_with_a_range_gives_the_parts_length(viewer):
    answer = await viewer.get("/live/r1/720p/1.m4s", "Range: bytes=0-9", method="HEAD")
    assert (answer.status, answer.headers["content-length"]) == (206, "10")
    assert (await viewer.get("/healthz")).status == 200


async def test_pages_of_any_origin_may_read(viewer):
    asked = (
        "Origin: https://shop.example",
        "Access-Control-Request-Method: GET",
        "Access-Control-Request-Headers: range",
    )
    preflight = await viewer.get("/live/r1/index.m3u8", *asked, method="OPTIONS")
    assert preflight.status == 204
    assert "get" in preflight.headers["access-control-allow-methods"]
    for path in ("/live/r1/index.m3u8", "/live/nobody/index.m3u8", "/nowhere"):
        answer = await viewer.get(path, "Origin: https://shop.example")
        assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["/live/nobody/index.m3u8", "/nowhere", "/rooms/r1"])
async def test_what_is_not_there_is_a_problem(viewer, path):
    answer = await viewer.get(path)
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert msgspec.json.decode(answer.body)["type"] == "urn:jinbo:problem:not-found"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_only_reading_is_allowed(viewer, method):
    answer = await viewer.get("/live/r1/index.m3u8", method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "get, head, options")


async def test_a_body_is_refused_and_the_connection_ends(viewer):
    await viewer.send(b"POST /live/r1/index.m3u8 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
    answer = await viewer.answer()
    assert (answer.status, answer.headers["connection"]) == (413, "close")
    assert await viewer.ended() == b""


async def test_an_origin_that_breaks_costs_one_answer(viewer, caplog):
    with caplog.at_level(logging.ERROR):
        assert (await viewer.get("/live/r1/broken.m3u8")).status == 500
    assert "an origin of a bad day" in caplog.text
    assert (await viewer.get("/live/r1/index.m3u8")).status == 200


async def test_connection_close_is_kept(viewer):
    assert (await viewer.get("/live/r1/index.m3u8", "Connection: close")).headers["connection"] == "close"
    assert await viewer.ended() == b""


async def test_http_1_0_closes_unless_asked_to_stay(connect):
    old = await connect()
    await old.send(b"GET /live/r1/index.m3u8 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    assert (await old.answer()).headers["connection"] == "keep-alive"
    await old.send(b"GET /live/r1/index.m3u8 HTTP/1.0\r\n\r\n")
    assert (await old.answer()).status == 200
    assert await old.ended() == b""


async def test_health_is_what_the_process_says(house, viewer):
    assert (await viewer.get("/healthz")).body == b'{"healthy":true}'
    house.well = False
    assert (await viewer.get("/healthz")).status == 503


async def test_metrics_are_for_the_house_and_not_for_the_world(viewer):
    assert (await viewer.get("/metrics")).body == b"jinbo_up 1\n"
    assert (await viewer.get("/metrics", "X-Forwarded-For: 192.168.1.9")).status == 200
    assert (await viewer.get("/metrics", "X-Forwarded-For: 203.0.114.7")).status == 404
    assert (await viewer.get("/metrics", "X-Forwarded-For: nonsense")).status == 404


async def test_a_private_room_opens_to_its_token_alone(viewer):
    assert (await viewer.get("/play/good/live/secret/index.m3u8")).status == 200
    refused = await viewer.get("/live/secret/index.m3u8")
    assert msgspec.json.decode(refused.body)["type"] == "urn:jinbo:problem:play-link-refused"
    expired = await viewer.get("/play/old/live/secret/index.m3u8")
    assert (expired.status, msgspec.json.decode(expired.body)["type"]) == (403, "urn:jinbo:problem:play-link-expired")


async def test_a_verdict_is_remembered_for_a_few_seconds_only(house, viewer, doorman):
    for _ in range(10):
        await viewer.get("/play/good/live/secret/index.m3u8")
    assert doorman.asked == 1
    await house.seconds(5)
    await viewer.get("/play/good/live/secret/index.m3u8")
    assert doorman.asked == 2


async def test_what_the_gate_said_is_forgotten_at_once_when_it_would_say_something_else(house, viewer, doorman):
    await viewer.get("/play/good/live/secret/index.m3u8")
    house.edge.ask_anew()
    await viewer.get("/play/good/live/secret/index.m3u8")
    assert doorman.asked == 2


async def test_viewers_are_sessions_that_asked_for_a_playlist_lately(house, connect):
    one, two = await connect(), await connect()
    await one.get("/live/r1/index.m3u8", "User-Agent: a")
    await two.get("/live/r1/index.m3u8", "User-Agent: a")
    assert house.edge.viewers("r1") == 1
    await two.get("/live/r1/index.m3u8", "User-Agent: b")
    await two.get("/live/r1/index.m3u8", "User-Agent: b", "X-Forwarded-For: 10.0.0.7")
    await one.get("/live/r1/720p/1.m4s", "User-Agent: c")
    assert house.edge.viewers("r1") == 3
    assert house.edge.audiences() == {"r1": 3}
    await house.seconds(16)
    assert house.edge.viewers("r1") == 0


async def test_many_may_come_by_one_link_of_a_private_room(house, viewer):
    for address in ("10.0.0.7", "10.0.0.8", "10.0.0.8"):
        await viewer.get("/play/good/live/secret/index.m3u8", f"X-Forwarded-For: {address}")
    assert house.edge.viewers("secret") == 2


async def test_who_only_looks_is_no_viewer(house, viewer):
    for room in ("r1", "secret"):
        assert (await viewer.get(f"/play/crew/live/{room}/index.m3u8")).status == 200
    assert house.edge.audiences() == {}


async def test_rooms_that_are_not_there_have_no_viewers(house, viewer):
    for number in range(5):
        await viewer.get(f"/live/nobody{number}/index.m3u8")
    await viewer.get("/live/secret/index.m3u8")
    assert house.edge.audiences() == {}


class TestWithoutTrust:
    @pytest.fixture
    def limits(self):
        return Limits(trusted=frozenset())

    async def test_only_a_proxy_of_the_house_may_speak_for_others(self, house, viewer):
        for number in range(3):
            await viewer.get("/live/r1/index.m3u8", f"X-Forwarded-For: 10.0.0.{number}")
        assert house.edge.viewers("r1") == 1


async def test_what_was_answered_is_counted(house, viewer):
    await viewer.get("/live/r1/index.m3u8")
    await viewer.get("/nowhere")
    assert house.edge.answered == {200: 1, 404: 1}
    assert house.edge.sent > 0
    assert len(house.edge.connections) == 1


async def test_a_box_that_lost_the_show_answers_nobody(house, viewer, caplog):
    assert (await viewer.get("/live/r1/index.m3u8")).status == 200

    def fenced() -> None:
        raise SystemError("a process ends here")

    house.edge.check = fenced
    await viewer.send(b"GET /live/r1/index.m3u8 HTTP/1.1\r\nHost: shop\r\n\r\n")
    assert await viewer.ended() == b""
