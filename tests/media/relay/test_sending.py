"""A relay from end to end: a worker process and a server beyond it."""

import asyncio
import contextlib
import os
import signal
import socket

import pytest

from media.relay.sending import QUEUE_SECONDS
from media.rtmp.session import PublishAsked, ServerSession


async def live(sending, eventually):
    await eventually(lambda: sending.look().state == "live")


async def test_what_plays_here_arrives_there(sending, cdn, host, eventually):
    relay = sending()
    await live(relay, eventually)
    sent = host.packets(50)
    for packet in sent:
        relay.write(packet)
        await asyncio.sleep(0)
    await eventually(lambda: cdn.streams and len(cdn.streams[0].packets) == len(sent))
    [far] = cdn.streams
    assert far.key == "room1"
    assert far.configs == [host.video, host.audio]
    assert [packet.data for packet in far.packets] == [packet.data for packet in sent]
    assert far.packets[0].dts == 0
    assert far.packets[-2].dts == sent[-2].dts - sent[0].dts


async def test_it_begins_with_a_keyframe(sending, cdn, host, eventually):
    relay = sending()
    await live(relay, eventually)
    for packet in host.packets(60)[20:]:
        relay.write(packet)
    await eventually(lambda: cdn.streams and len(cdn.streams[0].pictures) == 35)
    assert cdn.streams[0].pictures[0].keyframe


async def test_another_picture_is_announced_in_the_middle(sending, cdn, host, eventually):
    relay = sending()
    await live(relay, eventually)
    for packet in host.packets(10):
        relay.write(packet)
    other = type(host.audio)("aac", bytes.fromhex("1210"), 44_100, 2)
    relay.begin(host.video, other)
    for packet in host.packets(30):
        relay.write(packet)
    await eventually(lambda: cdn.streams and cdn.streams[0].configs[-1:] == [other])


async def test_a_connection_that_breaks_off_is_dialled_again_with_a_fresh_address(sending, cdn, host, eventually):
    asked = []

    def address() -> str:
        asked.append(1)
        return cdn.address(f"room1?txTime={len(asked)}")

    relay = sending(address)
    await live(relay, eventually)
    await cdn.close()
    await eventually(lambda: _pushed(relay, host).look().state == "waiting")
    assert relay.look().reason
    await cdn.open()
    await live(relay, eventually)
    for packet in host.packets(50):
        relay.write(packet)
    await eventually(lambda: cdn.streams[-1].pictures)
    assert len(asked) == len(cdn.streams) > 1


def _pushed(relay, host):
    for packet in host.packets(1):
        relay.write(packet)
    return relay


async def test_a_refusal_is_told_in_the_servers_own_words(sending, cdn, eventually):
    cdn.shut = True
    relay = sending()
    await eventually(lambda: relay.look().state == "waiting")
    assert "No such stream" in relay.look().reason


async def test_an_address_that_nobody_listens_at_is_tried_again(sending, eventually):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    relay = sending(lambda: f"rtmp://127.0.0.1:{port}/live/room1")
    await eventually(lambda: relay.look().state == "waiting")
    assert "refused" in relay.look().reason


async def test_a_worker_that_is_killed_is_replaced(sending, cdn, host, eventually):
    relay = sending()
    await live(relay, eventually)
    [worker] = await _workers()
    os.kill(worker, signal.SIGKILL)
    await eventually(lambda: relay.look().state == "waiting")
    await live(relay, eventually)
    assert await _workers() != [worker]


async def test_a_network_that_takes_nothing_costs_a_bounded_queue_and_never_who_writes(sending, eventually, host, deaf):
    relay = sending(lambda: f"rtmp://127.0.0.1:{deaf.port}/live/room1?txTime=5")
    await live(relay, eventually)
    assert b"room1?txTime=5" in deaf.heard
    for _ in range(40):
        for packet in host.packets(25, size=100_000):
            relay.write(packet)
        await asyncio.sleep(0)
    assert relay.look().gaps > 0
    assert relay._inlet.backlog <= QUEUE_SECONDS + 0.1


class Deaf:
    """A server that greets, lets one publish, and then reads no more."""

    def __init__(self) -> None:
        self.heard = b""
        self._done = asyncio.Event()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        self._done.set()
        await self._served
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader, writer):
        self._served = asyncio.current_task()
        session, asked = ServerSession(), False
        while not asked:
            data = await reader.read(4096)
            self.heard += data
            asked = any(isinstance(event, PublishAsked) for event in session.receive(data))
            if asked:
                session.accept()
            writer.write(session.to_send())
            await writer.drain()
        await self._done.wait()
        writer.transport.abort()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


@pytest.fixture
async def deaf():
    deaf = Deaf()
    await deaf.open()
    yield deaf
    await deaf.close()


async def _workers() -> list[int]:
    listed = await asyncio.create_subprocess_exec(
        "pgrep", "-P", str(os.getpid()), "-f", "media.relay.worker", stdout=asyncio.subprocess.PIPE
    )
    out, _ = await listed.communicate()
    return [int(pid) for pid in out.split()]


async def test_the_bitrate_is_what_was_sent_since_the_last_look(sending, cdn, host, eventually):
    relay = sending()
    await live(relay, eventually)
    relay.look()
    for packet in host.packets(25, size=10_000):
        relay.write(packet)
    await eventually(lambda: cdn.streams and len(cdn.streams[0].pictures) == 25)
    assert relay.look().bitrate > 100_000
