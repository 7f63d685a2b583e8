"""Requests that are sent ahead, and answers that do not exist yet."""

import asyncio

import pytest

from appliance.edge import Limits


def get(path, *headers):
    return "\r\n".join((f"GET {path} HTTP/1.1", "Host: a", *headers, "", "")).encode()


async def test_a_parked_request_is_answered_when_its_answer_is_there(house, viewer, shelf):
    await viewer.send(get("/live/r1/index.m3u8?park"))
    await house.until(lambda: shelf.parked)
    shelf.deliver(b"later")
    assert (await viewer.answer()).body == b"later"
    assert (await viewer.get("/live/r1/index.m3u8")).status == 200


async def test_answers_come_in_the_order_of_requests(house, viewer, shelf):
    await viewer.send(get("/live/r1/index.m3u8?park") + get("/nowhere") + get("/live/r1/720p/1.m4s") + get("/healthz"))
    await house.until(lambda: shelf.parked)
    await house.settled()
    shelf.deliver(b"first")
    assert [(await viewer.answer()).status for _ in range(4)] == [200, 404, 200, 200]


async def test_parked_requests_park_one_after_the_other(house, viewer, shelf):
    await viewer.send(get("/live/r1/index.m3u8?park=1") + get("/live/r1/index.m3u8?park=2"))
    for body in (b"one", b"two"):
        await house.until(lambda: shelf.parked)
        assert len(shelf.parked) == 1
        shelf.deliver(body)
        assert (await viewer.answer()).body == body


async def test_one_delivery_reaches_everybody_who_waits(house, connect, shelf):
    viewers = [await connect() for _ in range(50)]
    for viewer in viewers:
        await viewer.send(get("/live/r1/index.m3u8?park"))
    await house.until(lambda: len(shelf.parked) == 50)
    shelf.deliver(b"to all")
    assert {(await viewer.answer()).body for viewer in viewers} == {b"to all"}


async def test_nobody_waits_for_a_viewer_who_left(house, viewer, shelf):
    await viewer.send(get("/live/r1/index.m3u8?park") + get("/healthz"))
    await house.until(lambda: shelf.parked)
    viewer.leave()
    await house.until(lambda: shelf.cancelled)
    assert not shelf.parked
    await house.until(lambda: not house.edge.connections)


async def test_nobody_waits_for_a_viewer_who_was_cut_off(house, viewer, shelf):
    await viewer.send(get("/live/r1/index.m3u8?park"))
    await house.until(lambda: shelf.parked)
    viewer.writer.transport.abort()
    await house.until(lambda: shelf.cancelled)
    assert not house.edge.connections


async def test_a_head_under_way_does_not_end_a_parked_request(house, viewer, shelf):
    await viewer.send(get("/live/r1/index.m3u8?park") + b"GET /healthz HT")
    await house.until(lambda: shelf.parked)
    await house.seconds(30)
    shelf.deliver(b"here")
    assert (await viewer.answer()).body == b"here"
    await viewer.send(b"TP/1.1\r\nHost: a\r\n\r\n")
    assert (await viewer.answer()).status == 200


async def test_a_refusal_waits_for_the_answers_before_it(house, viewer, shelf):
    await viewer.send(get("/live/r1/index.m3u8?park") + b"\x00garbage")
    await house.until(lambda: shelf.parked)
    await house.settled()
    shelf.deliver(b"first")
    assert (await viewer.answer()).body == b"first"
    assert (await viewer.answer()).status == 400
    assert await viewer.ended() == b""


async def test_what_follows_the_last_request_is_not_answered(viewer):
    await viewer.send(get("/healthz", "Connection: close") + get("/nowhere"))
    assert (await viewer.answer()).status == 200
    assert await viewer.ended() == b""


class TestFewAhead:
    @pytest.fixture
    def limits(self):
        return Limits(pipelined=5)

    async def test_too_many_requests_ahead_end_the_connection_after_the_allowed(self, house, viewer, shelf):
        await viewer.send(get("/live/r1/index.m3u8?park") + get("/healthz") * 20)
        await house.until(lambda: shelf.parked)
        await house.settled()
        shelf.deliver()
        assert [(await viewer.answer()).status for _ in range(6)] == [200] * 6
        assert await viewer.ended() == b""


async def test_requests_ahead_of_a_viewer_who_reads_are_all_answered(viewer):
    await viewer.send(get("/live/r1/index.m3u8") * 300)
    assert [(await viewer.answer()).status for _ in range(300)] == [200] * 300


async def test_stopping_cancels_what_is_parked_and_ends_connections(house, connect, shelf):
    idle, waiting = await connect(), await connect()
    await idle.get("/healthz")
    await waiting.send(get("/live/r1/index.m3u8?park"))
    await house.until(lambda: shelf.parked)
    await asyncio.wait_for(house.edge.stop(), 5)
    assert shelf.cancelled == 1
    assert await idle.ended() == b""
    with pytest.raises(ConnectionRefusedError):
        await connect()
