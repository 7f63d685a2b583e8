"""Sockets that are silent, deaf, too many or speak something else end without harm."""

import asyncio
import contextlib

import pytest

from appliance.clock import ManualClock, SystemClock
from appliance.config import Address
from media.rtmp.client import ClientSession
from media.rtmp.messages import PING_REQUEST, UserControl, serialise
from media.rtmp.server import RtmpServer
from media.rtmp.writer import ChunkWriter


@pytest.mark.parametrize("garbage", [b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00", b"\x03" + b"\xff" * 9000])
async def test_garbage_is_hung_up_on(address, garbage):
    reader, writer = await asyncio.open_connection(address.host, address.port)
    writer.write(garbage)
    async with asyncio.timeout(10):
        with contextlib.suppress(ConnectionError):
            while await reader.read(4096):
                pass
    writer.close()


async def test_silence_after_publish_is_a_dead_publisher(doorman, until, publish_plainly):
    clock = ManualClock()
    server = RtmpServer(doorman, clock)
    address = await server.start(Address("127.0.0.1:0"))
    await clock.advance(0)
    half_open = await publish_plainly(address)
    await until(lambda: doorman.publications and doorman.publications[0].packets)
    await clock.advance(5.5)
    assert doorman.publications[0].closed == []
    await clock.advance(2)
    assert doorman.publications[0].closed == ["推流端没有数据 / the publisher fell silent"]
    half_open.close()
    await server.stop()


async def test_who_connects_and_says_nothing_is_hung_up_on(doorman, until):
    clock = ManualClock()
    server = RtmpServer(doorman, clock)
    address = await server.start(Address("127.0.0.1:0"))
    reader, writer = await asyncio.open_connection(address.host, address.port)
    await until(lambda: server._connections)
    await clock.advance(0)
    await clock.advance(9.5)
    assert server._connections
    await clock.advance(2)
    assert await asyncio.wait_for(reader.read(), 10) == b""
    writer.close()
    await server.stop()


async def test_connections_that_publish_have_a_limit(doorman, until, publish_plainly):
    server = RtmpServer(doorman, SystemClock(), limit=1)
    address = await server.start(Address("127.0.0.1:0"))
    publisher = await publish_plainly(address)
    await until(lambda: doorman.publications and doorman.publications[0].packets)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    assert await asyncio.wait_for(reader.read(), 10) == b""
    assert doorman.publications[0].closed == []
    for one in (publisher, writer):
        one.close()
    await server.stop()
    assert not server._connections


async def test_who_has_said_nothing_longest_makes_room_for_the_next(doorman, until, publish_plainly):
    server = RtmpServer(doorman, SystemClock(), limit=3)
    address = await server.start(Address("127.0.0.1:0"))
    mute = [await asyncio.open_connection(address.host, address.port) for _ in range(3)]
    await until(lambda: len(server._connections) == 3)
    publisher = await publish_plainly(address)
    await until(lambda: doorman.publications and doorman.publications[0].packets)
    assert await asyncio.wait_for(mute[0][0].read(), 10) == b""
    mute += [await asyncio.open_connection(address.host, address.port) for _ in range(5)]
    for reader, _ in mute[:-2]:
        assert await asyncio.wait_for(reader.read(), 10) == b""
    assert doorman.publications[0].closed == []
    assert len(server._connections) == 3
    for one in (publisher, *(writer for _, writer in mute)):
        one.close()
    await server.stop()


async def test_a_peer_that_reads_no_answers_is_hung_up_on(address, doorman, until, publish_plainly):
    deaf = await publish_plainly(address)
    ping = ChunkWriter()
    flood = b"".join(ping.write(serialise(UserControl(PING_REQUEST, n)), 2) for n in range(5000))
    async with asyncio.timeout(20):
        with contextlib.suppress(ConnectionError):
            while not doorman.publications[0].closed:
                await asyncio.get_running_loop().sock_sendall(deaf, flood)
    await until(lambda: doorman.publications[0].closed)
    assert len(doorman.publications[0].closed) == 1
    deaf.close()


async def test_a_publisher_that_leaves_during_the_admission_leaves_a_closed_publication(connect, doorman, until):
    doorman.gate.clear()
    publisher = await connect("room1")
    asked = asyncio.create_task(publisher.until_told())
    await until(lambda: doorman.asked)
    asked.cancel()
    publisher.writer.transport.abort()
    await asyncio.sleep(0.05)
    doorman.gate.set()
    await until(lambda: doorman.publications and doorman.publications[0].closed)
    assert len(doorman.publications[0].closed) == 1


async def test_a_slow_admission_is_not_the_publishers_silence(doorman, until):
    clock = ManualClock()
    server = RtmpServer(doorman, clock)
    address = await server.start(Address("127.0.0.1:0"))
    await clock.advance(0)
    doorman.gate.clear()
    reader, writer = await asyncio.open_connection(address.host, address.port)
    session = ClientSession("live", "", "room1")
    while not doorman.asked:
        writer.write(session.to_send())
        with contextlib.suppress(TimeoutError):
            session.receive(await asyncio.wait_for(reader.read(65536), 0.2))
    await clock.advance(9)
    doorman.gate.set()
    await until(lambda: doorman.publications)
    await clock.advance(3)
    assert doorman.publications[0].closed == []
    await clock.advance(6)
    assert len(doorman.publications[0].closed) == 1
    writer.close()
    await server.stop()
