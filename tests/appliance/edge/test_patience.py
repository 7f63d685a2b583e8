"""What a viewer may not do to the others: dawdle, hoard, crowd."""

import asyncio
import os
import socket
from pathlib import Path

import pytest

from appliance.edge import Limits
from appliance.edge.answers import text
from appliance.edge.connection import Connection

GET = b"GET /live/r1/index.m3u8 HTTP/1.1\r\nHost: a\r\n\r\n"


async def test_a_head_that_never_ends_is_cut_off_in_time(house, viewer, connect):
    for byte in GET[:9]:
        await viewer.send(bytes([byte]))
        await house.settled()
        assert house.edge.connections
        await house.seconds(1)
    await house.seconds(3)
    assert await viewer.ended() == b""
    assert (await (await connect()).get("/healthz")).status == 200


async def test_who_connects_and_says_nothing_is_cut_off(house, viewer):
    await house.until(lambda: house.edge.connections)
    await house.seconds(12)
    assert await viewer.ended() == b""


async def test_between_two_requests_there_is_a_minute(house, viewer):
    for _ in range(3):
        assert (await viewer.get("/healthz")).status == 200
        await house.seconds(58)
    assert (await viewer.get("/healthz")).status == 200
    await house.seconds(62)
    assert await viewer.ended() == b""


async def test_a_parked_viewer_is_not_idle(house, viewer, shelf):
    await viewer.send(b"GET /live/r1/index.m3u8?park HTTP/1.1\r\nHost: a\r\n\r\n")
    await house.until(lambda: shelf.parked)
    await house.seconds(100)
    shelf.deliver(b"at last")
    assert (await viewer.answer()).body == b"at last"


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00", id="tls"),
        pytest.param(os.urandom(64) + b"\r\n\r\n", id="noise"),
        pytest.param(b"HELO shop\r\n\r\n", id="mail"),
    ],
)
async def test_garbage_is_refused_and_harms_nobody(house, connect, garbage):
    other = await connect()
    rude = await connect()
    await rude.send(garbage)
    assert (await rude.answer()).status == 400
    assert await rude.ended() == b""
    assert (await other.get("/healthz")).status == 200


async def test_a_head_that_is_too_long_is_refused(viewer):
    await viewer.send(b"GET / HTTP/1.1\r\nHost: a\r\nCookie: " + b"x" * 100_000)
    assert (await viewer.answer()).status == 431
    assert await viewer.ended() == b""


async def test_a_refused_viewer_who_stays_is_shown_out(house, viewer):
    await viewer.send(b"\x00\x00\x00\x00")
    assert (await viewer.answer()).status == 400
    await viewer.send(b"and another thing" * 1000)
    await house.seconds(3)
    await house.until(lambda: not house.edge.connections)


class Stalled:
    """A phone that asks and does not read."""

    def __init__(self, address) -> None:
        self.wire = socket.create_connection((address.host, address.port))
        self.wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)

    def ask(self, path, times=1):
        self.wire.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode() * times)


@pytest.fixture
def big(shelf):
    """A segment that fits into no socket's buffers."""
    shelf.files["r1", "big.m4s"] = text(200, "video/mp4", bytes(32 << 20))


