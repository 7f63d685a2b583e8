"""Whoever finds a host's UDP port may send to it: nothing that he sends ends the show or fills the log."""

import asyncio
import re
import socket

import aioice.stun

from media.webrtc import sockets, wire

BROKEN_STUN = bytes.fromhex("01010008 2112a442") + bytes(12) + bytes.fromhex("00240002 00000000")
"""A priority of two bytes."""
JUNK = [
    *(b"", b"\x80", b"\x81\xce", b"\x16" * 20, b"\0\1" + bytes(18), BROKEN_STUN),
    *(b"\x80" * 1501, b"\x80" * 9000, b"\x16" * 9000, bytes(2000)),
]


async def test_what_a_stranger_sends_does_not_end_a_show(worker, sender):
    host = sender()
    answer = await worker.offer("host", await host.offer(), sends=True)
    await host.take(answer)
    await worker.until(wire.Media)
    ports = {int(found) for found in re.findall(r"a=candidate:\S+ 1 udp \d+ 127\.0\.0\.1 (\d+)", answer)}
    assert ports
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for port in ports:
            for junk in JUNK:
                stranger.sendto(junk, ("127.0.0.1", port))
    await asyncio.sleep(1)
    worker.said.clear()
    await worker.until(wire.Media)
    assert not [one for one in worker.said if isinstance(one, wire.Gone)]


def test_what_is_empty_or_longer_than_any_packet_or_broken_is_not_heard():
    loop = sockets.Loop()
    wrong: list[object] = []
    loop.set_exception_handler(lambda _, told: wrong.append(told["exception"]))
    try:
        heard = loop.run_until_complete(asyncio.wait_for(_listen(loop), 10))
    finally:
        loop.close()
    assert heard == [BROKEN_STUN, b"last"]
    assert wrong == []


async def _listen(loop: sockets.Loop) -> list[bytes]:
    heard: list[bytes] = []
    over = asyncio.Event()

    class Ear(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, _address: tuple[str, int]) -> None:
            heard.append(data)
            if data == b"last":
                over.set()
            else:
                aioice.stun.parse_message(data)

    transport, _ = await loop.create_datagram_endpoint(Ear, local_addr=("127.0.0.1", 0))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for data in (b"", bytes(1501), BROKEN_STUN, b"last"):
            stranger.sendto(data, transport.get_extra_info("sockname"))
    await over.wait()
    transport.close()
    await asyncio.sleep(0)  # it lets go of its socket
    return heard
