"""What aiortc and aioice are taken to do, name by name: a new version that does otherwise fails here."""

import asyncio
import inspect
import socket

import aioice.ice
import pytest
from aiortc import RTCRtpReceiver, RTCRtpSender, rtcrtpreceiver, rtcrtpsender
from aiortc.jitterbuffer import JitterBuffer
from aiortc.rtcrtpparameters import (
    RTCRtpCodecParameters,
)
from aiortc.rtp import RtpPacket

from media.webrtc import shim, sockets, wire
from tests.media.webrtc.lines import Basket, Line, packet, receiving


class Ear(asyncio.DatagramProtocol):
    """Somebody who hears, and does nothing."""


async def test_everything_that_is_leaned_on_is_there():
    shim.self_test()


async def test_another_library_is_not_taken_for_this_one(monkeypatch):
    monkeypatch.delattr(RTCRtpReceiver, "_send_rtcp_pli")
    with pytest.raises(shim.NotAsExpected, match="_send_rtcp_pli"):
        shim.self_test()


async def test_packets_come_depayloaded_and_past_the_decoder():
    receiver, _, basket, _ = await receiving("video", "video/H264", 90_000)
    await receiver._handle_rtp_packet(packet(7, b"\x65whole", 1), 0)
    await receiver._handle_rtp_packet(packet(8, b"\x7c\x85first"), 0)
    await receiver._handle_rtp_packet(packet(9, b"\x7c\x45last", 1), 0)
    assert basket.taken == [
        (7, 3000, True, b"\0\0\0\1\x65whole"),
        (8, 3000, False, b"\0\0\0\1\x65first"),
        (9, 3000, True, b"last"),
    ]
    assert receiver._RTCRtpReceiver__decoder_queue.empty()
    await receiver.stop()


async def test_opus_comes_as_it_was_sent():
    receiver, _, basket, _ = await receiving("audio", "audio/opus", 48_000)
    await receiver._handle_rtp_packet(packet(7, b"opus"), 0)
    assert basket.taken == [(7, 3000, False, b"opus")]
    await receiver.stop()


async def test_a_keyframe_is_asked_of_the_stream_that_the_packets_are_of():
    receiver, line, _, reception = await receiving("video", "video/H264", 90_000)
    await reception.ask_keyframe()
    assert line.sent == []
    await receiver._handle_rtp_packet(packet(7, b"\x65x", 1), 0)
    await reception.ask_keyframe()
    assert line.sent == [bytes.fromhex("81ce0002 00000001 0000004d")]
    await receiver.stop()


async def test_lost_packets_are_asked_for_by_number():
    receiver, line, _, reception = await receiving("video", "video/H264", 90_000)
    await receiver._handle_rtp_packet(packet(7, b"\x65x", 1), 0)
    await reception.ask_again([8, 9])
    assert line.sent == [bytes.fromhex("81cd0003 00000001 0000004d 00080001")]
    await receiver.stop()


async def test_a_sender_sends_what_it_is_handed_without_an_encoder():
    line = Line()
    sender = RTCRtpSender("video", line)
    frames = [([b"one", b"two"], 3000), None]
    wanted: list[str] = []

    async def following() -> tuple[list[bytes], int] | None:
        return frames.pop(0)

    shim.Transmission(sender, following, lambda: wanted.append("keyframe"))
    await sender._run_rtp(RTCRtpCodecParameters(mimeType="video/H264", clockRate=90_000, payloadType=99))
    sent = [RtpPacket.parse(data) for data in line.sent]
    assert [(one.payload, one.marker, one.payload_type) for one in sent] == [(b"one", 0, 99), (b"two", 1, 99)]
    sender._send_keyframe()
    assert wanted == ["keyframe"]


async def test_a_sender_and_a_receiver_hear_what_is_reported_to_them_under_the_names_that_are_overheard():
    for module in (rtcrtpsender, rtcrtpreceiver):
        assert "_handle_rtcp_packet" in inspect.getsource(module)
    said: list[tuple[int, float]] = []
    receiver = RTCRtpReceiver("video", Line())
    shim.Reception(receiver, Basket(), lambda stamp, wall: said.append((stamp, wall)))
    info = rtcrtpsender.RtcpSenderInfo(ntp_timestamp=5 << 31, rtp_timestamp=90_000, packet_count=1, octet_count=1)
    await receiver._handle_rtcp_packet(rtcrtpsender.RtcpSrPacket(ssrc=1, sender_info=info))
    assert said == [(90_000, 2.5)]


def test_aiortc_keeps_a_jitter_buffer_of_the_name_and_shape_that_is_replaced():
    assert list(inspect.signature(JitterBuffer.add).parameters) == ["self", "packet"]
    assert "self.__jitter_buffer.add(packet)" in inspect.getsource(RTCRtpReceiver)
    assert "get_host_addresses(" in inspect.getsource(aioice.ice.Connection.gather_candidates)
    assert "local_addr=(address, 0)" in inspect.getsource(aioice.ice.Connection.get_component_candidates)


def test_candidates_take_a_port_of_the_range_and_pass_over_one_that_is_taken():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        first = taken.getsockname()[1]
        loop = sockets.Loop()
        loop.ports = (first, first + 20)
        try:
            ports = loop.run_until_complete(_bound(loop, 2))
        finally:
            loop.close()
    assert all(first < port <= first + 20 for port in ports)
    assert len(set(ports)) == 2


def test_without_a_free_port_it_is_said_which_are_taken():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        loop = sockets.Loop()
        loop.ports = (port, port)
        try:
            with pytest.raises(OSError, match=f"no UDP port of {port} to {port}"):
                loop.run_until_complete(_bound(loop, 1))
        finally:
            loop.close()


async def test_servers_that_are_not_set_are_not_asked():
    peer = shim.connection(wire.Ways())
    made = peer.addTransceiver("audio")
    found = made.receiver.transport.transport.iceGatherer._connection
    assert (found.stun_server, found.turn_server) == (None, None)
    await peer.close()


async def test_servers_that_are_set_are_asked():
    peer = shim.connection(
        wire.Ways(stun="127.0.0.1:3478", turn="turn:127.0.0.1:3479", turn_user="u", turn_password="p")
    )
    made = peer.addTransceiver("audio")
    found = made.receiver.transport.transport.iceGatherer._connection
    assert (found.stun_server, found.turn_server) == (("127.0.0.1", 3478), ("127.0.0.1", 3479))
    assert (found.turn_username, found.turn_password) == ("u", "p")
    await peer.close()


async def _bound(loop: sockets.Loop, count: int) -> list[int]:
    made = [await loop.create_datagram_endpoint(Ear, local_addr=("127.0.0.1", 0)) for _ in range(count)]
    ports = [transport.get_extra_info("sockname")[1] for transport, _ in made]
    for transport, _ in made:
        transport.close()
    await asyncio.sleep(0)
    return ports