@pytest.mark.usefixtures("big")
async def test_a_viewer_who_does_not_read_is_closed(house, viewer):
    phone = Stalled(house.address)
    phone.ask("/live/r1/big.m4s")
    await house.until(lambda: any(each._full for each in house.edge.connections))
    assert (await viewer.get("/live/r1/index.m3u8")).status == 200
    await house.seconds(19)
    assert len(house.edge.connections) == 2
    await house.seconds(2 + (32 << 20) // house.edge.limits.slowest)
    await house.until(lambda: not any(each._full for each in house.edge.connections))
    phone.wire.close()


@pytest.mark.usefixtures("big")
async def test_a_viewer_who_reads_slowly_is_served_to_the_end(house, viewer):
    await viewer.send(b"GET /live/r1/big.m4s HTTP/1.1\r\nHost: a\r\n\r\n")
    await house.until(lambda: any(each._full for each in house.edge.connections))
    await house.seconds(15)
    answer = await viewer.answer()
    assert len(answer.body) == 32 << 20
    await house.seconds(15)
    assert (await viewer.get("/healthz")).status == 200


@pytest.mark.usefixtures("big")
async def test_viewers_who_do_not_read_share_one_copy(house):
    before = _memory()
    phones = [Stalled(house.address) for _ in range(40)]
    for phone in phones:
        phone.ask("/live/r1/big.m4s", times=30)
    await house.until(lambda: sum(each._full for each in house.edge.connections) == 40)
    await house.settled()
    grown = _memory() - before
    for phone in phones:
        phone.wire.close()
    assert house.edge.answered[200] == 40  # the 29 that follow wait for the first to be read
    assert grown < 64 << 20  # 40 copies would be 1,280 MiB


class TestCrowded:
    @pytest.fixture
    def limits(self):
        return Limits(connections=3, linger_seconds=0.2)

    async def test_the_one_too_many_is_asked_to_come_back(self, house, connect):
        inside = [await connect() for _ in range(3)]
        assert [(await viewer.get("/healthz")).status for viewer in inside] == [200] * 3
        outside = await connect()
        answer = await outside.answer()
        assert (answer.status, answer.headers["retry-after"]) == (503, "10")
        assert await outside.ended() == b""
        outside.leave()
        inside[0].leave()
        await house.until(lambda: len(house.edge.connections) == 2)
        assert (await (await connect()).get("/healthz")).status == 200
        assert house.edge.refused == 1

    async def test_a_crowd_at_the_door_is_not_kept(self, house, connect):
        crowd = [await connect() for _ in range(40)]
        await house.until(lambda: house.edge.refused == 37)
        assert (await crowd[0].get("/healthz")).status == 200
        await house.seconds(3)
        await house.until(lambda: len(house.edge.connections) == 3)


class TestOneAddress:
    @pytest.fixture
    def limits(self):
        return Limits(per_address=2)

    async def test_one_address_cannot_take_every_place(self, connect):
        guests = [await connect("127.0.0.2") for _ in range(3)]
        assert (await guests[2].answer()).status == 503
        assert (await guests[0].get("/healthz")).status == 200
        assert (await (await connect("127.0.0.3")).get("/healthz")).status == 200

    async def test_a_place_is_free_again_when_its_viewer_leaves(self, house, connect):
        guests = [await connect("127.0.0.2") for _ in range(2)]
        guests[0].leave()
        await house.until(lambda: len(house.edge.connections) == 1)
        assert (await (await connect("127.0.0.2")).get("/healthz")).status == 200

    async def test_the_many_addresses_of_one_line_are_one(self, house):
        guests = [Connection(house.edge) for _ in range(4)]
        for guest, peer in zip(guests, ("::1", "::2", "::ffff:0:1", "1::1"), strict=True):
            guest.peer = f"2a01:4f8:1:2{peer}" if peer.startswith("::") else f"2a01:4f8:1:3:{peer}"
        assert [house.edge.join(guest) is None for guest in guests] == [True, True, False, True]
        for guest in guests:
            house.edge.leave(guest)
        assert house.edge.join(guests[2]) is None
        house.edge.leave(guests[2])

    async def test_a_proxy_of_the_house_is_not_counted(self, connect):
        proxied = [await connect() for _ in range(5)]
        assert [(await each.get("/healthz")).status for each in proxied] == [200] * 5


async def test_a_storm_of_short_visits_leaves_nothing_behind(house, connect):
    for _ in range(100):
        (await connect()).writer.transport.abort()
    await house.until(lambda: not house.edge.connections)
    await asyncio.sleep(0)
    assert not house.edge._addresses


def _memory():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
